/** The catalogue: no forbidden word, every code of the model has its text, hostile parameters stay text. */
import { describe, expect, it } from 'vitest'
import { ruleIds, ruleModes, w5Dimensions } from '../../../src/shared/model/analysis.ts'
import { errorCodes } from '../../../src/shared/model/app-error.ts'
import { checkKinds, treeWeaknesses, type ChainResult } from '../../../src/shared/model/check-run.ts'
import { frameworks } from '../../../src/shared/model/engagement.ts'
import { findingKinds, severities, type Finding } from '../../../src/shared/model/finding.ts'
import { rejectReasons, tileKinds, valueStates } from '../../../src/shared/model/source.ts'
import {
  anchorRungs,
  completenessRungs,
  contentStates,
  controlResults,
  linkStates,
  reasonCodes,
  verdictWords,
} from '../../../src/shared/model/verdict.ts'
import { anchorStepSchema } from '../../../src/shared/model/anchor.ts'
import { ladderStops } from '../../../src/shared/core/completeness/completeness-ladder.ts'
import { matchKeys } from '../../../src/shared/model/comparison.ts'
import { sourceFactNames, totalOrigins } from '../../../src/shared/model/source-facts.ts'
import { createText } from '../../../src/shared/text/create-text.ts'
import { findingText, whereText } from '../../../src/shared/text/finding-text.ts'
import { forbiddenIn, forbiddenTerms } from '../../../src/shared/text/forbidden-words.ts'
import { groupedDecimal, groupedNumber } from '../../../src/shared/text/numbers.ts'
import { resources } from '../../../src/shared/text/resources.ts'
import { checkSentence, doesNotProve, reasonText, verdictSentence } from '../../../src/shared/text/verdict-text.ts'

const text = createText()

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as object).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`))
}

const all = Object.entries(resources).flatMap(([language, catalogue]) => leaves(catalogue, language))

describe('the catalogue', () => {
  it('holds no forbidden term', () => {
    expect(all.length).toBeGreaterThan(300)
    const found = all.flatMap(([key, value]) => forbiddenIn(value).map((term) => `${key}: ${term}`))
    expect(found).toEqual([])
  })

  it('has no empty text, no doubled space and no interpolation left open', () => {
    for (const [key, value] of all) {
      expect(value.trim(), key).toBe(value)
      expect(value, key).not.toBe('')
      expect(value.includes('  '), key).toBe(false)
      expect(value.replaceAll(/\{\{\w+\}\}/g, ''), key).not.toMatch(/[{}]/)
    }
  })

  it.each([
    ['verdict', verdictWords],
    ['control', controlResults],
    ['reason', reasonCodes],
    ['link', linkStates],
    ['linkMeaning', linkStates],
    ['content', contentStates],
    ['contentMeaning', contentStates],
    ['rung', anchorRungs],
    ['rungNext', anchorRungs],
    ['completeness', completenessRungs],
    ['completenessNext', completenessRungs],
    ['ladderStop', ladderStops],
    ['sourceFact', sourceFactNames],
    ['totalOrigin', totalOrigins],
    ['comparison.key', matchKeys],
    ['reject', rejectReasons],
    ['tile', tileKinds],
    ['valueState', valueStates],
    ['finding.title', findingKinds],
    ['finding.sentence', findingKinds],
    ['severity', severities],
    ['treeWeakness', treeWeaknesses],
    ['template', frameworks],
    ['templateMeaning', frameworks],
    ['error', errorCodes],
    ['w5.dimension', w5Dimensions],
    ['step', anchorStepSchema.shape.step.options],
  ] as const)('has a text for every code of %s', (section, codes) => {
    for (const code of codes) expect(text.find(`${section}.${code}`), `${section}.${code}`).not.toBeNull()
  })

  it('names every rule in both modes', () => {
    for (const rule of ruleIds) for (const mode of ruleModes) expect(text.find(`rule.${rule}.${mode}`)).not.toBeNull()
  })

  it('has a sentence for every verdict of every kind, and it shows n and m', () => {
    for (const kind of [...checkKinds, 'overall', 'package'] as const) {
      for (const verdict of verdictWords) {
        expect(verdictSentence(text, { kind, verdict, n: 1, m: 2, sourceName: 'shop-b.ndjson' })).not.toContain(
          'sentence.',
        )
      }
    }
  })
})

describe('the scan for forbidden terms', () => {
  it.each(forbiddenTerms)('finds %s in any letter case', (term) => {
    expect(forbiddenIn(`The result is ${term.toUpperCase()}.`)).toEqual([term.toUpperCase()])
  })

  it('matches whole words only, and words joined by a hyphen count', () => {
    expect(forbiddenIn('a filter that bypasses nothing')).toEqual([])
    expect(forbiddenIn('pseudonymised, and a complaint')).toEqual([])
    expect(forbiddenIn('non-compliant')).toEqual(['compliant'])
    expect(forbiddenIn('tamper proof')).toEqual(['tamper proof'])
  })
})

describe('texts made from codes', () => {
  it('groups numbers and leaves sequences alone', () => {
    expect(groupedNumber(10_000_000)).toBe('10,000,000')
    expect(groupedNumber(-1234.5)).toBe('-1,234.5')
    expect(groupedDecimal('9007199254740993')).toBe('9,007,199,254,740,993')
    expect(groupedDecimal('abc')).toBe('abc')
    const pointer = { sourceId: 1, entryId: 2, line: 12_345, sequence: '48291040', byteStart: 0, byteLength: 1 }
    expect(whereText(text, pointer)).toBe('line 12,345 (sequence 48291040)')
    expect(whereText(text, { ...pointer, sequence: null })).toBe('line 12,345')
    expect(whereText(text, undefined)).toBe('a place that is not known')
  })

  it('states a chain result with n of m and its reason', () => {
    const result = {
      kind: 'chain',
      sourceId: 1,
      sourceName: 'shop-b.ndjson',
      verdict: 'mismatch',
      reason: 'content-differs',
      recipeId: null,
      recipeHash: null,
      weakAlgorithm: false,
      equivalentRecipes: [],
      entries: 1000,
      contentVerified: 997,
      links: {},
      contents: {},
      scopes: 1,
      rejected: 0,
      sequenceDuplicates: 0,
      sequenceSkips: 0,
      firstBreak: null,
      lastBreak: null,
      breakCount: 3,
      headHash: null,
      secondOpinion: null,
    } as unknown as ChainResult
    expect(checkSentence(text, result)).toBe(
      '997 of 1,000 entries of shop-b.ndjson recompute. At least one recomputed value differs from the stored one; expected and actual are listed. ' +
        'Reason: The hash recomputed from the record differs from the hash stored in it.',
    )
  })

  it('keeps hostile parameters as text', () => {
    const hostile = '{{n}} $t(verdict.verified) \u0001nest(verdict.verified\u0001) <b>'
    const sentence = verdictSentence(text, { kind: 'chain', verdict: 'gap', n: 1, m: 2, sourceName: hostile })
    expect(sentence).toContain('{{n}} $t(verdict.verified)')
    expect(sentence).toContain('<b>')
  })

  it('makes title, sentence and labelled facts of a finding', () => {
    const finding: Finding = {
      findingId: 1,
      kind: 'chain-mismatch',
      severity: 'high',
      subject: 'content-differs',
      details: { stored: 'aa', recomputed: 'bb', reason: 'content-differs', something_new: 'x' },
      pointers: [{ sourceId: 1, entryId: 5, line: 7, sequence: '9', byteStart: 1, byteLength: 2 }],
      runId: 1,
    }
    const made = findingText(text, finding, 'shop-b.ndjson')
    expect(made.title).toBe('Entry does not recompute')
    expect(made.sentence).toContain('line 7 (sequence 9) of shop-b.ndjson')
    expect(made.facts.map((fact) => fact.label)).toEqual(['Stored', 'Recomputed', 'Reason', 'something_new'])
    expect(findingText(text, { ...finding, kind: 'rule-hit', subject: '1a' }).sentence).toContain(
      '1a (Repeated failed log-ins of one user)',
    )
  })

  it('returns an unknown code as it is instead of nothing', () => {
    expect(reasonText(text, 'from-a-newer-version')).toBe('from-a-newer-version')
  })

  it('says for every kind of result what it does not prove', () => {
    for (const kind of [
      'chain',
      'merkle',
      'anchors',
      'analysis',
      'coverage',
      'erasure',
      'package',
      'receipt',
    ] as const) {
      expect(doesNotProve(text, kind).length).toBeGreaterThan(0)
    }
  })
})
