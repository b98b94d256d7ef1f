/** Own cases: each checkpoint or log proof has the verdict, reason, rung and times that its folder says. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTlogPorts } from '../../../../../src/main/io/anchors/tlog-ports.ts'
import { judgeCheckpoint } from '../../../../../src/shared/core/anchor/tlog/judge-checkpoint.ts'
import { findProvenLeaf, judgeTlogProof } from '../../../../../src/shared/core/anchor/tlog/judge-tlog-proof.ts'
import { tlogLeafHash } from '../../../../../src/shared/core/anchor/tlog/leaf-hash.ts'
import type { TrustOf } from '../../../../../src/shared/model/anchor.ts'
import { createText } from '../../../../../src/shared/text/create-text.ts'
import { proofJudgementSchema, type ProofJudgement } from '../../../../../src/shared/model/proof.ts'

interface Case {
  readonly kind: 'checkpoint' | 'tlog-proof'
  readonly keys: readonly Pick<TrustOf<'log-key'>, 'role' | 'key'>[]
  readonly entry: string | null
  readonly verdict: string
  readonly reason: string | null
  readonly rung: string
  readonly attested: readonly number[]
  readonly asserted?: number
}

const folder = path.resolve(import.meta.dirname, '../../../../cases/tlog')
const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'case.json')))
const ports = await loadTlogPorts()
const text = createText()

function judged(name: string): {
  readonly expected: Case
  readonly file: Uint8Array
  readonly judgement: ProofJudgement
} {
  const expected = JSON.parse(readFileSync(path.join(folder, name, 'case.json'), 'utf8')) as Case
  const keys = expected.keys.map((key) => ({ kind: 'log-key', note: '', ...key }) as const)
  const read = (file: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, name, file)))
  if (expected.kind === 'checkpoint') {
    const file = read('checkpoint')
    return { expected, file, judgement: judgeCheckpoint(file, keys, ports) }
  }
  const file = read('entry.tlog-proof')
  return { expected, file, judgement: judgeTlogProof(file, leafOf(expected), keys, ports) }
}

function leafOf({ entry }: Case): Uint8Array | null {
  return entry === null ? null : tlogLeafHash(new Uint8Array(Buffer.from(entry)), ports.sha256)
}

describe('own cases of transparency logs', () => {
  it('are there in both kinds, those that hold and those that do not', () => {
    const failing = names.filter((name) => name.endsWith('_fail'))
    console.log(`${names.length - failing.length} cases must hold, ${failing.length} must be refused`)
    expect(names.length - failing.length).toBeGreaterThanOrEqual(10)
    expect(failing.length).toBeGreaterThanOrEqual(20)
  })

  it.each(names)('%s', (name) => {
    const { expected, judgement } = judged(name)
    expect({
      kind: judgement.kind,
      verdict: judgement.verdict,
      reason: judgement.reason,
      rung: judgement.rung,
      attested: judgement.attested.map(({ micros }) => micros),
      asserted: judgement.assertedMicros,
    }).toEqual({
      kind: expected.kind,
      verdict: expected.verdict,
      reason: expected.reason,
      rung: expected.rung,
      attested: expected.attested,
      asserted: expected.asserted ?? null,
    })
    expect(judgement.verdict === 'verified').toBe(!name.endsWith('_fail'))
    expect(proofJudgementSchema.parse(judgement)).toEqual(judgement)
    for (const { step } of judgement.steps) expect(text.find(`proofStep.${step}`), step).not.toBeNull()
    for (const { label } of judgement.facts) expect(text.find(`proofFact.${label}`), label).not.toBeNull()
  })

  it.each(names.filter((name) => name.startsWith('proof-')))(
    '%s: finds the entry among others exactly where its path holds',
    (name) => {
      const { expected, file, judgement } = judged(name)
      const leaf = leafOf(expected)
      const candidates = [new Uint8Array(32).fill(7), ...(leaf === null ? [] : [leaf])]
      const holds = judgement.steps.some(({ step, holds: held }) => step === 'log-inclusion' && held === true)
      expect(findProvenLeaf(file, candidates, ports.sha256)).toEqual(holds ? leaf : null)
      const committed = judgement.commitments.filter(({ role }) => role === 'leaf').map(({ hex }) => hex)
      expect(committed).toEqual(holds && leaf !== null ? [Buffer.from(leaf).toString('hex')] : [])
    },
  )
})
