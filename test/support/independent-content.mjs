/**
 * Content bytes of a record under a recipe's canonical form, for the independent checker: sections 3 and 4 of
 * `src/shared/core/chain/README.md`, and nothing of the product's code.
 */
import { valueOf } from './independent-json.mjs'

/** A part of the recipe language that the checker does not speak. */
export class DeclinedError extends Error {}

/** A content that has no pre-image; `reason` as in §8. */
export class NoContent extends Error {
  constructor(reason) {
    super(reason)
    this.reason = reason
  }
}

const utf8 = (text) => Buffer.from(text, 'utf8')
const compareUnits = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const compareBytes = (a, b) => Buffer.compare(utf8(a), utf8(b))

// Printing (§4). A style says how numbers, strings and names are written.

const shortEscapes = { '"': '\\"', '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' }
const unit = (code) => `\\u${code.toString(16).padStart(4, '0')}`

/** `halves`: what becomes of half a surrogate pair; `isPlain`: units from U+0020 on that stand as they are. */
function quoted(text, halves, isPlain = () => true) {
  let out = ''
  for (const one of text) {
    const code = one.codePointAt(0)
    if (one in shortEscapes) out += shortEscapes[one]
    else if (code < 0x20) out += unit(code)
    else if (code >= 0xd800 && code <= 0xdfff && halves === 'lost') throw new NoContent('form-lost')
    else if (code >= 0xd800 && code <= 0xdfff) out += unit(code)
    else if (isPlain(code)) out += one
    else for (let index = 0; index < one.length; index += 1) out += unit(one.charCodeAt(index))
  }
  return `"${out}"`
}

function ecmaNumber(raw, beyond) {
  const value = Number(raw)
  if (Number.isFinite(value)) return String(value)
  if (beyond === undefined) throw new NoContent('form-lost')
  return beyond
}

/** PostgreSQL numeric: digits with the scale kept and the exponent written out. */
function numericText(raw) {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(raw)
  const shift = Number(power)
  if (Math.abs(shift) > 131_072) return raw
  const digits = whole + fraction
  const point = whole.length + shift
  const spread = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0')
  const cut = Math.max(point, 1)
  const left = spread.slice(0, cut).replace(/^0+(?=\d)/, '')
  const right = spread.slice(cut)
  const isZero = /^0*$/.test(left + right)
  return `${isZero ? '' : sign}${left}${right === '' ? '' : `.${right}`}`
}

/** Python's `repr`: integers digit for digit, doubles with their shortest digits. */
function pythonNumber(raw) {
  if (/^-?\d+$/.test(raw)) {
    if (raw.length > 4300) throw new DeclinedError('an integer beyond 4300 digits')
    return raw === '-0' ? '0' : raw
  }
  const value = Number(raw)
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa, power] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 16)
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  const sign = value < 0 ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const left = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${left}.${digits.slice(exponent + 1) || '0'}`
}

const isIndex = (name) => /^(?:0|[1-9]\d{0,9})$/.test(name) && Number(name) <= 4_294_967_294
const indicesFirst = (a, b) =>
  isIndex(a) && isIndex(b) ? Number(a) - Number(b) : Number(isIndex(b)) - Number(isIndex(a))

const asCame = () => 0
const lengthThenBytes = (a, b) => utf8(a).length - utf8(b).length || compareBytes(a, b)
const ecmaStyle = {
  comma: ',',
  colon: ':',
  own: indicesFirst,
  sorted: compareUnits,
  number: (raw) => ecmaNumber(raw, 'null'),
  string: (text) => quoted(text, 'escaped'),
}
const pythonStyle = (comma, colon, isAscii) => ({
  comma,
  colon,
  own: asCame,
  sorted: compareBytes,
  number: pythonNumber,
  string: (text) => quoted(text, isAscii ? 'escaped' : 'lost', isAscii ? (code) => code <= 0x7e : () => true),
})
const styles = {
  'json-stringify': ecmaStyle,
  jcs: { ...ecmaStyle, own: compareUnits, number: (raw) => ecmaNumber(raw), string: (text) => quoted(text, 'lost') },
  'pg-jsonb-text': {
    comma: ', ',
    colon: ': ',
    own: lengthThenBytes,
    number: numericText,
    string: (text) => quoted(text, 'lost'),
  },
  python: pythonStyle(', ', ': ', true),
  'python-compact': pythonStyle(',', ':', true),
  'python-utf8': pythonStyle(', ', ': ', false),
  'python-compact-utf8': pythonStyle(',', ':', false),
}

function styleOf(name) {
  const style = styles[name]
  if (style === undefined) throw new DeclinedError(name)
  return style
}

/** Members by name: the first place, the last value (§4). */
function lastByName(members) {
  const byName = new Map()
  for (const member of members) byName.set(member.name, member)
  return [...byName.values()]
}

function inOrder(members, style, canonical, isTop) {
  const names = new Set(members.map(({ name }) => name))
  const list = canonical.memberOrder?.find((one) => one.length === names.size && one.every((name) => names.has(name)))
  if (list !== undefined) return list.map((name) => members.find((member) => member.name === name))
  const isSorted = canonical.sort === 'deep' || (canonical.sort === 'top' && isTop)
  return members.toSorted((a, b) => (isSorted ? style.sorted : style.own)(a.name, b.name))
}

function printed(node, style, canonical = {}) {
  if (node.kind === 'object') {
    const members = inOrder(lastByName(node.members), style, canonical, false)
    const each = members.map(({ name, value }) => style.string(name) + style.colon + printed(value, style, canonical))
    return `{${each.join(style.comma)}}`
  }
  if (node.kind === 'array') return `[${node.items.map((item) => printed(item, style, canonical)).join(style.comma)}]`
  if (node.kind === 'string') return style.string(node.value)
  return node.kind === 'number' ? style.number(node.raw) : node.raw
}

/** Decimals rounded half away from zero on the digits (§4, value forms). */
function withDecimals(raw, decimals) {
  if (Math.abs(Number(/[eE]([-+]?\d+)$/.exec(raw)?.[1] ?? 0)) > 1000) throw new NoContent('form-lost')
  const isNegative = raw.startsWith('-')
  const [left, right = ''] = numericText(raw.replace('-', '')).split('.')
  const digits = BigInt(left + right.slice(0, decimals).padEnd(decimals, '0')) + (right[decimals] >= '5' ? 1n : 0n)
  const text = String(digits).padStart(decimals + 1, '0')
  const made = decimals === 0 ? text : `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
  return isNegative && digits !== 0n ? `-${made}` : made
}

/** A value form's result; undefined when the value is not of the kind named and stands as without the form. */
function formed(node, form) {
  if (form === undefined) return undefined
  if ('time' in form) throw new DeclinedError('time')
  if ('json' in form) return { text: printed(node, styleOf(form.json)), isBare: true }
  if ('case' in form) {
    if (node.kind !== 'string') return undefined
    return { text: form.case === 'lower' ? node.value.toLowerCase() : node.value.toUpperCase(), isBare: false }
  }
  const spelt = node.kind === 'number' ? node.raw : node.kind === 'string' ? node.value : ''
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(spelt)) return undefined
  const text = form.number === 'double' ? ecmaNumber(spelt) : withDecimals(spelt, form.number.decimals)
  return { text, isBare: true }
}

// Content bytes (§4).

function rawContent(text, record, canonical, put) {
  const { members } = record
  const isKept = members.map(({ name }) => !canonical.exclude.includes(name))
  const last = isKept.lastIndexOf(true)
  const parts = []
  let from = record.start
  const upTo = (end) => parts.push(utf8(text.slice(from, end)))
  const putAt = put === undefined ? -1 : members.findLastIndex(({ name }) => name === put.name)
  if (put !== undefined && !isKept[putAt]) throw new NoContent('form-lost')
  members.forEach((member, index) => {
    if (isKept[index] && index === putAt) {
      upTo(member.value.start + 1)
      parts.push(put.bytes)
      from = member.value.end - 1
    }
    if (!isKept[index] && index < last) {
      upTo(member.start)
      from = members[index + 1].start
    }
  })
  if (last < members.length - 1) {
    upTo(last < 0 ? members[0].start : members[last].end)
    from = members.at(-1).end
  }
  upTo(record.end)
  return Buffer.concat(parts)
}

function jsonContent(record, canonical, put) {
  if (canonical.nested !== undefined) throw new DeclinedError('nested')
  const style = styleOf(canonical.form === 'json-text' ? canonical.dialect : canonical.form)
  const all = lastByName(record.members)
  const included = canonical.include?.map((name) => all.find((member) => member.name === name))
  const chosen = (included ?? all)
    .filter((member) => member !== undefined && !canonical.exclude.includes(member.name))
    .filter(({ value }) => canonical.nulls !== 'omit' || value.kind !== 'null')
  const renamed = lastByName(
    chosen.map(({ name, value }) => ({ name: nameIn(canonical.rename, name), origin: name, value })),
  )
  if (put !== undefined && !renamed.some(({ origin }) => origin === put.name)) throw new NoContent('form-lost')
  const parts = [utf8('{')]
  inOrder(renamed, style, canonical, true).forEach(({ name, origin, value }, index) => {
    parts.push(utf8((index > 0 ? style.comma : '') + style.string(name) + style.colon))
    if (origin === put?.name) parts.push(utf8('"'), put.bytes, utf8('"'))
    else parts.push(utf8(memberText(value, canonical.values, origin, style, canonical)))
  })
  return Buffer.concat([...parts, utf8('}')])
}

const nameIn = (rename, name) => (rename !== undefined && Object.hasOwn(rename, name) ? rename[name] : name)
const formIn = (values, name) => (values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined)

function memberText(value, values, name, style, canonical) {
  const made = formed(value, formIn(values, name))
  if (made === undefined) return printed(value, style, canonical)
  return made.isBare ? made.text : style.string(made.text)
}

/** Text of a listed field; undefined for null. */
function fieldText(value, canonical, name) {
  const form = formIn(canonical.values, name)
  if (value.kind === 'null' && (canonical.nullText !== undefined || !('json' in (form ?? {})))) return undefined
  const made = formed(value, form)?.text
  const booleans = { 'True-False': ['True', 'False'], '1-0': ['1', '0'], 't-f': ['t', 'f'] }[canonical.booleans]
  const plain = value.kind === 'string' ? value.value : value.raw
  const text = made ?? (value.kind === 'boolean' && booleans ? booleans[value.raw === 'true' ? 0 : 1] : plain)
  if (!text.isWellFormed()) throw new NoContent('form-lost')
  return text
}

function fieldsContent(record, canonical) {
  const isJoined = canonical.form === 'fields-joined'
  const parts = canonical.fields.map((name) => {
    const value = valueOf(record, name)
    const absent = isJoined ? canonical.absentText : canonical.absentPart
    if (value === undefined && absent === undefined) throw new NoContent('field-absent')
    const text = value === undefined ? undefined : fieldText(value, canonical, name)
    if (!isJoined) return value === undefined ? utf8(absent) : lengthPart(text, canonical)
    const label = canonical.label === undefined ? '' : nameIn(canonical.rename, name) + canonical.label
    return utf8(label + (value === undefined ? absent : (text ?? canonical.nullText ?? '')))
  })
  const between = utf8(canonical.delimiter)
  return Buffer.concat(parts.flatMap((part, index) => (index === 0 ? [part] : [between, part])))
}

function lengthPart(text, canonical) {
  if (text === undefined && canonical.nullPart !== undefined) return utf8(canonical.nullPart)
  const bytes = utf8(text ?? '')
  const length = canonical.unit === 'characters' ? [...(text ?? '')].length : bytes.length
  if (canonical.length === 'decimal') return Buffer.concat([utf8(`${length}${canonical.mark}`), bytes])
  const head = Buffer.alloc(canonical.length === 'u32' ? 4 : 8)
  head.writeUInt32BE(length, head.length - 4)
  return Buffer.concat([head, bytes])
}

/**
 * Content bytes of a record (§4). `put` is the replacement of §5: a member's name and the bytes between the quotes of its
 * value. Throws `NoContent` where the README says not recomputable.
 */
export function contentOf(text, record, canonical, put) {
  if (canonical.form === 'raw-minus-fields') return rawContent(text, record, canonical, put)
  if (canonical.form === 'fields-joined' || canonical.form === 'length-prefixed') {
    if (put !== undefined) throw new NoContent('form-lost')
    return fieldsContent(record, canonical)
  }
  return jsonContent(record, canonical, put)
}
