/** The cases of `test/cases/evm`: one capture, changed as each file says, judged by the product and by a second reading. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseTranscript } from '../../../../src/main/io/anchors/parse-transcript.ts'
import type { AnchoredBatch } from '../../../../src/shared/core/anchor/claim-steps.ts'
import type { AnchorClaim, AnchorVerdict, TrustEntry } from '../../../../src/shared/model/anchor.ts'
import { failingAreas } from '../../../support/evm-second.mjs'
import { failingAreasOf } from './anchor-areas.ts'
import { judge } from './captured-days.ts'

const folder = `${import.meta.dirname}/../../../cases/evm`

interface Capture {
  readonly claim: AnchorClaim
  readonly batch: AnchoredBatch
  readonly trust: TrustEntry[]
  readonly transcript: unknown
}

interface EvmCase {
  readonly what: string
  readonly changes: readonly { readonly at: string; readonly value?: unknown }[]
  readonly expect: Pick<AnchorVerdict, 'verdict' | 'reason' | 'rung'>
}

const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))

function changed(changes: EvmCase['changes']): Capture {
  const capture = read('capture.json') as Capture
  for (const { at, value } of changes) {
    const path = at.split('.')
    const member = path.pop() as string
    let holder = capture as unknown as Record<string, unknown>
    for (const step of path) holder = holder[step] as Record<string, unknown>
    if (value === undefined) delete holder[member]
    else holder[member] = value
  }
  return capture
}

const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'capture.json')

describe('an anchor of the cases', () => {
  it('are twenty and more, most of them to be refused', () => {
    const failing = names.filter((name) => name.endsWith('_fail.json')).length
    console.log(`evm cases: ${names.length - failing} that hold, ${failing} to be refused`)
    expect(names.length).toBeGreaterThanOrEqual(20)
    expect(failing).toBeGreaterThanOrEqual(12)
  })

  it.each(names)('is judged as stated: %s', async (name) => {
    const { changes, expect: wanted } = read(name) as EvmCase
    const { claim, batch, trust, transcript } = changed(changes)
    const parsed = parseTranscript(Buffer.from(JSON.stringify(transcript)), name)
    const verdict = await judge({ claim, batch, transcripts: [parsed], trust })
    expect(verdict).toMatchObject(wanted)
    expect(verdict.verdict === 'verified').toBe(!name.endsWith('_fail.json'))
    const known = trust.flatMap((entry) =>
      entry.kind === 'block-hash' && entry.chainId === parsed.chainId ? [entry.blockHash] : [],
    )
    const pinned = trust.find((entry) => entry.kind === 'contract' && entry.chainId === parsed.chainId)
    const areas = failingAreas({
      transcript: parsed,
      claim,
      batch,
      known,
      pinned: pinned?.kind === 'contract' ? pinned : null,
    })
    expect(failingAreasOf(verdict)).toEqual(areas)
  })
})
