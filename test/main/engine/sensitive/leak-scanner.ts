/**
 * Looks for known values in bytes that a program wrote, in every writing that would still tell them: digits with signs
 * between, backwards, parts longer than the last four, hex, base64, URL and JSON escapes, other alphabets, UTF-16, and
 * plain hashes. Containers are opened first: SQLite with its blobs, zip, gzip, zstd, PDF with its streams and text. It
 * shares no code with the product's own scanner, or a blind spot of one would hide in the other.
 */
import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import Database from 'better-sqlite3'

export interface Secrets {
  /** Card numbers, digits only. */
  readonly pans: readonly string[]
  /** Other values, each of at least six characters that occur nowhere else. */
  readonly others: readonly string[]
}

interface Needle {
  readonly what: string
  readonly bytes: Buffer
}

/** Digits of a card number in a row that give it away wherever they stand; the last four are allowed, five are not. */
const tellingDigits = 8
const hashNames = ['sha256', 'sha1', 'md5', 'sha512', 'sha384'] as const

export class LeakScanner {
  readonly #needles: NeedleIndex
  /** Windows of digits, looked for in a text whose signs between digits are taken out. */
  readonly #windows: NeedleIndex
  readonly #pans: readonly string[]
  /** Bytes looked at, containers' contents included: a scan of nothing finds nothing. */
  scanned = 0

  constructor({ pans, others }: Secrets) {
    this.#needles = new NeedleIndex([
      ...pans.flatMap((pan) => panNeedles(pan)),
      ...others.flatMap((value) => valueNeedles(`value ${value.slice(0, 3)}…`, value)),
    ])
    this.#windows = new NeedleIndex(pans.flatMap((pan) => spreadNeedles(pan)))
    this.#pans = pans
  }

  /** One line for each thing found, with the path of containers that led to it. */
  scan(name: string, bytes: Buffer): string[] {
    const found: string[] = []
    this.#scan(name, bytes, found, 0)
    return [...new Set(found)]
  }

  /** Every file below a folder, names included. */
  scanFolder(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name)
      const names = this.scan(`name of ${entry.name.length} characters`, Buffer.from(entry.name))
      return entry.isFile() && statSync(path).size > 0 ? [...names, ...this.scan(path, readFileSync(path))] : names
    })
  }

  #scan(name: string, bytes: Buffer, found: string[], depth: number): void {
    this.scanned += bytes.length
    for (const what of this.#needles.in(bytes)) found.push(`${name}: ${what}`)
    const text = bytes.toString('utf8')
    for (const what of this.#windows.in(withoutSigns(bytes))) found.push(`${name}: ${what}`)
    for (const pan of this.#pans)
      if (hasTail(text, pan))
        found.push(`${name}: more than the last four digits of the number ending in ${pan.slice(-4)}`)
    if (depth > 4) return
    for (const [inner, content] of contents(bytes)) this.#scan(`${name}/${inner}`, content, found, depth + 1)
  }
}

/** All needles in one pass: by their first two bytes, then by four, then compared. */
class NeedleIndex {
  readonly #byStart = new Map<number, Needle[]>()
  readonly #isStart = new Uint8Array(0x10000)

  constructor(needles: readonly Needle[]) {
    for (const needle of needles) {
      this.#isStart[needle.bytes.readUInt16LE(0)] = 1
      const start = needle.bytes.readUInt32LE(0)
      const known = this.#byStart.get(start)
      if (known === undefined) this.#byStart.set(start, [needle])
      else known.push(needle)
    }
  }

  in(bytes: Buffer): Set<string> {
    const found = new Set<string>()
    for (let at = 0; at + 3 < bytes.length; at += 1) {
      const start = (bytes[at] as number) | ((bytes[at + 1] as number) << 8)
      if (this.#isStart[start] === 0) continue
      for (const { what, bytes: needle } of this.#byStart.get(bytes.readUInt32LE(at)) ?? []) {
        let length = 4
        while (length < needle.length && bytes[at + length] === needle[length]) length += 1
        if (length === needle.length) found.add(what)
      }
    }
    return found
  }
}

/** The bytes without signs that stand between digits: a number that is written in groups is in one piece again. */
function withoutSigns(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] as number
    out[length] = byte
    length += 1
    at += 1
    if (!isDigit(byte)) continue
    let next = at
    for (let signs = 0; signs < 3; signs += 1) next += signLength(bytes, next)
    if (next > at && isDigit(bytes[next])) at = next
  }
  return out.subarray(0, length)
}

const longSigns = [
  '%20',
  '%2d',
  '%2D',
  '%C2%A0',
  '%c2%a0',
  '\\u00a0',
  '\\n',
  '\u00a0',
  '\u202f',
  '\u2009',
  '\u2010',
  '\u2011',
  '\u2013',
].map((sign) => Buffer.from(sign))
const shortSigns = new Set(Buffer.from(' \t\r\n._/+-'))
const longStarts = new Set(longSigns.map((sign) => sign[0]))

function signLength(bytes: Buffer, at: number): number {
  const byte = bytes[at] as number
  if (shortSigns.has(byte)) return 1
  if (!longStarts.has(byte)) return 0
  return longSigns.find((sign) => bytes.subarray(at, at + sign.length).equals(sign))?.length ?? 0
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

/** True when five or more of the last digits stand as a word of their own. */
function hasTail(text: string, pan: string): boolean {
  const tail = pan.slice(-5)
  for (let at = text.indexOf(tail); at >= 0; at = text.indexOf(tail, at + 1)) {
    if (isWord(text[at + 5])) continue
    let start = at
    while (start > 0 && at - start < pan.length - 5 && text[start - 1] === pan[pan.length - 6 - (at - start)])
      start -= 1
    if (!isWord(text[start - 1])) return true
  }
  return false
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}

function panNeedles(pan: string): Needle[] {
  const last4 = pan.slice(-4)
  const label = (what: string): string => `${what} of the number ending in ${last4}`
  const groups = pan.match(/.{1,4}/g) ?? []
  const writings = [
    pan,
    groups.join(' '),
    groups.join('-'),
    `"${pan}"`,
    `${pan}\n`,
    `${pan}\r\n`,
    BigInt(pan).toString(16),
  ]
  const needles: Needle[] = []
  for (const writing of writings) needles.push(...valueNeedles(label('a writing'), writing))
  // Parts in binary alphabets: enough digits in a row are as good as the number.
  for (let at = 0; at + tellingDigits <= pan.length; at += 1) {
    const part = pan.slice(at, at + tellingDigits)
    needles.push({ what: label('a part'), bytes: Buffer.from(part) })
    needles.push({ what: label('a part in UTF-16'), bytes: Buffer.from(part, 'utf16le') })
    needles.push({ what: label('a part in full-width digits'), bytes: Buffer.from(fullWidth(part)) })
    needles.push({ what: label('a part in hex'), bytes: Buffer.from(Buffer.from(part).toString('hex')) })
    needles.push({
      what: label('a part in URL escapes'),
      bytes: Buffer.from([...part].map((digit) => `%3${digit}`).join('')),
    })
    needles.push({
      what: label('a part in JSON escapes'),
      bytes: Buffer.from([...part].map((digit) => `\\u003${digit}`).join('')),
    })
    needles.push({
      what: label('a part in wide JSON escapes'),
      bytes: Buffer.from([...part].map((digit) => `\\uff1${digit}`).join('')),
    })
  }
  // As a 64-bit integer, either way round.
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(pan))
  needles.push(
    { what: label('the integer'), bytes: number },
    { what: label('the integer'), bytes: number.toReversed() as Buffer },
  )
  const float = Buffer.alloc(8)
  float.writeDoubleLE(Number(pan))
  needles.push({ what: label('the float'), bytes: float })
  return needles.map(({ what, bytes }) => ({ what, bytes: Buffer.from(bytes) }))
}

/** Digits in a row when signs between are taken out, either direction. More of them: what is glued together is chance. */
function spreadNeedles(pan: string): Needle[] {
  const what = `digits, signs between, of the number ending in ${pan.slice(-4)}`
  const needles: Needle[] = []
  for (let at = 0; at + 11 <= pan.length; at += 1) {
    const part = pan.slice(at, at + 11)
    needles.push({ what, bytes: Buffer.from(part) })
    needles.push({ what: `${what}, backwards`, bytes: Buffer.from([...part].toReversed().join('')) })
  }
  return needles
}

/** A value as bytes, in the three alignments of base64, in hex, escaped, and its plain hashes in hex, base64 and raw. */
function valueNeedles(what: string, value: string): Needle[] {
  const bytes = Buffer.from(value)
  const needles: Needle[] = [
    { what, bytes },
    { what: `${what}, in hex`, bytes: Buffer.from(bytes.toString('hex')) },
    { what: `${what}, in UTF-16`, bytes: Buffer.from(value, 'utf16le') },
    { what: `${what}, URL-encoded`, bytes: Buffer.from(encodeURIComponent(value)) },
  ]
  for (let shift = 0; shift < 3; shift += 1) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes, Buffer.alloc(2)]).toString('base64')
    const core = encoded.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 4) / 3))
    if (core.length < 10) continue
    needles.push({ what: `${what}, in base64`, bytes: Buffer.from(core) })
    needles.push({ what: `${what}, in base64url`, bytes: Buffer.from(core.replaceAll('+', '-').replaceAll('/', '_')) })
  }
  for (const name of hashNames) {
    const digest = createHash(name).update(bytes).digest()
    needles.push({ what: `${name} of ${what}`, bytes: digest })
    needles.push({ what: `${name} of ${what}, in hex`, bytes: Buffer.from(digest.toString('hex')) })
    needles.push({ what: `${name} of ${what}, in hex`, bytes: Buffer.from(digest.toString('hex').toUpperCase()) })
    needles.push({
      what: `${name} of ${what}, in base64`,
      bytes: Buffer.from(digest.toString('base64').replace(/=+$/, '')),
    })
    needles.push({ what: `${name} of ${what}, in base64url`, bytes: Buffer.from(digest.toString('base64url')) })
  }
  return needles
}

export function fullWidth(digits: string): string {
  return [...digits].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')
}

function* contents(bytes: Buffer): Generator<[string, Buffer]> {
  if (bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3') yield* sqliteBlobs(bytes)
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) yield* zipMembers(bytes)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) yield* attempt('gunzip', () => gunzipSync(bytes))
  if (bytes.readUInt32LE !== undefined && bytes.length > 4 && bytes.readUInt32LE(0) === 0xfd2fb528)
    yield* attempt('zstd', () => zstdDecompressSync(bytes))
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') yield* pdfParts(bytes)
}

function* attempt(name: string, read: () => Buffer): Generator<[string, Buffer]> {
  let content: Buffer
  try {
    content = read()
  } catch {
    return
  }
  yield [name, content]
}

/** Every value of every table: blobs are packed, so their bytes on a page say nothing. */
function* sqliteBlobs(bytes: Buffer): Generator<[string, Buffer]> {
  const folder = mkdtempSync(join(tmpdir(), 'leak-scan-'))
  try {
    const file = join(folder, 'copy.db')
    // A copy in WAL mode wants its side files; as a rollback-journal file it stands alone.
    const copy = Buffer.from(bytes)
    copy[18] = 1
    copy[19] = 1
    writeFileSync(file, copy)
    const db = new Database(file, { readonly: true })
    try {
      const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[]
      for (const table of tables) {
        for (const row of db.prepare(`SELECT * FROM "${table}"`).iterate() as IterableIterator<Record<string, unknown>>)
          for (const [column, value] of Object.entries(row)) {
            if (Buffer.isBuffer(value)) yield [`${table}.${column}`, value]
            else if (typeof value === 'string') yield [`${table}.${column}`, Buffer.from(value)]
          }
      }
    } finally {
      db.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** By the central directory, so that sizes behind the data are no trouble. */
function* zipMembers(bytes: Buffer): Generator<[string, Buffer]> {
  let at = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  if (at < 0) return
  at = bytes.readUInt32LE(at + 16)
  while (at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50) {
    const method = bytes.readUInt16LE(at + 10)
    const packed = bytes.readUInt32LE(at + 20)
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ]
    const local = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(start, start + packed)
    yield ['name', Buffer.from(name)]
    if (method === 0) yield [name, data]
    else yield* attempt(name, () => inflateRawSync(data))
    at += 46 + nameLength + extraLength + noteLength
  }
}

function* pdfParts(bytes: Buffer): Generator<[string, Buffer]> {
  let at = bytes.indexOf('stream')
  while (at >= 0) {
    const start = at + (bytes[at + 6] === 0x0d ? 8 : 7)
    const end = bytes.indexOf('endstream', start)
    if (end < 0) break
    yield* attempt(`stream at ${start}`, () => inflateSync(bytes.subarray(start, end), { finishFlush: 2 }))
    at = bytes.indexOf('stream', end + 9)
  }
  const { stdout, error } = spawnSync('pdftotext', ['-raw', '-', '-'], { input: bytes, maxBuffer: 1 << 28 })
  // Glyph numbers are no text: without the program a PDF cannot be judged.
  if (error !== undefined) throw new Error('pdftotext is needed to read the report')
  yield ['pdftotext', stdout]
}
