/**
 * Every folder of test/cases/chain, through the pure core, the engine and the second implementation. New cases need no
 * code: a folder with README.md, an input and case.json is enough.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { guideBRecipes, shippedRecipes } from '../../../../src/shared/core/chain/shipped-recipes.ts'
import type { ChainBreak, ChainResult } from '../../../../src/shared/model/check-run.ts'
import { caseNames, casesFolder, coreOutcome, readCase, readRecords, type Outcome } from './chain-case.ts'
import { verifyByEngine } from './engine-run.ts'

function outcomeFrom(result: ChainResult, breaks: readonly ChainBreak[], truncated: boolean): Outcome {
  const { verdict, reason, entries, contents, links, scopes, rejected, sequenceDuplicates, sequenceSkips } = result
  return {
    verdict,
    reason,
    entries,
    contents,
    links,
    scopes,
    rejected,
    truncated,
    sequenceDuplicates,
    sequenceSkips,
    weakAlgorithm: result.weakAlgorithm,
    breaks: breaks.map(({ line, sequence, link, content, reason: why, missingBefore }) => ({
      line,
      sequence,
      link,
      content,
      reason: why,
      missing: Number(missingBefore),
    })),
  }
}

describe('the chain cases', () => {
  it('hold one for each shipped recipe, and both sides of every rule', () => {
    expect(guideBRecipes.length).toBe(24)
    for (const recipe of shippedRecipes) expect(caseNames).toContain(recipe.id)
    expect(caseNames.filter((name) => name.endsWith('_fail')).length).toBeGreaterThan(25)
    for (const name of caseNames) {
      const readme = readFileSync(join(casesFolder, name, 'README.md'), 'utf8')
        .trim()
        .split('\n')
      expect(readme.length, name).toBeGreaterThanOrEqual(3)
    }
  })

  it('say in their name whether they verify', () => {
    for (const name of caseNames) {
      expect([name, readCase(name).expected.verdict === 'verified']).toEqual([name, !name.endsWith('_fail')])
    }
  })

  it('are byte for byte what their generator writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-cases-'))
    try {
      execFileSync(process.execPath, [join(casesFolder, 'make-cases.mjs'), folder])
      const made = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      expect(made.length).toBeGreaterThan(3 * shippedRecipes.length)
      for (const file of made) {
        const path = join(file.parentPath, file.name)
        const kept = join(casesFolder, path.slice(folder.length))
        expect(readFileSync(path).equals(readFileSync(kept)), kept).toBe(true)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.each(caseNames)('%s gets its verdict from the pure core', async (name) => {
    const wanted = readCase(name)
    const source = readRecords(wanted.format, readFileSync(wanted.path))
    expect(await coreOutcome(wanted.recipe, source)).toEqual(wanted.expected)
  })

  it.each(caseNames)('%s gets its verdict from the engine, second opinion included', async (name) => {
    const wanted = readCase(name)
    const recipes = wanted.found === undefined ? [wanted.recipe] : [wanted.recipe, null]
    const { source, runs } = await verifyByEngine(wanted.path, wanted.format, recipes)
    for (const { result, breaks } of runs) {
      expect(outcomeFrom(result, breaks, source.receipt.truncated)).toEqual(wanted.expected)
      expect(result.contentVerified).toBe(wanted.expected.contents.ok)
      expect([result.firstBreak, result.lastBreak]).toEqual([breaks[0] ?? null, breaks.at(-1) ?? null])
    }
    expect(runs[0]?.result.secondOpinion?.agrees).toBe(wanted.recipe === null ? undefined : true)
    expect(runs[1]?.result.recipeId).toBe(wanted.found)
  })
})
