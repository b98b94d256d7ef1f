/** How often a packed archive is decoded while its parts are read: that is what decides between linear and quadratic. */
import { describe, expect, it } from 'vitest'
import type { ByteSource } from '../../../../src/main/io/acquire/byte-source.ts'
import { SharedPass, WaitingPasses } from '../../../../src/main/io/acquire/shared-pass.ts'
import { chunksOf, lines } from './acquire-kit.ts'

const bytes = lines(60_000)
const partBytes = 100_000
const starts = Array.from({ length: Math.floor(bytes.length / partBytes) }, (_, i) => i * partBytes)

function counted(inside: ByteSource | null = null): { readonly source: ByteSource; passes(): number } {
  let passes = 0
  return {
    source: {
      bytes: null,
      random: null,
      pass: inside?.pass ?? null,
      async *stream(note) {
        passes++
        yield* inside === null ? chunksOf(bytes, 30_000) : inside.stream(note)
      },
    },
    passes: () => passes,
  }
}

async function readPart(pass: SharedPass, start: number, most = partBytes): Promise<Buffer> {
  const chunks: Buffer[] = []
  let total = 0
  for await (const chunk of pass.range(start, partBytes).stream(() => {})) {
    chunks.push(chunk)
    total += chunk.length
    if (total >= most) break
  }
  return Buffer.concat(chunks)
}

function expected(start: number): Buffer {
  return bytes.subarray(start, start + partBytes)
}

describe('parts of a stream', () => {
  it('in their order cost one pass, with a look at each before', async () => {
    const { source, passes } = counted()
    const pass = new SharedPass(source, new WaitingPasses())
    for (const start of starts) {
      const look = await readPart(pass, start, 10)
      expect(look.equals(expected(start).subarray(0, look.length))).toBe(true)
      expect((await readPart(pass, start)).equals(expected(start))).toBe(true)
    }
    expect(starts.length).toBeGreaterThan(20)
    expect(passes()).toBe(1)
  })

  it('backwards cost a pass for each megabyte at most', async () => {
    const { source, passes } = counted()
    const pass = new SharedPass(source, new WaitingPasses())
    for (const start of starts.toReversed()) expect((await readPart(pass, start)).equals(expected(start))).toBe(true)
    expect(passes()).toBeLessThanOrEqual(starts.length)
  })

  it('give the same when several are read at once', async () => {
    const { source } = counted()
    const pass = new SharedPass(source, new WaitingPasses())
    const parts = await Promise.all(starts.slice(0, 8).map((start) => readPart(pass, start)))
    for (const [i, part] of parts.entries()) expect(part.equals(expected(starts[i] ?? 0))).toBe(true)
  })

  it('of archives inside of the archive cost one pass over the outer one', async () => {
    const { source, passes } = counted()
    const waiting = new WaitingPasses()
    const outer = new SharedPass(source, waiting)
    for (const start of starts) {
      const inner = new SharedPass(counted(outer.range(start, partBytes)).source, waiting)
      const chunks: Buffer[] = []
      for await (const chunk of inner.range(500, 1000).stream(() => {})) chunks.push(chunk)
      expect(Buffer.concat(chunks).equals(expected(start).subarray(500, 1500))).toBe(true)
    }
    expect(passes()).toBe(1)
  })

  it('say that they end early', async () => {
    const pass = new SharedPass(counted().source, new WaitingPasses())
    const codes: string[] = []
    const chunks: Buffer[] = []
    const range = pass.range(bytes.length - 10, 100)
    for await (const chunk of range.stream((code) => codes.push(code))) chunks.push(chunk)
    expect(Buffer.concat(chunks).equals(bytes.subarray(-10))).toBe(true)
    expect(codes).toEqual(['cut-tar'])
  })
})
