/**
 * A second verifier of hash chains, written from the document of the recipe language (`src/shared/core/chain/README.md`;
 * numbers with § are its sections) and its schema alone. It shares no code with the product, reads JSON by itself and
 * takes its hashes from node:crypto. It favours plain over fast: for exports of some thousand rows.
 *
 * What it declines by throwing `DeclinedError`: keccak256, blake2b-256 and blake3 (node:crypto has them not),
 * `json-text` other than Python's, value forms of times, lost digits, `nested`.
 */
import { createHash, createHmac } from 'node:crypto'
import { contentOf, DeclinedError, NoContent } from './independent-content.mjs'
import { parseJson, valueOf } from './independent-json.mjs'

export { DeclinedError }

const utf8 = (text) => Buffer.from(text, 'utf8')

// Digests (§2, §3).

const digestBytes = {
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-256': 32,
  'sha3-256': 32,
  'sha3-512': 64,
  'blake2b-512': 64,
  'blake2s-256': 32,
  sha1: 20,
  md5: 16,
}
const nodeNames = { 'blake2b-512': 'blake2b512', 'blake2s-256': 'blake2s256' }

function digestOf(algorithm, bytes, key) {
  if (!(algorithm in digestBytes)) throw new DeclinedError(algorithm)
  const name = nodeNames[algorithm] ?? algorithm
  return (key === undefined ? createHash(name) : createHmac(name, key)).update(bytes).digest('hex')
}

/** A digest as the record writes it, as lower-case hex; undefined when the node is no such string. */
function storedDigest(node, encoding, algorithm) {
  if (node?.kind !== 'string') return undefined
  let hex = node.value
  if (encoding === 'base64') {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(hex)) return undefined
    const bare = hex.replace(/=+$/, '')
    if (hex !== bare && hex.length % 4 !== 0) return undefined
    if (bare.length !== Math.ceil((digestBytes[algorithm] * 8) / 6)) return undefined
    return Buffer.from(bare, 'base64').toString('hex')
  }
  if (encoding === '0x-hex') {
    if (!hex.startsWith('0x')) return undefined
    hex = hex.slice(2)
  }
  return /^[0-9a-fA-F]*$/.test(hex) && hex.length === digestBytes[algorithm] * 2 ? hex.toLowerCase() : undefined
}

function encodedDigest(hex, encoding) {
  if (encoding === 'bytes') return Buffer.from(hex, 'hex')
  if (encoding === 'base64') return utf8(Buffer.from(hex, 'hex').toString('base64'))
  return utf8(encoding === 'hex' ? hex : encoding === 'hex-upper' ? hex.toUpperCase() : `0x${hex}`)
}

/** What the record states as previous hash (§3): digest, empty, null, absent or text. */
function statedPrevious(record, name, encoding, algorithm) {
  const node = valueOf(record, name)
  if (node === undefined) return { kind: 'absent' }
  if (node.kind === 'null') return { kind: 'null' }
  const hex = storedDigest(node, encoding, algorithm)
  if (hex !== undefined) return { kind: 'digest', hex }
  if (node.kind !== 'string') return { kind: 'text', text: node.raw }
  return node.value === '' ? { kind: 'empty' } : { kind: 'text', text: node.value }
}

// Pre-images and the content axis (§2, §5, §8).

const previousBytes = (stated, encoding) =>
  stated.kind === 'digest' ? encodedDigest(stated.hex, encoding) : utf8(stated.kind === 'text' ? stated.text : '')

function preImage(text, record, recipe) {
  const { previous, stored, canonical } = recipe
  const front = utf8(recipe.prefix ?? '')
  const { placement } = previous
  if (placement === 'none') return Buffer.concat([front, contentOf(text, record, canonical)])
  const stated = statedPrevious(record, stored.previousHash, stored.encoding, recipe.algorithm)
  const bytes = previousBytes(stated, previous.encoding)
  if (placement === 'inside') {
    const isPut = previous.encoding !== stored.encoding && stated.kind === 'digest'
    const put = isPut ? { name: stored.previousHash, bytes } : undefined
    return Buffer.concat([front, contentOf(text, record, canonical, put)])
  }
  if (stated.kind === 'absent') throw new NoContent('field-absent')
  const content = contentOf(text, record, canonical)
  if (placement === 'newline-joined') return Buffer.concat([front, bytes, utf8('\n'), content])
  const between = utf8(previous.separator)
  return Buffer.concat(placement === 'prefix' ? [front, bytes, between, content] : [front, content, between, bytes])
}

/** Content state of one record under one key, or none: `{ state, reason }`. */
function contentState(text, record, recipe, key) {
  const { stored, link } = recipe
  const wanted = storedDigest(valueOf(record, stored.entryHash), stored.encoding, recipe.algorithm)
  const absent = { state: 'not-recomputable', reason: 'field-absent' }
  if (wanted === undefined) return absent
  try {
    if (digestOf(recipe.algorithm, preImage(text, record, recipe), key) !== wanted)
      return { state: 'mismatch', reason: 'content-differs' }
    if (link === undefined) return { state: 'ok' }
    const algorithm = link.algorithm ?? recipe.algorithm
    const wantedLink = storedDigest(valueOf(record, link.stored), stored.encoding, algorithm)
    if (wantedLink === undefined) return absent
    const bytes = Buffer.concat([utf8(link.prefix ?? ''), contentOf(text, record, link.canonical)])
    return digestOf(algorithm, bytes, key) === wantedLink
      ? { state: 'ok' }
      : { state: 'mismatch', reason: 'link-hash-differs' }
  } catch (error) {
    if (!(error instanceof NoContent)) throw error
    return { state: 'not-recomputable', reason: error.reason }
  }
}

function judgeContents(entries, recipe, keys) {
  for (const entry of entries) {
    const tried = recipe.mac === undefined ? [undefined] : keys
    if (tried.length === 0) {
      const alone = contentState(entry.text, entry.record, recipe, Buffer.from('any'))
      const isSealed = alone.state !== 'not-recomputable'
      entry.content = isSealed ? { state: 'not-recomputable', reason: 'key-needed' } : alone
      continue
    }
    const states = tried.map((key) => contentState(entry.text, entry.record, recipe, key))
    const at = states.findIndex(({ state }) => state === 'ok')
    entry.content = states[Math.max(at, 0)]
    if (at >= 0) entry.key = at
  }
  const differ = entries.filter(({ content }) => content.state === 'mismatch')
  const isKeyed = recipe.mac !== undefined
  const excuse = (list, reason) => list.forEach((entry) => (entry.content = { state: 'not-recomputable', reason }))
  if (differ.length > 1 && !entries.some(({ content }) => content.state === 'ok'))
    excuse(differ, isKeyed ? 'key-differs' : 'no-recipe-reproduces')
  else if (isKeyed) for (const run of foreignRuns(entries)) excuse(run, 'key-differs')
}

/** Runs of 20 or more entries that no key reproduces, at an end of the source or between two different keys (§2). */
function foreignRuns(entries) {
  const runs = []
  let run
  let before
  for (const entry of entries) {
    if (entry.content.state === 'mismatch') {
      run ??= { before, entries: [] }
      run.entries.push(entry)
    } else if (entry.content.state === 'ok') {
      if (run !== undefined) runs.push({ ...run, after: entry.key })
      run = undefined
      before = entry.key
    }
  }
  if (run !== undefined) runs.push(run)
  return runs
    .filter((one) => one.entries.length >= 20 && (one.before === undefined || one.before !== one.after))
    .map((one) => one.entries)
}

// The link axis (§6 to §8).

function sequenceOf(record, names) {
  const node = names.map((name) => valueOf(record, name)).find((value) => value !== undefined)
  const text = node?.kind === 'number' ? node.raw : node?.kind === 'string' ? node.value : ''
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : undefined
}

/** UTC day of a time (§7), or its text when it is none. */
function dayOf(node) {
  if (node === undefined) return 'absent'
  const text = node.kind === 'string' ? node.value : node.raw
  if (/^\d{1,20}$/.test(text)) {
    const size = text.replace(/^0+(?=\d)/, '').length
    const perDay = 86_400n * (size <= 11 ? 1n : size <= 14 ? 1000n : size <= 17 ? 1_000_000n : 1_000_000_000n)
    return `day ${BigInt(text) / perDay}`
  }
  const time =
    /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)? ?(?:[Zz]|([-+])(\d\d)(?::?(\d\d))?)?$/.exec(text)
  if (time === null) return `text ${node.raw}`
  const [year, month, day, hour, minute, second = 0, offsetHour = 0, offsetMinute = 0] = [1, 2, 3, 4, 5, 6, 8, 9].map(
    (group) => (time[group] === undefined ? undefined : Number(time[group])),
  )
  const midnight = new Date(Date.UTC(year, month - 1, day))
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day
  const offset = offsetHour * 60 + offsetMinute
  if (!isDate || hour > 23 || minute > 59 || second > 59 || offsetMinute > 59 || offset > 18 * 60)
    return `text ${node.raw}`
  const minutes = midnight.getTime() / 60_000 + hour * 60 + minute - (time[7] === '-' ? -offset : offset)
  return `day ${Math.floor(minutes / 1440)}`
}

const scopeOf = (record, recipe) =>
  JSON.stringify([
    ...recipe.scope.map((name) => valueOf(record, name)?.raw ?? null),
    ...(recipe.scopeDay === undefined ? [] : [dayOf(valueOf(record, recipe.scopeDay))]),
  ])

/** An entry of the link axis, or undefined for one that takes no part. */
function linkEntry(entry, recipe, sequenceNames) {
  const { record } = entry
  const { stored, link, order } = recipe
  const algorithm = link === undefined ? recipe.algorithm : (link.algorithm ?? recipe.algorithm)
  const hash = storedDigest(valueOf(record, link?.stored ?? stored.entryHash), stored.encoding, algorithm)
  if (hash === undefined) return undefined
  return {
    entry,
    hash,
    stated: statedPrevious(record, link?.previous ?? stored.previousHash, stored.encoding, algorithm),
    sequence: sequenceOf(record, order === 'field' ? [recipe.orderBy] : sequenceNames),
    scope: scopeOf(record, recipe),
  }
}

const states = (later, earlier) => later.stated.kind === 'digest' && later.stated.hex === earlier.hash
const known = (sequence) => sequence !== undefined

/** Segments of one scope, given in file order, as section 7 orders them. */
function inChainOrder(segments, order) {
  const first = (segment) => segment[0]
  if (segments.some((segment) => !known(first(segment).sequence))) return byStatedHashes(segments)
  if (order === 'file') return segments
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
  return segments.toSorted((a, b) => compare(first(a).sequence, first(b).sequence))
}

function byStatedHashes(segments) {
  const follows = (later, earlier) => states(later[0], earlier.at(-1))
  const begins = segments.filter((segment) => !segments.some((other) => follows(segment, other)))
  const found = []
  for (const start of [...begins, ...segments]) {
    let next = start
    while (next !== undefined && !found.includes(next)) {
      const placed = next
      found.push(placed)
      next = segments.find((other) => !found.includes(other) && follows(other, placed))
    }
  }
  return found
}

function segmentsOf(list) {
  const segments = []
  let before
  for (const one of list) {
    const isRising = !known(one.sequence) || !known(before?.sequence) || one.sequence > before.sequence
    if (before !== undefined && states(one, before) && isRising) segments.at(-1).push(one)
    else segments.push([one])
    before = one
  }
  return segments
}

function isGenesis({ stated }, { genesis, stored }, algorithm) {
  const isZeros = stated.kind === 'digest' && /^0*$/.test(stated.hex)
  if (genesis.previous === 'zeros') return isZeros
  if (genesis.previous === 'any') return isZeros || stated.kind !== 'digest'
  if (genesis.previous !== 'literal') return stated.kind === genesis.previous
  const literal = genesis.literal ?? ''
  const hex = storedDigest({ kind: 'string', value: literal }, stored.encoding, algorithm)
  if (hex !== undefined) return stated.kind === 'digest' && stated.hex === hex
  return stated.kind === 'text' ? stated.text === literal : stated.kind === 'empty' && literal === ''
}

/** Link of the first entry of a segment against the entry before, the tables of §6 and §8 from top to bottom. */
function linkOf(first, before, recipe, algorithm, hashes) {
  if (before === undefined) {
    if (isGenesis(first, recipe, algorithm)) return { state: 'genesis' }
    const isInside = first.stated.kind === 'digest' && !/^0*$/.test(first.stated.hex)
    return isInside ? { state: 'ok' } : { state: 'broken', reason: 'link-broken' }
  }
  const areKnown = known(first.sequence) && known(before.sequence)
  const isSame = areKnown && first.sequence === before.sequence
  if (states(first, before) && !isSame) return { state: 'ok' }
  const isTaken = recipe.order === 'file' ? isSame : areKnown && first.sequence <= before.sequence
  if (isTaken) return { state: 'fork', reason: 'sequence-duplicate' }
  if (first.stated.kind === 'digest' && hashes.has(first.stated.hex)) return { state: 'fork', reason: 'link-fork' }
  const isMissing = areKnown && first.sequence > before.sequence + 1n
  return isMissing ? { state: 'gap', reason: 'link-gap' } : { state: 'broken', reason: 'link-broken' }
}

function judgeScope(list, recipe, algorithm) {
  const hashes = new Set(list.map(({ hash }) => hash))
  const inFile = segmentsOf(list)
  const inChain = inChainOrder(inFile, recipe.order)
  let before
  for (const segment of inChain) {
    const [first, ...rest] = segment
    const last = segment.at(-1)
    first.entry.link = linkOf(first, before, recipe, algorithm, hashes)
    for (const one of rest) one.entry.link = { state: 'ok' }
    const hasLinked = ['ok', 'genesis'].includes(first.entry.link.state)
    const isPassed = !hasLinked && known(last.sequence) && known(before?.sequence) && last.sequence <= before.sequence
    if (!isPassed) before = last
  }
  for (const segment of movedIn(inFile, inChain))
    for (const { entry } of segment) if (entry.link.state === 'ok') entry.link = { state: 'reorder' }
}

/** Segments that some selection with the most entries, in the file as in the chain, does without. */
function movedIn(inFile, inChain) {
  const place = new Map(inChain.map((segment, index) => [segment, index]))
  const mostWithout = (left) => {
    const most = []
    let best = 0
    inFile.forEach((segment, at) => {
      most[at] = segment === left ? 0 : segment.length
      if (segment === left) return
      for (let other = 0; other < at; other += 1)
        if (inFile[other] !== left && place.get(inFile[other]) < place.get(segment))
          most[at] = Math.max(most[at], most[other] + segment.length)
      best = Math.max(best, most[at])
    })
    return best
  }
  const whole = mostWithout()
  return inFile.filter((segment) => mostWithout(segment) === whole)
}

function judgeLinks(entries, recipe, sequenceNames) {
  if (recipe.link === undefined && recipe.stored.previousHash === null) return 0
  const algorithm = recipe.link?.algorithm ?? recipe.algorithm
  const list = entries.map((entry) => linkEntry(entry, recipe, sequenceNames)).filter((one) => one !== undefined)
  if (list.every(({ stated }) => stated.kind === 'absent')) return 0
  const scopes = Map.groupBy(list, ({ scope }) => scope)
  for (const scope of scopes.values()) judgeScope(scope, recipe, algorithm)
  return scopes.size
}

// The verdict (§9).

function verdictOf(entries, rejected) {
  const contents = entries.map(({ content }) => content)
  const links = entries.map(({ link }) => link).filter((link) => link !== null)
  const differ = contents.filter(({ state }) => state === 'mismatch')
  const forks = links.filter(({ state }) => state === 'fork')
  const ofAll = (list, reason, other) => (list.every((one) => one.reason === reason) ? reason : other)
  if (differ.length > 0) return ['mismatch', ofAll(differ, 'link-hash-differs', 'content-differs')]
  if (links.some(({ state }) => state === 'broken')) return ['mismatch', 'link-broken']
  if (forks.length > 0) return ['mismatch', ofAll(forks, 'sequence-duplicate', 'link-fork')]
  if (links.some(({ state }) => state === 'gap')) return ['gap', 'link-gap']
  if (rejected > 0) return ['gap', 'record-rejected']
  const lost = contents.find(({ state }) => state === 'not-recomputable')
  if (lost !== undefined) return ['not-checked', lost.reason]
  return links.length === 0 ? ['not-checked', 'field-absent'] : ['verified', null]
}

/** See `independent-checker.d.mts`. */
export function checkChain({ lines, recipe, sequenceNames, keys = [] }) {
  const entries = []
  const rejected = []
  lines.forEach((text, index) => {
    if (/^[ \t\r]*$/.test(text)) return
    try {
      const record = parseJson(text)
      if (record.kind !== 'object') throw new SyntaxError('No object')
      entries.push({ line: index + 1, text, record, content: null, link: null })
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      rejected.push(index + 1)
    }
  })
  judgeContents(entries, recipe, keys)
  const scopes = judgeLinks(entries, recipe, sequenceNames)
  const [verdict, reason] = verdictOf(entries, rejected.length)
  return {
    verdict,
    reason,
    scopes,
    rejected,
    entries: entries.map(({ line, content, link }) => ({
      line,
      content: content.state,
      link: link?.state ?? null,
      reasons: [content.reason ?? null, link?.reason ?? null],
    })),
  }
}
