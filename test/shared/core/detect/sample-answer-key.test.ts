import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ruleIds, ruleModes, type RuleResult } from '../../../../src/shared/model/analysis.ts'
import type { EntryView } from '../../../../src/shared/model/entry.ts'
import { createAdminHistory } from '../../../../src/shared/core/completeness/admin-history.ts'
import { createCoverage } from '../../../../src/shared/core/completeness/coverage.ts'
import { createFillRates } from '../../../../src/shared/core/completeness/fill-rates.ts'
import { createRuleRun } from '../../../../src/shared/core/detect/rule-run.ts'
import { createSubjectSearch } from '../../../../src/shared/core/privacy/subject-search.ts'
import { entryFromJson, guideAProfile, guideBProfile } from '../../../support/entry-view.ts'

/** The bundled sample's answer keys, which their generator knows by construction and shares no code with the product. */
const sample = 'resources/sample'

interface AnswerKey {
  readonly rules: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>>
  readonly coverage: Readonly<
    Record<string, { readonly firstDay: string; readonly lastDay: string; readonly emptyDays: readonly string[] }>
  >
  readonly erasure: { readonly subject: readonly string[]; readonly files: Readonly<Record<string, readonly number[]>> }
  readonly adminGrants: ReadonlyArray<{
    readonly kind: string
    readonly actor: string
    readonly grantee: string
    readonly role: string
    readonly file: string
    readonly line: number
  }>
}

interface DefectCase {
  readonly expectations: ReadonlyArray<{
    readonly check: string
    readonly file: string
    readonly result?: string
    readonly details: Readonly<Record<string, unknown>>
  }>
}

function profileOf(path: string): typeof guideAProfile {
  return path.includes('shop-b') ? guideBProfile : guideAProfile
}

/** Records that parse; a cut last line is another check's matter. */
function entriesOf(path: string): EntryView[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.flatMap((line, index) => {
    try {
      return [entryFromJson(line, { profile: profileOf(path), index })]
    } catch {
      return []
    }
  })
}

function rulesOf(path: string): RuleResult[] {
  const rules = createRuleRun({ profile: profileOf(path) })
  for (const entry of entriesOf(path)) rules.add(entry)
  return rules.finish()
}

function lines(result: RuleResult | undefined): Array<number | null> | undefined {
  return result?.hits.map((hit) => hit.pointer.line)
}

for (const set of ['clean', 'faulty']) {
  const keyPath = `${sample}/${set}/answer-key.json`
  const isThere = existsSync(keyPath)
  if (!isThere) console.warn(`skipped: ${keyPath} is absent`)
  describe.skipIf(!isThere)(`answer key of the sample set ${set}`, () => {
    const key = (isThere ? JSON.parse(readFileSync(keyPath, 'utf8')) : {}) as AnswerKey

    it('equals the hits of every rule in both modes, no more and no fewer', () => {
      for (const [file, byRule] of Object.entries(key.rules)) {
        const results = rulesOf(`${sample}/${set}/${file}`)
        const found = Object.fromEntries(
          ruleIds.map((rule) => [
            rule,
            Object.fromEntries(
              ruleModes.map((mode) => [
                mode,
                lines(results.find((result) => result.rule === rule && result.mode === mode)),
              ]),
            ),
          ]),
        )
        expect(found).toEqual(byRule)
      }
    })

    it('equals the entries of the subject and the empty days', () => {
      for (const [file, expected] of Object.entries(key.erasure.files)) {
        const path = `${sample}/${set}/${file}`
        const search = createSubjectSearch(key.erasure.subject, profileOf(path))
        expect(
          entriesOf(path)
            .filter((entry) => search.match(entry) !== undefined)
            .map((entry) => entry.line),
        ).toEqual(expected)
      }
      for (const [file, expected] of Object.entries(key.coverage)) {
        const coverage = createCoverage({ sourceId: 1 })
        for (const entry of entriesOf(`${sample}/${set}/${file}`)) coverage.add(entry)
        const result = coverage.finish()
        expect([result.days[0]?.date, result.days.at(-1)?.date, result.emptyDays]).toEqual([
          expected.firstDay,
          expected.lastDay,
          expected.emptyDays,
        ])
      }
    })

    it('equals who was granted or lost an administrator’s role, when and by whom', () => {
      const found = ['shop-a.ndjson', 'shop-b.ndjson'].flatMap((file) => {
        const path = `${sample}/${set}/${file}`
        const history = createAdminHistory({ sourceId: 1, profile: profileOf(path) })
        for (const entry of entriesOf(path)) history.add(entry)
        return history.finish().changes.map(({ change, actor, grantee, role, pointer }) => ({
          kind: change === 'granted' ? 'grant' : 'revoke',
          actor,
          grantee,
          role,
          file,
          line: pointer.line,
        }))
      })
      const expected = key.adminGrants.map(({ kind, actor, grantee, role, file, line }) => ({
        kind,
        actor,
        grantee,
        role,
        file,
        line,
      }))
      expect(found).toEqual(expected)
    })
  })
}

type Check = 'rules' | 'w5' | 'erasure'
type Expectation = DefectCase['expectations'][number]

/** What a check finds and what the case says, in one shape. */
const compare: Readonly<
  Record<Check, (path: string, expectation: Expectation) => { readonly found: unknown; readonly expected: unknown }>
> = {
  rules(path, { result, details }) {
    const found = rulesOf(path).find((item) => item.rule === details['rule'] && item.mode === details['mode'])
    return { found: [found?.result, lines(found)], expected: [result, details['lines']] }
  },
  w5(path, { result, details }) {
    const rates = createFillRates({ profile: profileOf(path) })
    for (const entry of entriesOf(path)) rates.add(entry)
    const found = rates
      .finish()
      .find((rate) => rate.dimension === details['dimension'] && rate.requirement === details['requirement'])
    return {
      found: [found?.result, found?.filled, found?.applicable, found?.missing.map((pointer) => pointer.line)],
      expected: [result, details['filled'], details['applicable'], details['missingLines']],
    }
  },
  erasure(path, { details }) {
    const search = createSubjectSearch(details['subject'] as string[], profileOf(path))
    const matches = entriesOf(path).map((entry) => ({
      line: entry.line,
      paths: search.match(entry)?.occurrences.map((occurrence) => occurrence.path) ?? [],
    }))
    const found = matches.filter(({ paths }) => paths.length > 0)
    return {
      found: [found.map(({ line }) => line), found.flatMap(({ paths }) => paths)],
      expected: [details['lines'], details['paths']],
    }
  },
}

const defects = [
  'D06-renewed-expiry',
  'D07-price-to-zero',
  'D08-late-minute-weekend',
  'D10-two-part-name',
  'D13-nine-verbs',
  'D15-erased-mail-kept-values',
  'D18-private-address',
]
for (const defect of defects) {
  const casePath = `${sample}/defects/${defect}/case.json`
  const isThere = existsSync(casePath)
  if (!isThere) console.warn(`skipped: ${casePath} is absent`)
  describe.skipIf(!isThere)(`defect case ${defect}`, () => {
    const { expectations } = (isThere ? JSON.parse(readFileSync(casePath, 'utf8')) : { expectations: [] }) as DefectCase
    const ours = expectations.filter(
      ({ check, file }) => ['rules', 'w5', 'erasure'].includes(check) && file.endsWith('.ndjson'),
    )
    it.each(ours.map((expectation) => [`${expectation.check} ${expectation.result}`, expectation] as const))(
      '%s',
      (_, expectation) => {
        const { found, expected } = compare[expectation.check as Check](
          `${sample}/defects/${defect}/${expectation.file}`,
          expectation,
        )
        expect(found).toEqual(expected)
      },
    )
  })
}
