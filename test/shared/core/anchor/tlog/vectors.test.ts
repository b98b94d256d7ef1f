/** The public log of 15 entries (transparency-dev/tessera, `testdata/log`): what must hold, and altered copies. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openTlogFolder } from '../../../../../src/main/io/anchors/tlog-folder.ts'
import { loadTlogPorts } from '../../../../../src/main/io/anchors/tlog-ports.ts'
import { compareCheckpoints } from '../../../../../src/shared/core/anchor/tlog/checkpoint-consistency.ts'
import { parseCheckpoint, type Checkpoint } from '../../../../../src/shared/core/anchor/tlog/checkpoint.ts'
import { judgeCheckpoint } from '../../../../../src/shared/core/anchor/tlog/judge-checkpoint.ts'
import { judgeTlogProof } from '../../../../../src/shared/core/anchor/tlog/judge-tlog-proof.ts'
import { parseSignedNote } from '../../../../../src/shared/core/anchor/tlog/signed-note.ts'
import { judgeLogCopy } from '../../../../../src/shared/core/anchor/tlog/judge-log-copy.ts'
import { recomputeTree, treeRootSteps } from '../../../../../src/shared/core/anchor/tlog/tile-steps.ts'
import { readBundle, type TileSource } from '../../../../../src/shared/core/anchor/tlog/tiles.ts'
import { consistencyOf, leafOf, pathOf, proofText } from '../../../../support/plain-tlog.ts'
import { missingVectors, vectorPath } from '../../../../support/public-vectors.ts'

const missing = missingVectors('tlog')
const folder = vectorPath('tlog/log')
const origin = 'example.com/log/testdata'
const keys = [
  { kind: 'log-key', role: 'log', key: `${origin}+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx`, note: '' },
] as const
const words = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'.split(' ')
const ports = await loadTlogPorts()
const sizes = Array.from({ length: 16 }, (_, size) => size)
const leaves = words.map((word) => leafOf(Buffer.from(word)))

const noteOf = (size: number): Uint8Array => new Uint8Array(readFileSync(path.join(folder, `checkpoint.${size}`)))

function checkpointOf(size: number): Checkpoint {
  const parsed = parseSignedNote(noteOf(size))
  const checkpoint = parsed.kind === 'note' ? parseCheckpoint(parsed.note.text) : undefined
  if (checkpoint === undefined) throw new Error(`checkpoint.${size} cannot be read`)
  return checkpoint
}

function toEnd<T>(generator: Generator<number, T>): T {
  for (;;) {
    const { done, value } = generator.next()
    if (done === true) return value
  }
}

const judgeAt = (size: number, tiles: TileSource) =>
  toEnd(judgeLogCopy({ current: noteOf(size), earlier: [], tiles }, keys, ports))[0]

describe('the public tlog vectors', () => {
  it('all 16 checkpoints verify, their roots recompute from the tiles, the entries are those listed', (context) => {
    if (missing !== null) return context.skip(missing)
    const { tiles, checkpoint } = openTlogFolder(folder)
    expect(checkpoint).toEqual(noteOf(15))
    for (const size of sizes) {
      const judgement = judgeAt(size, tiles)
      expect(judgement, `checkpoint.${size}`).toMatchObject({ verdict: 'verified', rung: 'header-known', attested: [] })
      expect(judgement?.commitments).toMatchObject([{ role: 'root', size: String(size) }])
      expect(judgement?.facts).toContainEqual({ label: 'log-origin', text: origin })
      if (size === 0) continue
      expect(judgement?.facts).toContainEqual({ label: 'log-entries', text: String(size) })
      const bundle = readBundle(tiles, 0, size)
      const held = bundle.kind === 'entries' ? bundle.entries.map((entry) => Buffer.from(entry).toString()) : []
      expect(held).toEqual(words.slice(0, size))
    }
    const together = { current: noteOf(15), earlier: sizes.map(noteOf), tiles }
    expect(toEnd(judgeLogCopy(together, keys, ports)).filter(({ verdict }) => verdict === 'verified')).toHaveLength(17)
    console.log('tlog: 16 checkpoints, 15 tiles, 15 bundles hold')
  })

  it('every pair of sizes is consistent, and not with any hash altered or dropped', (context) => {
    if (missing !== null) return context.skip(missing)
    let held = 0
    let refused = 0
    for (const one of sizes) {
      for (const two of sizes.filter((size) => size >= one)) {
        const hashes = one === 0 ? [] : consistencyOf(one, leaves.slice(0, two)).map((hash) => new Uint8Array(hash))
        const compare = (list: readonly Uint8Array[]) =>
          compareCheckpoints(checkpointOf(one), checkpointOf(two), list, ports.sha256).at(-1)
        expect(compare(hashes), `${one}, ${two}`).toMatchObject({ holds: true })
        held += 1
        for (const index of hashes.keys()) {
          const bent = hashes.map((hash, at) =>
            at === index ? hash.map((byte, place) => (place === 9 ? byte ^ 1 : byte)) : hash,
          )
          expect(compare(bent)).toMatchObject({ holds: false, reason: 'consistency-differs' })
          expect(compare(hashes.toSpliced(index, 1))).toMatchObject({ holds: false, reason: 'consistency-differs' })
          refused += 2
        }
      }
    }
    console.log(`tlog: ${held} pairs hold, ${refused} altered proofs are refused`)
    expect(held).toBe(136)
    expect(refused).toBeGreaterThan(300)
  })

  it('every entry is proven in every size that has it, and no other entry or size is', (context) => {
    if (missing !== null) return context.skip(missing)
    let held = 0
    let refused = 0
    for (const size of sizes) {
      const note = Buffer.from(noteOf(size)).toString()
      for (let index = 0; index < size; index += 1) {
        const text = proofText(index, pathOf(index, leaves.slice(0, size)), note)
        const judge = (of: string, leaf: number) =>
          judgeTlogProof(new Uint8Array(Buffer.from(of)), new Uint8Array(leaves[leaf] as Buffer), keys, ports)
        expect(judge(text, index)).toMatchObject({ kind: 'tlog-proof', verdict: 'verified', rung: 'header-known' })
        held += 1
        const wrong = [judge(text, (index + 1) % 15), judge(text.replace(`index ${index}\n`, `index ${size}\n`), index)]
        for (const judgement of wrong) {
          expect(judgement).toMatchObject({ verdict: 'mismatch', reason: 'entry-not-included', rung: 'claimed' })
          refused += 1
        }
      }
    }
    console.log(`tlog: ${held} log proofs hold, ${refused} altered ones are refused`)
    expect([held, refused]).toEqual([120, 240])
  })

  it('refuses every checkpoint with one bit flipped, wherever it is, for a reason that fits the place', (context) => {
    if (missing !== null) return context.skip(missing)
    const counts = new Map<string, number>()
    for (const size of sizes) {
      const note = noteOf(size)
      for (let place = 0; place < note.length; place += 1) {
        const bent = note.map((byte, at) => (at === place ? byte ^ (1 << (place % 7)) : byte))
        const judgement = judgeCheckpoint(bent, keys, ports)
        expect(judgement.verdict, `checkpoint.${size}, byte ${place}`).not.toBe('verified')
        expect(judgement.rung).toBe('claimed')
        counts.set(judgement.reason ?? '', (counts.get(judgement.reason ?? '') ?? 0) + 1)
      }
    }
    console.log('tlog: altered checkpoints refused', Object.fromEntries(counts))
    expect([...counts.keys()].toSorted()).toEqual([
      'checkpoint-malformed',
      'log-key-needed',
      'note-malformed',
      'note-signature-differs',
    ])
  })

  it('refuses altered tiles and bundles', (context) => {
    if (missing !== null) return context.skip(missing)
    const { tiles } = openTlogFolder(folder)
    let refused = 0
    for (const size of sizes.slice(1)) {
      for (const [kind, wanted] of [
        ['0', ['root-differs', 'tile-malformed']],
        ['entries', ['log-entry-differs', 'tile-malformed']],
      ] as const) {
        const target = `tile/${kind}/000.p/${size}`
        const whole = tiles.read(target) as Uint8Array
        const copies = [
          ...Array.from(whole.keys(), (place) => whole.map((byte, at) => (at === place ? byte ^ 2 : byte))),
          whole.subarray(1),
          new Uint8Array([...whole, 0]),
        ]
        for (const copy of copies) {
          const source = { read: (asked: string) => (asked === target ? copy : tiles.read(asked)) }
          const tree = toEnd(recomputeTree([BigInt(size)], source, ports.sha256))
          const steps = [...treeRootSteps(checkpointOf(size), tree), ...tree.steps]
          const failed = steps.find(({ holds }) => holds === false)
          expect(wanted).toContain(failed?.reason)
          refused += 1
        }
      }
    }
    console.log(`tlog: ${refused} altered tiles and bundles are refused`)
    expect(refused).toBeGreaterThan(4000)
  })
})
