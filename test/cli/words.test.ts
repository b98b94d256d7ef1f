/** Codes that the command line prints have words: a person never gets a bare code where a sentence was owed. */
import { describe, expect, it } from 'vitest'
import { noteCodes } from '../../src/main/io/formats/tile-sink.ts'
import { findingKinds } from '../../src/shared/model/finding.ts'
import { reasonCodes } from '../../src/shared/model/verdict.ts'
import { createText } from '../../src/shared/text/create-text.ts'
import { noteText, packageReasonText } from '../../src/shared/text/finding-text.ts'
import { reasonText } from '../../src/shared/text/verdict-text.ts'

const text = createText()

describe('the catalogue', () => {
  it.each(noteCodes)('has words for the note %s of an import receipt', (code) => {
    expect(noteText(text, { code })).not.toBe(code)
  })

  it.each(reasonCodes)('has a sentence for the reason %s', (code) => {
    expect(reasonText(text, code)).toMatch(/^[A-Z].*\.$/)
  })

  it.each(findingKinds)('has a sentence for the finding %s', (kind) => {
    expect(text.find(`finding.sentence.${kind}`)).not.toBeNull()
  })

  it('has words for a package whose stated size differs', () => {
    expect(packageReasonText(text, 'oxum-differs')).not.toBe('oxum-differs')
  })
})
