/** Every stored case of test/cases/timestamp; needs no program but this one. */
import { describe, expect, it } from 'vitest'
import { judgeTimestampToken } from '../../../../src/main/io/anchors/timestamp/judge-timestamp.ts'
import { timestampCrypto as crypto } from '../../../../src/main/io/signing/timestamp-crypto.ts'
import { proofJudgementSchema } from '../../../../src/shared/model/proof.ts'
import { timestampTexts } from '../../../../src/shared/text/catalogue/proof-timestamp.ts'
import { digestsOf, storedTimestampCases } from '../../../support/timestamp-cases.ts'

const cases = storedTimestampCases()

describe('stored time-stamp cases', () => {
  it('are all there', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40)
    expect(cases.filter(({ verdict }) => verdict === 'mismatch').length).toBeGreaterThanOrEqual(20)
    for (const { name, verdict } of cases)
      expect([name, name.endsWith('_fail')]).toEqual([name, verdict === 'mismatch'])
  })

  for (const one of cases) {
    it(`${one.name}: ${one.why}`, () => {
      const judgement = judgeTimestampToken(one.token, { ...one, expected: digestsOf(one.data), crypto })
      expect(proofJudgementSchema.parse(judgement)).toEqual(judgement)
      const open = judgement.steps.filter(({ holds }) => holds !== true)
      expect(open.map(({ reason }) => reason)).toEqual(one.reasons)
      expect({ verdict: judgement.verdict, rung: judgement.rung }).toEqual({ verdict: one.verdict, rung: one.rung })
      expect(judgement.attested.length).toBe(one.rung === 'claimed' ? 0 : 1)
      for (const { step } of judgement.steps) expect(Object.keys(timestampTexts.proofStep)).toContain(step)
      for (const { label } of judgement.facts) expect(Object.keys(timestampTexts.proofFact)).toContain(label)
    })
  }
})
