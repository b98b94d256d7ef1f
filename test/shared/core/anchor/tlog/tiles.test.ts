/** Tiles, trees over several levels of them, and consistency, against a log written by the second implementation. */
import { describe, expect, it } from 'vitest'
import { loadTlogPorts } from '../../../../../src/main/io/anchors/tlog-ports.ts'
import { compareCheckpoints } from '../../../../../src/shared/core/anchor/tlog/checkpoint-consistency.ts'
import type { Checkpoint } from '../../../../../src/shared/core/anchor/tlog/checkpoint.ts'
import { judgeLogCopy } from '../../../../../src/shared/core/anchor/tlog/judge-log-copy.ts'
import { recomputeTree, treeRootSteps } from '../../../../../src/shared/core/anchor/tlog/tile-steps.ts'
import type { TileSource } from '../../../../../src/shared/core/anchor/tlog/tiles.ts'
import { parseBundle, readHashTile, tilePath } from '../../../../../src/shared/core/anchor/tlog/tiles.ts'
import {
  checkpointText,
  consistencyOf,
  leafOf,
  noteLine,
  plainKey,
  plainTiles,
  rootOf,
} from '../../../../support/plain-tlog.ts'

const ports = await loadTlogPorts()
const { sha256 } = ports
const entriesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`))

function checkpointOf(entries: readonly Uint8Array[], origin = 'log.example'): Checkpoint {
  return { origin, size: BigInt(entries.length), root: new Uint8Array(rootOf(entries.map(leafOf))), extensions: [] }
}

const sourceOf = (tiles: ReadonlyMap<string, Uint8Array>) => ({
  read: (path: string) => {
    const bytes = tiles.get(path)
    return bytes === undefined ? null : new Uint8Array(bytes)
  },
})

function toEnd<T>(generator: Generator<number, T>): T {
  for (;;) {
    const { done, value } = generator.next()
    if (done === true) return value
  }
}

function tileSteps(checkpoint: Checkpoint, source: TileSource) {
  const tree = toEnd(recomputeTree([checkpoint.size], source, sha256))
  return { steps: [...treeRootSteps(checkpoint, tree), ...tree.steps], facts: tree.facts }
}

const stepsOf = (checkpoint: Checkpoint, tiles: ReadonlyMap<string, Uint8Array>) =>
  tileSteps(checkpoint, sourceOf(tiles)).steps.map(({ step, holds, reason }) => [step, holds, reason])

describe('tile paths', () => {
  it('are those of the specification', () => {
    expect(tilePath(0, 1_234_067, 256)).toBe('tile/0/x001/x234/067')
    expect(tilePath(0, 273, 112)).toBe('tile/0/273.p/112')
    expect(tilePath('entries', 0, 1)).toBe('tile/entries/000.p/1')
    expect(tilePath(1, 1000, 256)).toBe('tile/1/x001/000')
    expect(tilePath(63, 999, 255)).toBe('tile/63/999.p/255')
  })

  it('are those that the second implementation writes', () => {
    const tiles = plainTiles(entriesOf(600))
    expect([...tiles.keys()].toSorted()).toEqual(
      ['tile/0/000', 'tile/0/001', 'tile/0/002.p/88', 'tile/1/000.p/2', 'tile/entries/000', 'tile/entries/001']
        .concat('tile/entries/002.p/88')
        .toSorted(),
    )
  })
})

describe('reading tiles', () => {
  it('takes a full tile where the partial one is gone, and neither cut nor grown ones', () => {
    const tiles = plainTiles(entriesOf(256))
    const full = tiles.get('tile/0/000') as Buffer
    expect(readHashTile(sourceOf(tiles), 0, 0, 3)).toMatchObject({ kind: 'tile', path: 'tile/0/000' })
    const read = readHashTile(sourceOf(tiles), 0, 0, 3)
    expect(read.kind === 'tile' && Buffer.from(read.bytes).equals(full.subarray(0, 96))).toBe(true)
    for (const bytes of [full.subarray(1), full.subarray(0, 96), Buffer.concat([full, full])])
      expect(readHashTile(sourceOf(new Map([['tile/0/000', bytes]])), 0, 0, 3).kind).toBe('malformed')
    expect(readHashTile(sourceOf(tiles), 0, 1, 3)).toEqual({ kind: 'missing', path: 'tile/0/001.p/3' })
  })

  it.each(['', '00', '0001', '00016100', '0002616200', 'ffff61'])('refuses the bundle %s for one entry', (hex) => {
    expect(parseBundle(new Uint8Array(Buffer.from(hex, 'hex')), 1)).toBeUndefined()
  })

  it('takes empty entries', () => {
    expect(parseBundle(new Uint8Array(4), 2)).toEqual([new Uint8Array(0), new Uint8Array(0)])
  })
})

describe('recomputing a tree from its tiles', () => {
  it.each([1, 2, 255, 256, 257, 511, 512, 600])('holds for %i entries', (count) => {
    const entries = entriesOf(count)
    const held = [['tree-root', true, null], ...(count < 256 ? [] : [['upper-tiles', true, null]])]
    expect(stepsOf(checkpointOf(entries), plainTiles(entries))).toEqual([...held, ['log-entries', true, null]])
  })

  it('holds over three levels, 70,000 entries', () => {
    const entries = entriesOf(70_000)
    const tiles = plainTiles(entries)
    const checkpoint = checkpointOf(entries)
    expect([...tiles.keys()].filter((path) => !path.includes('entries') && path.includes('.p/')).toSorted()).toEqual([
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ])
    const { steps, facts } = tileSteps(checkpoint, sourceOf(tiles))
    expect(steps.map(({ step, holds }) => [step, holds])).toEqual([
      ['tree-root', true],
      ['upper-tiles', true],
      ['log-entries', true],
    ])
    expect(facts).toEqual([
      { label: 'log-leaves', text: '70000' },
      { label: 'log-entries', text: '70000' },
    ])
    for (const [path] of tiles) if (path.startsWith('tile/entries')) tiles.delete(path)
    for (const path of ['tile/1/000', 'tile/2/000.p/1']) {
      const bent = Buffer.from(tiles.get(path) as Buffer)
      bent[5] = (bent[5] as number) ^ 1
      const step = tileSteps(checkpoint, sourceOf(new Map([...tiles, [path, bent]]))).steps[1]
      expect(step).toMatchObject({ step: 'upper-tiles', holds: false, reason: 'tile-differs', actual: path })
    }
  }, 120_000)

  const entries = entriesOf(600)
  const checkpoint = checkpointOf(entries)
  const tiles = plainTiles(entries)
  const bent = (path: string, change: (bytes: Buffer) => Buffer): Map<string, Buffer> =>
    new Map([...tiles, [path, change(Buffer.from(tiles.get(path) as Buffer))]])
  const without = (...parts: string[]): Map<string, Buffer> =>
    new Map([...tiles].filter(([path]) => !parts.some((part) => path.includes(part))))
  const flip = (bytes: Buffer): Buffer => {
    bytes[40] = (bytes[40] as number) ^ 4
    return bytes
  }

  it('tells what differs, and where', () => {
    expect(stepsOf(checkpoint, bent('tile/0/001', flip))).toEqual([
      ['tree-root', false, 'root-differs'],
      ['upper-tiles', false, 'tile-differs'],
      ['log-entries', false, 'log-entry-differs'],
    ])
    expect(stepsOf(checkpoint, bent('tile/entries/001', flip))).toEqual([
      ['tree-root', true, null],
      ['upper-tiles', true, null],
      ['log-entries', false, 'log-entry-differs'],
    ])
    expect(
      stepsOf(
        checkpoint,
        bent('tile/0/002.p/88', (bytes) => bytes.subarray(1)),
      )[0],
    ).toEqual(['tree-root', false, 'tile-malformed'])
    expect(
      stepsOf(
        checkpoint,
        bent('tile/entries/001', (bytes) => bytes.subarray(0, 9)),
      )[2],
    ).toEqual(['log-entries', false, 'tile-malformed'])
    expect(
      stepsOf(
        checkpoint,
        bent('tile/1/000.p/2', (bytes) => bytes.subarray(32)),
      )[1],
    ).toEqual(['upper-tiles', false, 'tile-malformed'])
  })

  it('leaves open what is not there, and lowers nothing for what is not needed', () => {
    expect(stepsOf(checkpoint, without('tile/0/001'))).toEqual([['tree-root', null, 'tile-missing']])
    expect(stepsOf(checkpoint, without('entries/001'))[2]).toEqual(['log-entries', null, 'tile-missing'])
    expect(stepsOf(checkpoint, without('entries', 'tile/1'))).toEqual([['tree-root', true, null]])
  })

  it('stops at the first missing tile, whatever size is stated', () => {
    let reads = 0
    const source = { read: () => ((reads += 1), null) }
    const huge = { ...checkpoint, size: 2n ** 40n }
    expect(tileSteps(huge, source).steps).toMatchObject([{ holds: null, reason: 'tile-missing' }])
    expect(reads).toBe(1)
    const tooLarge = { ...checkpoint, size: 2n ** 64n - 1n }
    expect(tileSteps(tooLarge, source).steps).toMatchObject([{ holds: null, reason: 'log-too-large' }])
    expect(reads).toBe(1)
  })

  const key = plainKey('log.example')
  const keys = [{ kind: 'log-key', role: 'log', key: key.noteKey, note: '' }] as const
  const noteOf = (size: number, list: readonly Buffer[] = entries, origin = 'log.example'): Uint8Array => {
    const text = checkpointText(origin, size, rootOf(list.slice(0, size).map(leafOf)))
    return new Uint8Array(Buffer.from(`${text}\n${noteLine(key, text)}`))
  }
  const copyOf = (earlier: readonly Uint8Array[], held: ReadonlyMap<string, Uint8Array> = tiles) =>
    toEnd(judgeLogCopy({ current: noteOf(600), earlier, tiles: sourceOf(held) }, keys, ports))

  it('is part of judging a copy of a log', () => {
    expect(copyOf([])).toMatchObject([
      {
        verdict: 'verified',
        rung: 'header-known',
        facts: [
          { label: 'log-origin' },
          { label: 'log-size', text: '600' },
          { label: 'log-root' },
          { label: 'log-leaves', text: '600' },
          { label: 'log-entries', text: '600' },
        ],
      },
    ])
    expect(copyOf([], bent('tile/0/001', flip))).toMatchObject([
      { verdict: 'mismatch', reason: 'root-differs', rung: 'claimed' },
    ])
  })

  it('shows that earlier checkpoints are beginnings of the log, at any size', () => {
    const judged = copyOf([0, 1, 255, 256, 257, 599, 600].map((size) => noteOf(size)))
    expect(judged.map(({ verdict }) => verdict)).toEqual(Array.from({ length: 8 }, () => 'verified'))
  })

  it('tells an earlier checkpoint of a log that was rewritten since, of another log, and of leaves that are not here', () => {
    const before = entries.map((entry, index) => (index === 17 ? Buffer.from('before') : entry))
    const judged = copyOf([
      noteOf(300, before),
      noteOf(17, before),
      noteOf(600, before),
      noteOf(300, entries, 'other.example'),
      noteOf(601, entriesOf(601)),
      new Uint8Array(5),
    ])
    expect(judged.slice(1).map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['mismatch', 'root-differs'],
      ['verified', null],
      ['mismatch', 'checkpoints-differ'],
      ['not-checked', 'log-name-differs'],
      ['not-checked', 'tile-missing'],
      ['not-checked', 'note-malformed'],
    ])
    expect(judged[0]?.verdict).toBe('verified')
  })

  it('tells two roots of one size without any tile', () => {
    const other = entries.with(3, Buffer.from('another story'))
    expect(copyOf([noteOf(600, other)], new Map()).map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['not-checked', 'tile-missing'],
      ['mismatch', 'checkpoints-differ'],
    ])
  })

  it('takes turns', () => {
    const many = Array.from({ length: 65_536 + 1 }, () => new Uint8Array(32))
    const zeros = {
      read: (path: string) => (path.includes('tile/0/') ? new Uint8Array(path.includes('.p/') ? 32 : 8192) : null),
    }
    expect([...recomputeTree([BigInt(many.length)], zeros, sha256)]).toEqual([65_536])
  })
})

describe('comparing two checkpoints of a log', () => {
  const all = entriesOf(40)
  const leaves = all.map(leafOf)
  const proof = (one: number, two: number): Uint8Array[] =>
    consistencyOf(one, leaves.slice(0, two)).map((hash) => new Uint8Array(hash))
  const outcome = (...args: Parameters<typeof compareCheckpoints> extends [...infer A, unknown] ? A : never) => {
    const last = compareCheckpoints(...(args as [Checkpoint, Checkpoint, readonly Uint8Array[] | null]), sha256).at(-1)
    return [last?.step, last?.holds, last?.reason]
  }
  const at = (size: number): Checkpoint => checkpointOf(all.slice(0, size))

  it('holds for every pair of sizes, in either order', () => {
    for (let one = 0; one <= 40; one += 1) {
      for (let two = one; two <= 40; two += 1) {
        const hashes = one === 0 || one === two ? null : proof(one, two)
        expect(outcome(at(one), at(two), hashes)[1], `${one}, ${two}`).toBe(true)
        expect(outcome(at(two), at(one), hashes)[1], `${two}, ${one}`).toBe(true)
      }
    }
  })

  it('says what differs', () => {
    const fork = { ...at(20), root: at(19).root }
    expect(outcome(at(20), fork, null)).toEqual(['same-root', false, 'checkpoints-differ'])
    expect(outcome(fork, at(33), proof(20, 33))).toEqual(['log-consistency', false, 'consistency-differs'])
    expect(outcome(at(20), at(33), proof(20, 33).slice(1))).toEqual(['log-consistency', false, 'consistency-differs'])
    expect(outcome(at(20), at(33), proof(19, 33))).toEqual(['log-consistency', false, 'consistency-differs'])
    expect(outcome(at(20), at(33), [])).toEqual(['log-consistency', false, 'consistency-differs'])
    expect(outcome({ ...at(0), root: at(1).root }, at(33), null)).toEqual(['empty-root', false, 'root-differs'])
  })

  it('leaves open what cannot be told', () => {
    expect(outcome(at(20), at(33), null)).toEqual(['log-consistency', null, 'consistency-not-given'])
    expect(outcome(at(20), checkpointOf(all, 'other.example'), null)).toEqual(['same-log', null, 'log-name-differs'])
  })
})
