/**
 * Which columns of a sample hold digests, and which of them repeats the digest of another record. Lengths, alphabets
 * and repetitions decide; a column's name only breaks ties.
 */
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { memberName } from '../bytes/json-member.ts'
import { bytesToHex } from '../bytes/hex.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { digestFromText, type StoredEncoding } from '../chain/digest-text.ts'

/** Digest lengths in bytes that hash functions in use have. */
export const digestSizes = [32, 20, 16, 64, 48, 28] as const

export interface DigestColumn {
  readonly name: string
  readonly encoding: StoredEncoding
  readonly size: number
  /** Lower-case hex by record of the sample; null where the record holds no such digest. */
  readonly values: readonly (string | null)[]
  readonly rows: number
  readonly distinct: number
}

export interface HashPair {
  readonly entry: DigestColumn
  readonly previous: DigestColumn
  /** Record whose entry hash the record names, by record; -1 for none. */
  readonly predecessor: Int32Array
  readonly followed: number
  readonly of: number
}

/** One record of the sample, scanned. The scan belongs to the record alone. */
export interface SampleRecord {
  readonly bytes: Uint8Array
  readonly scan: JsonScan
}

/** Encoding and length of a text that has the form of a digest; undefined for every other text. */
export function digestForm(text: string): { encoding: StoredEncoding; size: number } | undefined {
  if (text.length < 22 || text.length > 130) return undefined
  for (const size of digestSizes) {
    if (text.length === size * 2 && /^[0-9a-fA-F]+$/.test(text))
      return { encoding: /[A-F]/.test(text) && !/[a-f]/.test(text) ? 'hex-upper' : 'hex', size }
    if (text.length === size * 2 + 2 && /^0x[0-9a-fA-F]+$/.test(text)) return { encoding: '0x-hex', size }
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  for (const size of digestSizes) {
    const whole = Math.ceil(size / 3) * 4
    const bare = Math.ceil((size * 4) / 3)
    if (text.length !== whole && text.length !== bare) continue
    if (digestFromText(text, 'base64', size) !== undefined) return { encoding: 'base64', size }
  }
  return undefined
}

/** Columns in which at least nine of ten texts are digests of one form. */
export function digestColumns(records: readonly SampleRecord[]): DigestColumn[] {
  interface Seen {
    readonly texts: (string | null)[]
    readonly forms: Map<string, number>
    strings: number
  }
  const seenByName = new Map<string, Seen>()
  for (const [row, { bytes, scan }] of records.entries()) {
    for (let member = 0; member < scan.count; member += 1) {
      if (scan.kind[member] !== jsonKinds.string) continue
      const start = scan.valueStart[member] as number
      const end = scan.valueEnd[member] as number
      // Empty texts are what a first record has as previous hash.
      if (end - start === 2) continue
      const name = memberName(bytes, scan, member)
      let seen = seenByName.get(name)
      if (seen === undefined) {
        if (seenByName.size >= maximumColumns) continue
        seen = { texts: Array.from({ length: records.length }, () => null), forms: new Map(), strings: 0 }
        seenByName.set(name, seen)
      }
      seen.strings += 1
      if (end - start > 160) continue
      const text = textFromUtf8(bytes, start + 1, end - 1)
      const form = digestForm(text)
      if (form === undefined) continue
      const key = `${form.encoding} ${form.size}`
      seen.texts[row] = text
      seen.forms.set(key, (seen.forms.get(key) ?? 0) + 1)
    }
  }
  const columns: DigestColumn[] = []
  for (const [name, { texts, forms, strings }] of seenByName) {
    // A hex text without letters a to f, or with capitals by chance, is still hex.
    const lower = [...forms.keys()].find(
      (key) => key.startsWith('hex ') && forms.has(key.replace('hex ', 'hex-upper ')),
    )
    if (lower !== undefined) {
      const upper = lower.replace('hex ', 'hex-upper ')
      const [more, fewer] = (forms.get(lower) ?? 0) >= (forms.get(upper) ?? 0) ? [lower, upper] : [upper, lower]
      forms.set(more, (forms.get(more) ?? 0) + (forms.get(fewer) ?? 0))
      forms.delete(fewer)
    }
    const [most] = [...forms].toSorted(([, a], [, b]) => b - a)
    // A genesis word such as GENESIS is a text too; so is what an import redacted.
    if (most === undefined || most[1] < Math.max(1, (strings - 1) * 0.9)) continue
    const [encoding, digits] = most[0].split(' ') as [StoredEncoding, string]
    const size = Number(digits)
    const values = texts.map((text) => {
      const digest = text === null ? undefined : digestFromText(text, encoding, size)
      return digest === undefined ? null : bytesToHex(digest)
    })
    const present = values.filter((value) => value !== null)
    columns.push({ name, encoding, size, values, rows: present.length, distinct: new Set(present).size })
  }
  return columns
}

/** Hostile: a source in which every record has names of its own. */
const maximumColumns = 2000

const previousHint = /prev|parent|prior|last|before/i
const entryHint = /hash|digest|checksum|sha|seal|mac|fingerprint/i
const linkHint = /link|chain/i

/** Pairs of columns of which one names the other's digests of other records; the one that is followed most first. */
export function hashPairs(columns: readonly DigestColumn[]): HashPair[] {
  const pairs: HashPair[] = []
  for (const entry of columns) {
    if (entry.rows < 2 || entry.distinct < entry.rows * 0.5) continue
    const rowByHash = new Map<string, number>()
    for (const [row, value] of entry.values.entries()) if (value !== null) rowByHash.set(value, row)
    for (const previous of columns) {
      if (previous === entry || previous.size !== entry.size) continue
      const predecessor = new Int32Array(entry.values.length).fill(-1)
      let followed = 0
      let of = 0
      let same = 0
      for (const [row, value] of previous.values.entries()) {
        if (value === null || /^0+$/.test(value)) continue
        of += 1
        const before = rowByHash.get(value)
        if (before === undefined) continue
        if (before === row) {
          same += 1
          continue
        }
        predecessor[row] = before
        followed += 1
      }
      // Two columns that state one digest twice are no chain.
      if (followed >= 1 && followed >= of * 0.5 && same <= followed / 10)
        pairs.push({ entry, previous, predecessor, followed, of })
    }
  }
  const hint = ({ entry, previous }: HashPair): number =>
    (previousHint.test(previous.name) ? 2 : 0) +
    (previousHint.test(entry.name) ? -2 : 0) +
    (entryHint.test(entry.name) ? 1 : 0)
  // Read backwards, a chain is a chain as well: then the names decide, and without them the rising order in the file.
  const forward = ({ predecessor }: HashPair): number =>
    predecessor.reduce((sum, before, row) => sum + (before < 0 ? 0 : before < row ? 1 : -1), 0)
  return pairs.toSorted(
    (a, b) =>
      Math.round((b.followed / b.of - a.followed / a.of) * 20) ||
      hint(b) - hint(a) ||
      forward(b) - forward(a) ||
      b.followed - a.followed,
  )
}

/** Columns that may hold an entry's hash although none repeats it, the likeliest first. */
export function loneEntryColumns(columns: readonly DigestColumn[]): DigestColumn[] {
  const score = ({ name, rows, distinct }: DigestColumn): number =>
    (distinct >= rows * 0.9 ? 4 : 0) +
    (entryHint.test(name) ? 2 : 0) +
    (/entry|row|record|event|^hash$|integrity/i.test(name) ? 1 : 0) -
    (previousHint.test(name) ? 2 : 0) -
    (linkHint.test(name) ? 1 : 0) -
    (/trace|span|request|session|correlation|(^|_)id$/i.test(name) ? 3 : 0)
  return columns.filter(({ rows, distinct }) => distinct >= rows * 0.5).toSorted((a, b) => score(b) - score(a))
}
