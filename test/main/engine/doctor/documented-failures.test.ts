/** The documented failures through the engine: import, doctor, named cause. What each rests on is in `residue-cases.test.ts`. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { residueSentence } from '../../../../src/shared/text/residue-text.ts'
import { casesFolder } from '../../../shared/core/chain/chain-case.ts'
import { readResidueCase, residueNames } from '../../../shared/core/doctor/residue-run.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

describe('the doctor over the documented failures', () => {
  it.each(residueNames)('%s', { timeout: 120_000 }, async (name) => {
    const { groups, documented, input } = readResidueCase(name)
    const test = await startEngagement()
    const { engagementId } = test
    const file = join(casesFolder, name, input)
    const { sourceId } = await test.job('source.import', { engagementId, file, profileId: 'guide-b' })
    const { report } = await test.job('doctor.run', {
      engagementId,
      sourceId,
      ...(documented === undefined ? {} : { documented }),
    })
    const found = report.residue.map(({ cause, rows, first, last }) => ({ cause, rows, first, last }))
    expect(found).toEqual(groups.map(({ cause, rows, first, last }) => ({ cause, rows, first, last })))
    const text = createText()
    const sentences = report.residue.map((group) => residueSentence(text, group))
    expect(forbiddenIn([...sentences, JSON.stringify(report)].join('\n'))).toEqual([])
    await test.close()
  })
})
