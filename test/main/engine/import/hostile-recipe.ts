/**
 * Bytes from a recipe: what a hostile file of megabytes is made of, written down in a few lines of JSON, so that the
 * repository stays small and a reader of the case sees what is in it.
 */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { z } from 'zod'
import { endOfTar, tarEntry } from '../../io/acquire/tar-builder.ts'
import { buildZip, type ZipPart } from '../../io/acquire/zip-builder.ts'
import { workbookParts } from '../../io/formats/xlsx-parts.ts'

/** A text, or an object with one thing that makes bytes; `times` repeats it, `#` in `numbered` is the number, from 0. */
const simplePart = z.union([
  z.string(),
  z.strictObject({ text: z.string(), times: z.number().int() }),
  z.strictObject({ numbered: z.string(), times: z.number().int() }),
  z.strictObject({ hex: z.string(), times: z.number().int().optional() }),
  /** Bytes that look random, the same every time. */
  z.strictObject({ noise: z.number().int() }),
  z.strictObject({ utf16: z.string() }),
])

export type Part =
  | z.infer<typeof simplePart>
  | { readonly gzip: readonly Part[] }
  | { readonly zstd: readonly Part[] }
  | { readonly cut: readonly Part[]; readonly leave: number }
  | { readonly flip: readonly Part[]; readonly at: number }
  | { readonly zip: readonly ZipSpec[]; readonly wide?: boolean | undefined }
  | { readonly tar: readonly TarSpec[] }
  | { readonly workbook: Workbook }

const partSchema: z.ZodType<Part> = z.lazy(() =>
  z.union([
    simplePart,
    z.strictObject({ gzip: z.array(partSchema) }),
    z.strictObject({ zstd: z.array(partSchema) }),
    /** All but the last `leave` bytes. */
    z.strictObject({ cut: z.array(partSchema), leave: z.number().int() }),
    /** With one byte inverted; a negative place counts from the end. */
    z.strictObject({ flip: z.array(partSchema), at: z.number().int() }),
    /** `wide`: the count of entries stands in 64 bits. */
    z.strictObject({ zip: z.array(zipSchema), wide: z.boolean().optional() }),
    z.strictObject({ tar: z.array(tarSchema) }),
    z.strictObject({ workbook: workbookSchema }),
  ]),
)

const zipSchema = z.strictObject({
  name: z.string(),
  data: z.array(partSchema).optional(),
  /** As many entries, with `#` in name and data as their number. */
  times: z.number().int().optional(),
  statedBytes: z.number().int().optional(),
  /** Names the local header at this place instead of having one. */
  position: z.number().int().optional(),
  localName: z.string().optional(),
  unixMode: z.number().int().optional(),
  flags: z.number().int().optional(),
})
type ZipSpec = z.infer<typeof zipSchema>

const tarSchema = z.strictObject({
  name: z.string(),
  data: z.array(partSchema).optional(),
  type: z.string().optional(),
  statedBytes: z.number().int().optional(),
})
type TarSpec = z.infer<typeof tarSchema>

const workbookSchema = z.strictObject({
  sheets: z.array(z.strictObject({ name: z.string(), xml: z.string() })),
  strings: z.string().optional(),
  /** Parts whose text is put in place of the usual one. */
  parts: z.record(z.string(), z.string()).optional(),
})
type Workbook = z.infer<typeof workbookSchema>

export const fileSchema = z.union([
  z.strictObject({ name: z.string(), content: z.array(partSchema) }),
  z.strictObject({ name: z.string(), link: z.string() }),
  z.strictObject({ name: z.string(), fifo: z.literal(true) }),
])

/** Writes a file, a symbolic link or a pipe below `folder`; names are taken as they are. */
export function writeGiven(folder: string, file: z.infer<typeof fileSchema>): void {
  const path = join(folder, file.name)
  mkdirSync(dirname(path), { recursive: true })
  if ('content' in file) writeFileSync(path, bytesFrom(file.content))
  else if ('link' in file) symlinkSync(file.link, path)
  else {
    const made = spawnSync('mkfifo', [path])
    if (made.status !== 0) throw new Error(`mkfifo: ${made.stderr.toString()}`)
  }
}

export function bytesFrom(parts: readonly Part[]): Buffer {
  return Buffer.concat(parts.map(bytesOf))
}

function bytesOf(part: Part): Buffer {
  if (typeof part === 'string') return Buffer.from(part)
  if ('text' in part) return repeated(Buffer.from(part.text), part.times)
  if ('numbered' in part)
    return Buffer.from(Array.from({ length: part.times }, (_, n) => part.numbered.replaceAll('#', String(n))).join(''))
  if ('hex' in part) return repeated(Buffer.from(part.hex, 'hex'), part.times ?? 1)
  if ('noise' in part) return noise(part.noise)
  if ('utf16' in part) return Buffer.from(part.utf16, 'utf16le')
  if ('gzip' in part) return gzipSync(bytesFrom(part.gzip))
  if ('zstd' in part) return zstdCompressSync(bytesFrom(part.zstd))
  if ('cut' in part) {
    const bytes = bytesFrom(part.cut)
    return bytes.subarray(0, bytes.length - part.leave)
  }
  if ('flip' in part) {
    const bytes = bytesFrom(part.flip)
    const at = part.at < 0 ? bytes.length + part.at : part.at
    bytes[at] = ~(bytes[at] ?? 0) & 0xff
    return bytes
  }
  if ('zip' in part) return zipFrom(part.zip, part.wide)
  if ('tar' in part) return tarFrom(part.tar)
  return workbookFrom(part.workbook)
}

function repeated(bytes: Buffer, times: number): Buffer {
  return times === 0 ? Buffer.alloc(0) : Buffer.alloc(bytes.length * times, bytes)
}

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 0x9e3779b9
  for (let at = 0; at < length; at += 1) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5
    bytes[at] = state >>> 24
  }
  return bytes
}

function zipFrom(specs: readonly ZipSpec[], wide: boolean | undefined): Buffer {
  const parts = specs.flatMap(({ times, data, name, statedBytes, ...rest }): ZipPart[] => {
    const made = bytesFrom(data ?? [])
    const given = { ...definedOf(rest), ...statedAs(statedBytes) }
    if (times === undefined) return [{ ...given, name, data: made, packed: deflateRawSync(made) }]
    return Array.from({ length: times }, (_, n) => ({
      ...given,
      name: name.replaceAll('#', String(n)),
      data: Buffer.from(made.toString('latin1').replaceAll('#', String(n)), 'latin1'),
      method: 0,
    }))
  })
  return wide === true ? withWideEnd(parts) : buildZip(parts).bytes
}

/** A length that 32 bits do not hold stands in an extra field (APPNOTE.TXT 4.5.3). */
function statedAs(bytes: number | undefined): Partial<ZipPart> {
  if (bytes === undefined) return {}
  if (bytes < 0xffffffff) return { statedBytes: bytes }
  const extra = Buffer.alloc(12)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8, 2)
  extra.writeBigUInt64LE(BigInt(bytes), 4)
  return { statedBytes: 0xffffffff, extra }
}

/** More entries than 16 bits count: the end of the directory needs its 64-bit form (APPNOTE.TXT 4.3.14, 4.3.15). */
function withWideEnd(parts: readonly ZipPart[]): Buffer {
  // The builder writes the count in 16 bits, so it is given one at a time and the pieces are put together here.
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const { bytes } = buildZip([part])
    const start = bytes.readUInt32LE(bytes.length - 6)
    const entry = Buffer.from(bytes.subarray(start, bytes.length - 22))
    entry.writeUInt32LE(at, 42)
    locals.push(bytes.subarray(0, start))
    directory.push(entry)
    at += start
  }
  const listed = Buffer.concat(directory)
  const wide = Buffer.alloc(56 + 20 + 22)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeUInt16LE(45, 12)
  wide.writeUInt16LE(45, 14)
  wide.writeBigUInt64LE(BigInt(parts.length), 24)
  wide.writeBigUInt64LE(BigInt(parts.length), 32)
  wide.writeBigUInt64LE(BigInt(listed.length), 40)
  wide.writeBigUInt64LE(BigInt(at), 48)
  wide.writeUInt32LE(0x07064b50, 56)
  wide.writeBigUInt64LE(BigInt(at + listed.length), 64)
  wide.writeUInt32LE(1, 72)
  wide.writeUInt32LE(0x06054b50, 76)
  wide.fill(0xff, 84, 96)
  return Buffer.concat([...locals, listed, wide])
}

function tarFrom(specs: readonly TarSpec[]): Buffer {
  const entries = specs.map(({ name, data, type, statedBytes }) => {
    const large = statedBytes !== undefined && statedBytes >= 8 ** 11
    const wrong = definedOf({ type, statedBytes: large ? 0 : statedBytes })
    const entry = tarEntry(name, bytesFrom(data ?? []), wrong)
    return large ? withWideLength(entry, statedBytes) : entry
  })
  return Buffer.concat([...entries, endOfTar])
}

/** GNU's base 256 for lengths that octal digits do not hold, with the header's sum made anew. */
function withWideLength(entry: Buffer, length: number): Buffer {
  entry.fill(0, 124, 136)
  entry[124] = 0x80
  entry.writeBigUInt64BE(BigInt(length), 128)
  entry.fill(0x20, 148, 156)
  const sum = entry.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  entry.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return entry
}

function workbookFrom({ sheets, strings, parts }: Workbook): Buffer {
  const texts = workbookParts({ sheets, parts: parts ?? {}, ...definedOf({ strings }) })
  return buildZip([...texts].map(([name, text]) => ({ name, data: Buffer.from(text) }))).bytes
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the members that are undefined: an option that is not given must not be there. */
function definedOf<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>
}
