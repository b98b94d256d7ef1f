/** Packed streams: whole, several in one file, cut, damaged, followed by something. Written by gzip, bzip2, xz and zstd. */
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Decoder } from '../../../../src/main/io/acquire/byte-source.ts'
import { decodeBzip2 } from '../../../../src/main/io/acquire/streams/bzip2.ts'
import { decodeGzip } from '../../../../src/main/io/acquire/streams/gzip.ts'
import { decodeXz } from '../../../../src/main/io/acquire/streams/xz.ts'
import { decodeZstd } from '../../../../src/main/io/acquire/streams/zstd.ts'
import { decode, lines, run } from './acquire-kit.ts'

interface Kind {
  readonly name: 'gzip' | 'bzip2' | 'xz' | 'zstd'
  readonly decoder: Decoder
  /** Null when the program is not there. */
  readonly pack: (bytes: Buffer) => Buffer | null
}

const checksummed = { params: { [constants.ZSTD_c_checksumFlag]: 1 } }
const kinds: readonly Kind[] = [
  { name: 'gzip', decoder: decodeGzip, pack: (bytes) => gzipSync(bytes) },
  { name: 'bzip2', decoder: decodeBzip2, pack: (bytes) => run('bzip2', ['-c'], bytes) },
  { name: 'xz', decoder: decodeXz, pack: (bytes) => run('xz', ['-c'], bytes) },
  { name: 'zstd', decoder: decodeZstd, pack: (bytes) => zstdCompressSync(bytes, checksummed) },
]

/** About 100 kB packed, so that there are a thousand places to cut at. */
const truth = lines(4000)
const packedByName = new Map(kinds.map((kind) => [kind.name, kind.pack(truth)]))
const available = kinds.filter((kind) => packedByName.get(kind.name) !== null)

function packedOf(kind: Kind): Buffer {
  return packedByName.get(kind.name) ?? Buffer.alloc(0)
}

function isPrefixOf(part: Buffer, whole: Buffer): boolean {
  return part.equals(whole.subarray(0, part.length))
}

describe.each(available)('$name', (kind) => {
  const packed = packedOf(kind)

  it.each([1, 7, 4096, 1024 * 1024])('gives every byte from chunks of %i', async (size) => {
    expect(await decode(kind.decoder, packed, size)).toEqual({ bytes: truth, notes: [], codes: [] })
  })

  it('reads an empty file', async () => {
    const empty = kind.pack(Buffer.alloc(0)) ?? Buffer.alloc(0)
    expect(empty.length).toBeGreaterThan(0)
    expect(await decode(kind.decoder, empty)).toEqual({ bytes: Buffer.alloc(0), notes: [], codes: [] })
  })

  it('reads several streams one after the other', async () => {
    const other = Buffer.from('a second stream\n')
    const file = Buffer.concat([packed, kind.pack(other) ?? packed, packed])
    const { bytes, notes } = await decode(kind.decoder, file, 1000)
    expect(notes).toEqual([])
    expect(bytes.equals(Buffer.concat([truth, other, truth]))).toBe(true)
  })

  it('says how much follows the end, and that it is not zeros', async () => {
    const { bytes, notes } = await decode(kind.decoder, Buffer.concat([packed, Buffer.from('left over')]))
    expect(bytes.equals(truth)).toBe(true)
    expect(notes).toEqual([
      { code: 'trailing-data', incomplete: false, detail: `9 bytes after the end of the ${kind.name} data` },
    ])
  })

  it('tells zeros after the end from data', async () => {
    // Four bytes at a time are padding in xz; these are one more.
    const { bytes, codes } = await decode(kind.decoder, Buffer.concat([packed, Buffer.alloc(2049)]))
    expect(bytes.equals(truth)).toBe(true)
    expect(codes).toEqual(['trailing-zeros'])
  })

  it('gives a prefix of the truth and says so, cut at every 97th byte', async () => {
    let longest = 0
    for (let cut = 1; cut < packed.length; cut += 97) {
      const { bytes, notes } = await decode(kind.decoder, packed.subarray(0, cut))
      expect(isPrefixOf(bytes, truth), `cut at ${cut}`).toBe(true)
      expect(
        notes.map((note) => `${note.code} ${note.incomplete}`),
        `cut at ${cut}`,
      ).toEqual([`cut-${kind.name} true`])
      longest = Math.max(longest, bytes.length)
    }
    // Blocks of bzip2 and zstd come whole or not at all.
    if (kind.name === 'gzip' || kind.name === 'xz') expect(longest).toBeGreaterThan(truth.length * 0.98)
  })

  it('says that it is damaged when a bit is flipped', async () => {
    for (let at = 40; at < packed.length; at += 997) {
      const bad = Buffer.from(packed)
      bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8))
      const { notes } = await decode(kind.decoder, bad)
      expect(
        notes.some((note) => note.incomplete),
        `bit in byte ${at}`,
      ).toBe(true)
    }
  })

  it('gives what stands before the damage', async () => {
    const big = lines(30_000)
    const file = kind.pack(big) ?? Buffer.alloc(0)
    file.fill(0x55, Math.floor(file.length * 0.9), Math.floor(file.length * 0.9) + 64)
    const { bytes, notes } = await decode(kind.decoder, file)
    expect(notes.some((note) => note.incomplete)).toBe(true)
    const same = commonLength(bytes, big)
    expect(same).toBeGreaterThan(big.length * 0.5)
  })
})

function commonLength(a: Buffer, b: Buffer): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

describe('files that other programs wrote', () => {
  const small = Buffer.from('hello hello hello audit log\n')

  /** What bzip2 1.0.8 and xz 5.4.1 made of it, for a computer that has neither. */
  it.each([
    ['bzip2', decodeBzip2, 'QlpoOTFBWSZTWTFvC0EAAAbRgAAQQAAm5IYAIAAhlG1DanoQNA0OM/UZVDtswrQEmC7kinChIGLeFoI='],
    [
      'xz',
      decodeXz,
      '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AAbABVdADQZSe6N6VCV8AcN50ogoG1o+6PlAAAAAAB8VYxwsa2lGQABMRzW7tryH7bzfQEAAAAABFla',
    ],
  ] as const)('reads a small file of %s', async (_name, decoder, base64) => {
    expect(await decode(decoder, Buffer.from(base64, 'base64'))).toEqual({ bytes: small, notes: [], codes: [] })
  })

  it.each([
    ['gzip', ['-c', '-1']],
    ['gzip', ['-c', '-9']],
    ['bzip2', ['-c', '-1']],
    ['xz', ['-c', '-0']],
    ['xz', ['-c', '-9']],
    ['xz', ['-c', '--check=none']],
    ['xz', ['-c', '--check=crc32']],
    ['xz', ['-c', '--check=sha256']],
    ['xz', ['-c', '-T2', '--block-size=65536']],
    ['xz', ['-c', '--lzma2=dict=4KiB,lc=0,lp=4,pb=0']],
    ['xz', ['-c', '--lzma2=lc=1,lp=3,pb=4,mf=bt2,nice=273']],
    ['zstd', ['-c', '-1']],
    ['zstd', ['-c', '-19', '--check']],
    ['zstd', ['-c', '--no-check', '--long=27']],
  ] as const)('reads what %s %j writes', async (program, args) => {
    const decoder = kinds.find((kind) => kind.name === program)?.decoder ?? decodeGzip
    for (const plain of [small, truth, noise(300_000), Buffer.alloc(3_000_000, 'ab')]) {
      const file = run(program, args, plain)
      const result = file === null ? plain : (await decode(decoder, file)).bytes
      expect(result.equals(plain)).toBe(true)
    }
  })

  it('says that a filter or a window is not read, instead of giving nothing', async () => {
    const filtered = run('xz', ['-c', '--x86', '--lzma2'], truth)
    if (filtered !== null) expect((await decode(decodeXz, filtered)).codes).toEqual(['unsupported-xz'])
    const wide = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 31 << 3, 1, 0, 0])
    expect((await decode(decodeZstd, wide)).codes).toEqual(['unsupported-zstd'])
  })

  it('passes over skippable frames of zstd', async () => {
    const skippable = Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]), Buffer.from('five!')])
    const file = Buffer.concat([skippable, zstdCompressSync(small), skippable, zstdCompressSync(small), skippable])
    expect((await decode(decodeZstd, file)).bytes.toString()).toBe(small.toString().repeat(2))
    expect((await decode(decodeZstd, file.subarray(0, -1))).codes).toEqual(['cut-zstd'])
  })

  it('reads every field of a gzip header, and compares its checksum', async () => {
    const body = gzipSync(small).subarray(10)
    const flags = 2 | 4 | 8 | 16
    const fields = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]),
      Buffer.from([3, 0]),
      Buffer.from('abc'),
      Buffer.from('name.log\0a comment\0'),
    ])
    const { crc32 } = await import('node:zlib')
    const check = Buffer.alloc(2)
    check.writeUInt16LE(crc32(fields) & 0xffff)
    const file = Buffer.concat([fields, check, body])
    expect(await decode(decodeGzip, file, 3)).toEqual({ bytes: small, notes: [], codes: [] })
    file[12] = 0x7a
    expect((await decode(decodeGzip, file)).codes).toEqual(['damaged-gzip'])
  })

  it('gives both texts when the checksum of the first gzip member differs', async () => {
    const bad = gzipSync(small)
    bad.writeUInt32LE(1, bad.length - 8)
    const { bytes, codes } = await decode(decodeGzip, Buffer.concat([bad, gzipSync('more\n')]))
    expect(bytes.toString()).toBe(`${small.toString()}more\n`)
    expect(codes).toEqual(['damaged-gzip'])
  })
})

/** Bytes that do not pack, the same each time. */
function noise(count: number): Buffer {
  const bytes = Buffer.alloc(count)
  let state = 1
  for (let i = 0; i < count; i++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223
    bytes[i] = state >>> 24
  }
  return bytes
}
