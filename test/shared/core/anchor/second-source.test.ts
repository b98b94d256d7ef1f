/** Block hashes that a second source states: which statement makes a block known, which does not, and which contradicts. */
import { describe, expect, it } from 'vitest'
import { statedHost } from '../../../../src/shared/core/anchor/stated-blocks.ts'
import { anchorVerdictSchema, type TrustEntry, type TrustOf } from '../../../../src/shared/model/anchor.ts'
import { capturedDay, judge, trustIn, type Day } from './captured-days.ts'

/** As the node printed them when the three blocks were captured, heights 2 to 4. */
const hashes = [
  '0x84b499076adf5e32ddd5a8d4e33c99ef5e718f991a1d817c2877491dac698ff1',
  '0x9140d02b27418476d2bb63cd2c5842cf80114dc3bb80b5c887edc19e90f23774',
  '0xf006ef845222b1a127e4986d26b44c9e985119f29abeeecc27f3500b4b98da60',
] as const
const otherHash = `0x${'77'.repeat(32)}`

const states = (by: string, ...blocks: readonly (readonly [number, string])[]): TrustOf<'second-source'> => ({
  kind: 'second-source',
  by,
  at: '2025-01-02T10:00:00Z',
  chainId: '31337',
  sha256: 'ab'.repeat(32),
  blocks: blocks.map(([number, hash]) => ({ number: String(number), hash })),
  note: 'saved from the explorer by the auditor',
})

async function judged(trust: readonly TrustEntry[], change: (day: Day) => void = () => undefined) {
  const day = await capturedDay(0)
  change(day)
  const verdict = await judge({ ...day, trust: [...trust] })
  expect(anchorVerdictSchema.parse(verdict)).toEqual(verdict)
  return verdict
}
const fromHost = (endpoint: string) => (day: Day) => {
  day.transcripts = day.transcripts.map((transcript) => ({ ...transcript, endpoint }))
}

describe('a statement by a second source', () => {
  it('makes the block known when the block came from somebody else, and says who stated it', async () => {
    const verdict = await judged([states('explorer.example.com', [2, hashes[0]])])
    expect(verdict).toMatchObject({ verdict: 'verified', rung: 'header-known', statedBy: 'explorer.example.com' })
    expect(verdict.steps.at(-1)).toMatchObject({ step: 'header-known', holds: true, expected: hashes[0] })
  })

  it('about a later block makes the blocks known to which headers lead down', async () => {
    const verdict = await judged([states('explorer.example.com', [4, hashes[2]])])
    expect(verdict).toMatchObject({ verdict: 'verified', statedBy: 'explorer.example.com' })
    expect(verdict.steps.at(-1)).toMatchObject({ expected: hashes[2], actual: hashes[0] })
  })

  it.each([
    ['the same name', 'explorer.example.com', 'explorer.example.com'],
    ['another port of the host', 'explorer.example.com:8545', 'explorer.example.com:9545'],
    ['another spelling of the host', 'EXPLORER.example.com.', 'https://user@explorer.example.com/rpc?key=1'],
    ['an address in brackets', '[2001:db8::1]:8545', 'http://[2001:DB8::1]/'],
  ])('adds nothing when the block itself came from there: %s', async (_name, by, endpoint) => {
    const verdict = await judged([states(by, [2, hashes[0]])], fromHost(endpoint))
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'second-source-same', rung: 'included' })
    expect(verdict.statedBy).toBe(statedHost(by))
  })

  it('counts when the block was also captured from another host', async () => {
    const verdict = await judged([states('a.example.com', [2, hashes[0]])], (day) => {
      const [transcript] = day.transcripts
      if (transcript === undefined) throw new Error('no transcript')
      day.transcripts = ['a.example.com', 'b.example.com'].map((endpoint) => ({ ...transcript, endpoint }))
    })
    expect(verdict).toMatchObject({ verdict: 'verified', statedBy: 'a.example.com' })
  })

  it('about another chain, or about blocks that nothing links to this one, changes nothing', async () => {
    const other = { ...states('explorer.example.com', [2, hashes[0]]), chainId: '1' }
    expect(await judged([other])).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known' })
    const unlinked = states('explorer.example.com', [900, otherHash])
    const verdict = await judged([unlinked])
    expect(verdict).toMatchObject({ verdict: 'not-checked', reason: 'header-not-known' })
    expect(verdict).not.toHaveProperty('statedBy')
  })
})

describe('a second source that disagrees', () => {
  const contradiction = { verdict: 'mismatch', reason: 'second-source-differs', rung: 'included' } as const

  it('is a mismatch with both hashes and its name', async () => {
    const verdict = await judged([states('explorer.example.com', [2, otherHash])])
    expect(verdict).toMatchObject({ ...contradiction, statedBy: 'explorer.example.com' })
    expect(verdict.steps.at(-1)).toMatchObject({ holds: false, expected: otherHash, actual: hashes[0] })
  })

  it('stands, whatever agrees beside it', async () => {
    const agreeing = states('a.example.com', [2, hashes[0]])
    const differing = states('b.example.com', [2, otherHash])
    for (const trust of [
      [agreeing, differing],
      [differing, agreeing],
      [trustIn(hashes[0]), differing],
    ])
      expect(await judged(trust)).toMatchObject({ ...contradiction, statedBy: 'b.example.com' })
  })

  it('with itself is a mismatch, too', async () => {
    const verdict = await judged([states('a.example.com', [2, hashes[0]], [2, otherHash])])
    expect(verdict).toMatchObject({ ...contradiction, statedBy: 'a.example.com' })
  })

  it('is one even where the block came from it', async () => {
    const verdict = await judged([states('a.example.com', [2, otherHash])], fromHost('a.example.com'))
    expect(verdict).toMatchObject(contradiction)
  })

  it('through a header: below the stated block stands another one', async () => {
    // The stated block is day 2's; its header leads to day 1 and day 0 as captured, so a changed day 0 is another block.
    const verdict = await judged([states('explorer.example.com', [4, hashes[2]])], (day) => {
      const [transcript] = day.transcripts
      if (transcript === undefined) throw new Error('no transcript')
      const [first, ...rest] = structuredClone(transcript.blocks)
      if (first === undefined) throw new Error('no block')
      const changed = { ...first, block: { ...first.block, extraData: '0x00' } }
      day.transcripts = [{ ...transcript, blocks: [changed, ...rest] }]
    })
    expect(verdict.verdict).toBe('mismatch')
    expect(verdict.steps.find(({ step }) => step === 'header-known')).toMatchObject({
      holds: false,
      reason: 'second-source-differs',
      expected: hashes[0],
    })
  })
})
