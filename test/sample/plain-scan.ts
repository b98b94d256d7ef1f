/**
 * A second, deliberately plain reading of sample exports, for checking answer keys: whole files in memory, quadratic
 * where that is simpler, no import from the generator or the product. Rules follow the definitions in
 * resources/sample/README.md.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { MerkleTree } from 'merkletreejs'

export interface Read {
  readonly line: number
  readonly text: string
  // The scan looks at whatever is there, as a script over foreign data would.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly entry: any
}

export function readLines(path: string): Read[] {
  const texts = readFileSync(path, 'utf8').split('\n')
  if (texts.at(-1) === '') texts.pop()
  return texts.map((text, at) => ({ line: at + 1, text, entry: parsed(text) }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type Rules = Record<string, Record<'as-written' | 'strict', number[]>>

export function scanRules(rows: readonly Read[]): Rules {
  return {
    '1a': counted(
      rows,
      (action) => action === 'user.login.failed',
      (action) => action === 'user.login.failed',
      (entry) => entry.user_id,
      5,
    ),
    '1b': counted(
      rows,
      (action) => action === 'user.login.failed',
      (action) => action === 'user.login.failed',
      (entry) => entry.metadata.ip_address,
      10,
    ),
    '2': both(rows, priceAsWritten, priceStrict),
    '3a': counted(
      rows,
      (action) => action === 'order.create.success',
      isOrder,
      (entry) => entry.user_id,
      5,
    ),
    '3b': both(
      rows,
      (entry) => entry.action === 'order.create.success' && entry.new_state.total_amount > 10_000,
      (entry) => isOrder(entry.action) && entry.new_state.total_amount > 10_000,
    ),
    '4': both(
      rows,
      (entry) => ['permission', 'role', 'privilege'].some((word) => entry.action.includes(word)),
      policyStrict,
    ),
    '5': both(rows, hoursAsWritten, hoursStrict),
  }
}

type Entry = Read['entry']

function both(
  rows: readonly Read[],
  asWritten: (entry: Entry) => boolean,
  strict: (entry: Entry) => boolean,
): Rules[string] {
  const linesOf = (meets: (entry: Entry) => boolean): number[] =>
    rows.filter(({ entry }) => meets(entry)).map(({ line }) => line)
  return { 'as-written': linesOf(asWritten), strict: linesOf(strict) }
}

function isOrder(action: string): boolean {
  return action === 'order.create' || action === 'order.create.success'
}

function counted(
  rows: readonly Read[],
  asWritten: (action: string) => boolean,
  strict: (action: string) => boolean,
  keyOf: (entry: Entry) => string | null | undefined,
  limit: number,
): Rules[string] {
  const written: number[] = []
  const counters = new Map<string, { count: number; last: number }>()
  for (const { entry, line } of rows) {
    if (!asWritten(entry.action)) continue
    const key = String(keyOf(entry))
    const time = Date.parse(entry.timestamp)
    const before = counters.get(key)
    const count = before !== undefined && time - before.last < 3_600_000 ? before.count + 1 : 1
    counters.set(key, { count, last: time })
    if (count > limit) written.push(line)
  }
  const timesByKey = new Map<string, number[]>()
  const stated: number[] = []
  for (const { entry, line } of rows) {
    const key = keyOf(entry)
    if (!strict(entry.action) || key === undefined || key === null) continue
    const time = Date.parse(entry.timestamp)
    const times = timesByKey.get(key) ?? []
    times.push(time)
    timesByKey.set(key, times)
    if (times.filter((other) => other > time - 3_600_000).length > limit) stated.push(line)
  }
  return { 'as-written': written, strict: stated }
}

function priceAsWritten(entry: Entry): boolean {
  if (entry.action !== 'product.update.success' || !entry.previous_state || !entry.new_state) return false
  const old = entry.previous_state.price || 0
  const next = entry.new_state.price || 0
  return old > 0 && next > 0 && Math.abs(next - old) / old > 0.5
}

function priceStrict(entry: Entry): boolean {
  if (!['product.update', 'product.update.success'].includes(entry.action)) return false
  const old = entry.previous_state?.price
  const next = entry.new_state?.price
  if (old === undefined || next === undefined) return false
  const [a, b] = [tenThousandths(old), tenThousandths(next)]
  if (a === 0n || b === 0n) return a !== b
  return 2n * (b > a ? b - a : a - b) > a
}

/** Exact for up to four decimals. */
function tenThousandths(value: number): bigint {
  const [whole = '0', fraction = ''] = String(value).split('.')
  return BigInt(whole + fraction.padEnd(4, '0'))
}

function policyStrict(entry: Entry): boolean {
  const segments = String(entry.action)
    .toLowerCase()
    .split(/[._:-]/)
  const names = ['permission', 'permissions', 'role', 'roles', 'privilege', 'privileges']
  const reads = ['read', 'view', 'list', 'get', 'check']
  return (
    segments.some((s) => names.includes(s)) &&
    !segments.some((s) => reads.includes(s)) &&
    !['failed', 'denied'].includes(segments.at(-1) ?? '')
  )
}

function isAdmin(entry: Entry): boolean {
  return (
    entry.action !== 'user.login.success' &&
    (entry.user_roles.includes('admin') || entry.user_roles.includes('superuser'))
  )
}

function hoursAsWritten(entry: Entry): boolean {
  const hour = new Date(entry.timestamp).getUTCHours()
  return isAdmin(entry) && (hour < 9 || hour > 17)
}

function hoursStrict(entry: Entry): boolean {
  const time = new Date(entry.timestamp)
  const weekend = time.getUTCDay() === 0 || time.getUTCDay() === 6
  const ofDay = time.getTime() % 86_400_000
  return isAdmin(entry) && (weekend || ofDay < 9 * 3_600_000 || ofDay > 17 * 3_600_000)
}

/** Lines whose text holds an identifier anywhere, capitals or not. */
export function linesContaining(rows: readonly Read[], identifiers: readonly string[]): number[] {
  return rows
    .filter(({ text }) => identifiers.some((id) => text.toLowerCase().includes(id.toLowerCase())))
    .map(({ line }) => line)
}

/** Lines where an identifier stands as a whole: no identifier character right before or after it. */
export function linesNaming(rows: readonly Read[], identifiers: readonly string[]): number[] {
  const patterns = identifiers.map((id) => new RegExp(`(?<![\\w.%+@-])${id.replaceAll('.', '\\.')}(?![\\w.%+@-])`, 'i'))
  return rows.filter(({ text }) => patterns.some((pattern) => pattern.test(text))).map(({ line }) => line)
}

export function emptyDays(rows: readonly Read[]): string[] {
  const days = rows
    .filter(({ entry }) => entry !== undefined)
    .map(({ entry }) => String(entry.timestamp).slice(0, 10))
    .sort()
  const found: string[] = []
  for (let time = Date.parse(days[0] ?? ''); time <= Date.parse(days.at(-1) ?? ''); time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10)
    if (!days.includes(day)) found.push(day)
  }
  return found
}

export function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

export interface ChainFacts {
  readonly contentMismatches: number[]
  /** Lines whose previous hash is no present entry's hash. */
  readonly unlinked: number[]
  /** Lines whose sequence is lower than the line's before. */
  readonly regressions: number[]
}

/** Walks guide B's chain under the recipe of the bundled sets. */
export function walkChain(rows: readonly Read[]): ChainFacts {
  const read = rows.filter(({ entry }) => entry !== undefined)
  const known = new Set(read.map(({ entry }) => entry.entry_hash))
  known.add('0'.repeat(64))
  return {
    contentMismatches: read
      .filter(({ entry }) => {
        const { prev_hash, entry_hash, ...content } = entry
        return sha256(`${prev_hash}\n${JSON.stringify(content)}`) !== entry_hash
      })
      .map(({ line }) => line),
    unlinked: read.filter(({ entry }) => !known.has(entry.prev_hash)).map(({ line }) => line),
    regressions: read
      .filter(({ entry }, at) => at > 0 && entry.sequence < read[at - 1]?.entry.sequence)
      .map(({ line }) => line),
  }
}

/** Guide A's root by merkletreejs over noble's keccak, of the texts as they stand in the file. */
export function rootOf(texts: readonly string[]): string {
  const hash = (bytes: Uint8Array): Buffer => Buffer.from(keccak_256(bytes))
  return new MerkleTree(
    texts.map((text) => hash(Buffer.from(text, 'utf8'))),
    hash,
  )
    .getRoot()
    .toString('hex')
}

export function byDay(rows: readonly Read[]): Map<string, Read[]> {
  const days = new Map<string, Read[]>()
  for (const row of rows) {
    const day = String(row.entry.timestamp).slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), row])
  }
  return days
}
