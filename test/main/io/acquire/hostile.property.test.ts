/** Whatever the bytes are, nothing is thrown, it ends, and what was found is said. */
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeBzip2 } from '../../../../src/main/io/acquire/streams/bzip2.ts'
import { parsePax } from '../../../../src/main/io/acquire/tar/pax.ts'
import { acquired, decode, lines, read, run, temporaryFolder } from './acquire-kit.ts'
import { endOfTar, tarEntry } from './tar-builder.ts'
import { buildZip } from './zip-builder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const text = lines(200)
const tar = Buffer.concat([tarEntry('a', text), tarEntry('b', text), endOfTar])
const starts: Readonly<Record<string, Buffer>> = {
  gzip: Buffer.from([0x1f, 0x8b, 8]),
  bzip2: Buffer.from('BZh9\u0031\u0041\u0059\u0026\u0053\u0059', 'latin1'),
  'the end of bzip2': Buffer.from([0x42, 0x5a, 0x68, 0x39, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90]),
  xz: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4, 0xe6, 0xd6, 0xb4, 0x46]),
  zstd: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]),
  'a skippable frame': Buffer.from([0x50, 0x2a, 0x4d, 0x18]),
  zip: Buffer.from('PK\u0003\u0004', 'latin1'),
  'an empty zip': Buffer.from('PK\u0005\u0006', 'latin1'),
  tar: tarEntry('a', Buffer.alloc(0)),
}

async function readAll(bytes: Buffer): Promise<number> {
  const result = await acquired(folder.write('any.bin', bytes))
  let total = 0
  for (const member of result.members) total += (await read(member)).bytes.length
  return total
}

describe('any bytes', () => {
  it.each(Object.keys(starts))('behind the first bytes of %s throw nothing', async (name) => {
    const start = starts[name] ?? Buffer.alloc(0)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (rest) => {
        expect(await readAll(Buffer.concat([start, rest]))).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 60 },
    )
  })

  const whole: Readonly<Record<string, Buffer | null>> = {
    zip: buildZip([
      { name: 'a', data: text, zip64: true },
      { name: 'b.gz', data: gzipSync(text), method: 0 },
      { name: 'c.tar', data: tar },
    ]).bytes,
    tar,
    tgz: gzipSync(tar),
    'tar.zst': zstdCompressSync(tar),
    bzip2: run('bzip2', ['-c'], tar),
    xz: run('xz', ['-c'], tar),
    'xz without checks': run('xz', ['-c', '--check=none'], text),
  }
  const made = Object.entries(whole).flatMap(([name, bytes]) => (bytes === null ? [] : [{ name, bytes }]))

  it.each(made)('changed in a $name throw nothing', async ({ bytes }) => {
    const change = fc.record({ at: fc.nat({ max: bytes.length - 1 }), value: fc.nat({ max: 255 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 6 }),
        fc.nat({ max: bytes.length }),
        async (changes, end) => {
          const bad = Buffer.from(bytes)
          for (const { at, value } of changes) bad[at] = value
          await readAll(bad.subarray(0, end % 3 === 0 ? end : bad.length))
          expect(bad.length).toBe(bytes.length)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('as extended header records throw nothing', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => parsePax(Buffer.from(bytes)) !== undefined))
    expect(parsePax(Buffer.alloc(100_000, '9'))).toBeNull()
  })
})

describe('a block of bzip2 whose run is longer than a number holds', () => {
  it('is damage, and not a loop', async () => {
    // 60 symbols of the same run: its length would be 2^61.
    const bits = new BitWriter()
    bits.write('314159265359', 48)
    bits.write('00000000', 32)
    bits.number(0, 1)
    bits.number(0, 24)
    bits.number(0x8000, 16)
    bits.number(0x8000, 16)
    bits.number(2, 3)
    bits.number(2, 15)
    for (let i = 0; i < 2; i++) bits.number(0, 1)
    // Two tables of three symbols with codes of 1, 2 and 2 bits.
    for (let table = 0; table < 2; table++) {
      bits.number(1, 5)
      bits.number(0, 1)
      bits.number(0b100, 3)
      bits.number(0, 1)
    }
    for (let i = 0; i < 60; i++) bits.number(0, 1)
    const file = Buffer.concat([Buffer.from('BZh9'), bits.bytes(), Buffer.alloc(64)])
    const { bytes, notes } = await decode(decodeBzip2, file)
    expect(bytes.length).toBe(0)
    expect(notes).toEqual([{ code: 'damaged-bzip2', incomplete: true, detail: 'a block holds more than it may' }])
  })
})

class BitWriter {
  #bits = ''

  number(value: number, count: number): void {
    this.#bits += value.toString(2).padStart(count, '0')
  }

  /** Hexadecimal digits. */
  write(hex: string, count: number): void {
    this.#bits += BigInt(`0x${hex}`).toString(2).padStart(count, '0')
  }

  bytes(): Buffer {
    const padded = this.#bits.padEnd(Math.ceil(this.#bits.length / 8) * 8, '0')
    return Buffer.from(padded.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [])
  }
}
