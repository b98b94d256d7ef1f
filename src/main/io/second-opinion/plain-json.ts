/**
 * Path two's own reading of JSON text: where members begin and end, RFC 8785, and PostgreSQL's `jsonb::text`. Written
 * from `src/shared/core/chain/README.md` without the scanner and printers of path one, plainly and slowly.
 *
 * The text is known to be one valid JSON object: an import accepts nothing else.
 */

export interface PlainMember {
  /** Name with its escapes undone. */
  readonly name: string
  /** Offset of the name's opening quote. */
  readonly start: number
  /** The value's text is `text.slice(valueStart, valueEnd)`. */
  readonly valueStart: number
  readonly valueEnd: number
}

const space = /[ \t\n\r]*/y
const string = /"(?:[^"\\]|\\.)*"/y
const scalar = /[^\s,\]}]+/y

function after(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

/** Offset after the value that begins at `at`. */
function endOfValue(text: string, at: number): number {
  const first = text[at]
  if (first === '"') return after(string, text, at)
  if (first !== '{' && first !== '[') return after(scalar, text, at)
  let depth = 0
  let next = at
  for (;;) {
    const character = text[next]
    if (character === '"') next = after(string, text, next)
    else {
      if (character === '{' || character === '[') depth += 1
      else if (character === '}' || character === ']') depth -= 1
      next += 1
      if (depth === 0 || next >= text.length) return next
    }
  }
}

/** Members of the object that `text` is, in their order. */
export function membersOf(text: string): PlainMember[] {
  const members: PlainMember[] = []
  let at = after(space, text, text.indexOf('{') + 1)
  while (at < text.length && text[at] !== '}') {
    const nameEnd = after(string, text, at)
    const name = JSON.parse(text.slice(at, nameEnd)) as string
    const valueStart = after(space, text, after(space, text, nameEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    members.push({ name, start: at, valueStart, valueEnd })
    at = after(space, text, valueEnd)
    if (text[at] === ',') at = after(space, text, at + 1)
  }
  return members
}

/** Items of the array that `text` is. */
export function itemsOf(text: string): string[] {
  const items: string[] = []
  let at = after(space, text, 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    items.push(text.slice(at, end))
    at = after(space, text, end)
    if (text[at] === ',') at = after(space, text, at + 1)
  }
  return items
}

/** `text` without the members of these names: README section 4, `raw-minus-fields`. */
export function cutMembers(text: string, exclude: readonly string[]): string {
  const members = membersOf(text)
  const kept = members.filter((member) => !exclude.includes(member.name))
  const first = members[0]
  const end = members.at(-1)?.valueEnd ?? 0
  const lastKept = kept.at(-1)
  if (first === undefined) return text
  if (lastKept === undefined) return text.slice(0, first.start) + text.slice(end)
  let out = text.slice(0, first.start)
  for (const [index, member] of members.entries()) {
    if (exclude.includes(member.name) || member === lastKept) continue
    out += text.slice(member.start, members[index + 1]?.start)
  }
  return out + text.slice(lastKept.start, lastKept.valueEnd) + text.slice(end)
}

/** RFC 8785 of a parsed value; undefined where it has none. */
export function plainJcs(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : undefined
  if (typeof value === 'string') return value.isWellFormed() ? JSON.stringify(value) : undefined
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) {
    const items = value.map(plainJcs)
    return items.includes(undefined) ? undefined : `[${items.join(',')}]`
  }
  const record = value as Record<string, unknown>
  const members: string[] = []
  for (const name of Object.keys(record).toSorted()) {
    const item = plainJcs(record[name])
    if (item === undefined || !name.isWellFormed()) return undefined
    members.push(`${JSON.stringify(name)}:${item}`)
  }
  return `{${members.join(',')}}`
}

/** `jsonb::text` of JSON text, its top-level members limited to those that `keeps` names. */
export function plainJsonb(text: string, keeps: (name: string) => boolean = () => true): string {
  const first = text[0]
  if (first === '{') {
    const textByName = new Map<string, string>()
    for (const member of membersOf(text)) {
      if (keeps(member.name)) textByName.set(member.name, plainJsonb(text.slice(member.valueStart, member.valueEnd)))
    }
    const names = [...textByName.keys()].toSorted((left, right) => {
      const a = Buffer.from(left)
      const b = Buffer.from(right)
      return a.length === b.length ? Buffer.compare(a, b) : a.length - b.length
    })
    return `{${names.map((name) => `${JSON.stringify(name)}: ${textByName.get(name) ?? ''}`).join(', ')}}`
  }
  if (first === '[')
    return `[${itemsOf(text)
      .map((item) => plainJsonb(item))
      .join(', ')}]`
  if (first === '"') return JSON.stringify(JSON.parse(text) as string)
  return first === 't' || first === 'f' || first === 'n' ? text : plainNumeric(text)
}

/** A JSON number as `numeric` prints it, by whole-number arithmetic. */
function plainNumeric(token: string): string {
  const [mantissa = '', exponent = '0'] = token.toLowerCase().split('e')
  // Hostile: no digits are made for an exponent that PostgreSQL refuses.
  if (Math.abs(Number(exponent)) > 131_072) return token
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  const sign = token.startsWith('-') && digits !== 0n ? '-' : ''
  if (scale <= 0) return `${sign}${digits * 10n ** BigInt(-scale)}`
  const padded = digits.toString().padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
