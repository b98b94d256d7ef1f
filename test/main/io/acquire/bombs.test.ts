/** Little files that would become much. What comes out is bounded, and so is the memory, which is measured and printed. */
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import type { SourceMember } from '../../../../src/main/io/acquire/acquire.ts'
import { acquired, lines, run, temporaryFolder } from './acquire-kit.ts'
import { endOfTar, tarEntry } from './tar-builder.ts'
import { buildZip } from './zip-builder.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

const mebi = 1024 * 1024

/** Counts what comes out, keeps nothing, and watches the memory of this process meanwhile. */
async function drain(members: readonly SourceMember[]): Promise<{ total: number; codes: Set<string>; peakMb: number }> {
  let total = 0
  let peak = 0
  const codes = new Set<string>()
  for (const member of members) {
    for await (const chunk of member.open()) {
      total += chunk.length
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    for (const note of member.notes()) codes.add(note.code)
  }
  return { total, codes, peakMb: Math.round(peak / mebi) }
}

function report(name: string, before: number, result: { total: number; peakMb: number }): void {
  const mb = Math.round(result.total / mebi)
  console.log(
    `${name}: ${mb} MiB came out; memory ${Math.round(before / mebi)} MiB before, ${result.peakMb} MiB at most`,
  )
}

const zeros = Buffer.alloc(16 * mebi)

describe('bombs', () => {
  it.each([
    ['gzip', () => repeated(gzipSync(zeros), 640)],
    ['zstd', () => repeated(zstdCompressSync(zeros), 200)],
    ['bzip2', () => run('bzip2', ['-c', '-9'], Buffer.alloc(100 * mebi))],
    ['xz', () => run('xz', ['-c', '-0'], Buffer.alloc(100 * mebi))],
  ] as const)('of %s stop at the limit', async (name, make) => {
    const file = make()
    if (file === null) return
    const before = process.memoryUsage.rss()
    const result = await acquired(folder.write(`${name}/a.log`, file), { maxRatio: 20 })
    const drained = await drain(result.members)
    report(`${name} of ${file.length} bytes`, before, drained)
    expect(drained.total).toBeLessThanOrEqual(Math.max(64 * mebi, file.length * 20) + mebi)
    expect([...drained.codes]).toEqual(['bomb-stopped'])
    expect(result.members[0]?.notes()[0]?.incomplete).toBe(true)
  })

  it('stop a zip of 10 MB whose entries become 10 GB', async () => {
    const packed = deflateRawSync(Buffer.alloc(256 * mebi))
    const parts = Array.from({ length: 40 }, (_, i) => ({ name: `${i}.log`, packed, statedBytes: 256 * mebi }))
    const file = buildZip(parts).bytes
    const before = process.memoryUsage.rss()
    const result = await acquired(folder.write('big/x.zip', file), { maxRatio: 100 })
    expect(result.codes).toContain('bomb-stopped')
    const drained = await drain(result.members)
    report(`zip of ${file.length} bytes`, before, drained)
    expect(drained.total).toBeLessThanOrEqual(file.length * 100)
  })

  it('stop entries that lie about their length', async () => {
    const packed = deflateRawSync(Buffer.alloc(100 * mebi))
    const parts = Array.from({ length: 20 }, (_, i) => ({ name: `${i}.log`, packed, statedBytes: 10 }))
    const result = await acquired(folder.write('lies/x.zip', buildZip(parts).bytes))
    const drained = await drain(result.members)
    expect(drained.total).toBe(200)
    expect([...drained.codes]).toEqual(['bomb-stopped'])
  })

  it('stop small streams that are many', async () => {
    const packed = run('bzip2', ['-c', '-9'], Buffer.alloc(60 * mebi))
    if (packed === null) return
    const parts = Array.from({ length: 30 }, (_, i) => ({ name: `${i}.bz2`, data: packed, method: 0 }))
    const file = buildZip(parts).bytes
    const result = await acquired(folder.write('each/x.zip', file))
    const drained = await drain(result.members)
    expect(drained.total).toBeLessThanOrEqual(64 * mebi)
    expect([...drained.codes]).toContain('bomb-stopped')
    // Reading a second time does not use up anything.
    expect((await drain(result.members)).total).toBe(drained.total)
  })

  it('stop entries that share one kernel', async () => {
    const kernel = { name: 'kernel', packed: deflateRawSync(Buffer.alloc(20 * mebi)), statedBytes: 20 * mebi }
    const parts = [kernel, ...Array.from({ length: 500 }, (_, i) => ({ ...kernel, name: `${i}`, position: 0 }))]
    const result = await acquired(folder.write('overlap/x.zip', buildZip(parts).bytes))
    expect(result.names).toEqual(['x.zip!/kernel'])
    expect(result.codes.every((code) => code === 'bomb-stopped')).toBe(true)
  })

  it('stop local headers that are quoted inside of deflated data', async () => {
    // Each entry's data is a stored block that holds the next entry's header, and runs on into its data.
    const kernel = deflateRawSync(Buffer.alloc(mebi))
    let tail = Buffer.concat([localHeader('0', kernel.length, mebi), kernel])
    const positionsFromEnd = [tail.length]
    for (let i = 1; i < 50; i++) {
      const quoted = tail.subarray(0, 30 + String(i - 1).length)
      const stored = Buffer.from([0, quoted.length, 0, ~quoted.length & 0xff, 0xff])
      const data = Buffer.concat([stored, tail])
      tail = Buffer.concat([localHeader(String(i), data.length, mebi), data])
      positionsFromEnd.push(tail.length)
    }
    const parts = positionsFromEnd.map((fromEnd, i) => ({
      name: String(i),
      packed: Buffer.alloc(fromEnd - 30 - String(i).length),
      statedBytes: mebi,
      position: tail.length - fromEnd,
    }))
    const directory = buildZip(parts).bytes
    const file = Buffer.concat([tail, directory])
    file.writeUInt32LE(tail.length, file.length - 6)
    const result = await acquired(folder.write('quoted/x.zip', file))
    // What the first one unpacks to begins with the header of the next, and so is taken for a zip that was cut.
    expect(result.names).toEqual(['x.zip!/49!/48'])
    expect(result.codes.filter((code) => code === 'bomb-stopped')).toHaveLength(49)
  })

  it('stop a zip of zips of zips', async () => {
    let bytes = buildZip([{ name: 'zeros.log', data: zeros }]).bytes
    for (let level = 0; level < 4; level++) {
      const data = bytes
      bytes = buildZip(Array.from({ length: 16 }, (_, i) => ({ name: `${i}.zip`, data }))).bytes
    }
    const before = process.memoryUsage.rss()
    const result = await acquired(folder.write('nested/x.zip', bytes))
    const drained = await drain(result.members.slice(0, 500))
    report(`nested zips of ${bytes.length} bytes, ${result.members.length} members`, before, drained)
    expect(result.codes).toContain('bomb-stopped')
    expect(result.members.length).toBeLessThan(20_000)
    expect(drained.total).toBeLessThanOrEqual(Math.max(64 * mebi, bytes.length * 1000))
  })

  it('stop a packed tar, and leave a text that packs well alone', async () => {
    const entries = Array.from({ length: 12 }, (_, i) => tarEntry(`${i}`, zeros))
    const result = await acquired(folder.write('tar/x.tgz', gzipSync(Buffer.concat([...entries, endOfTar]))), {
      maxRatio: 50,
    })
    expect(result.codes).toContain('bomb-stopped')
    const drained = await drain(result.members)
    expect(drained.total).toBeLessThanOrEqual(64 * mebi)
    const same = Buffer.alloc(50 * mebi, lines(1))
    const fine = await acquired(folder.write('fine/a.gz', gzipSync(same)), { maxRatio: 2 })
    expect(await drain(fine.members)).toMatchObject({ total: same.length, codes: new Set() })
  })
})

function repeated(bytes: Buffer, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes))
}

function localHeader(name: string, packed: number, plain: number): Buffer {
  const head = Buffer.alloc(30 + name.length)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt16LE(8, 8)
  head.writeUInt32LE(packed, 18)
  head.writeUInt32LE(plain, 22)
  head.writeUInt16LE(name.length, 26)
  head.write(name, 30, 'latin1')
  return head
}
