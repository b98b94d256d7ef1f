/**
 * Documented failures of real audit chains, each rebuilt by a plain script, each with its named cause; and in each one
 * altered byte, which must be the content of exactly that row.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../../../src/shared/text/forbidden-words.ts'
import { createText } from '../../../../src/shared/text/create-text.ts'
import { residueSentence } from '../../../../src/shared/text/residue-text.ts'
import { residueGroupSchema } from '../../../../src/shared/model/residue.ts'
import { casesFolder } from '../chain/chain-case.ts'
import { classify, readResidueCase, recordsOf, residueNames, statesOf } from './residue-run.ts'

describe('the documented failures', () => {
  it('are byte for byte what their generator writes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-residue-'))
    try {
      execFileSync(process.execPath, [join(casesFolder, 'make-residue-cases.mjs'), folder])
      const made = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      expect(made.length).toBe(3 * residueNames.length)
      for (const file of made) {
        const path = join(file.parentPath, file.name)
        expect(readFileSync(path).equals(readFileSync(join(casesFolder, path.slice(folder.length)))), path).toBe(true)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it.each(residueNames)('%s gets its named cause', { timeout: 60_000 }, async (name) => {
    const wanted = readResidueCase(name)
    const { best, residue } = await classify(recordsOf(wanted.lines), wanted.documented)
    expect(best?.id ?? null).toBe(wanted.best)
    expect(residue.untried).toBe(0)
    expect(
      residue.groups.map(({ cause, rows, first, last, fields }) => ({ cause, rows, first, last, fields })),
    ).toEqual(wanted.groups.map(({ facts: _facts, ...rest }) => rest))
    for (const [at, group] of residue.groups.entries()) {
      expect(group.facts).toMatchObject(wanted.groups[at]?.facts ?? {})
      expect(residueGroupSchema.parse(group)).toEqual(group)
      const sentence = residueSentence(createText(), group)
      expect(sentence).not.toMatch(/\{|undefined/)
      expect(forbiddenIn(sentence)).toEqual([])
      expect(forbiddenIn(JSON.stringify(group))).toEqual([])
    }
  })

  it.each(residueNames)('%s shows one altered byte in exactly that row', { timeout: 60_000 }, async (name) => {
    const { lines, documented, altered } = readResidueCase(name)
    const line = lines[altered.line] as string
    expect(line).toContain(altered.from)
    const changed = lines.with(altered.line, line.replace(altered.from, altered.to))
    // The recipe that explains the log, as a person would go on with it.
    const { residue, best } = await classify(recordsOf(lines), documented)
    const recipe = residue.recipe ?? best
    if (recipe === null) throw new Error('no recipe explains this log')
    const before = await statesOf(recordsOf(lines), recipe)
    const after = await statesOf(recordsOf(changed), recipe)
    expect(before[altered.line]?.content).not.toBe('mismatch')
    expect(after[altered.line]).toEqual({ ...before[altered.line], content: 'mismatch', reason: 'content-differs' })
    expect(after.toSpliced(altered.line, 1)).toEqual(before.toSpliced(altered.line, 1))
    // And in the words of the classification: the same causes, and one row that differs.
    const again = await classify(recordsOf(changed), documented)
    const differing = again.residue.groups.find(({ cause }) => cause === 'content-differs')
    const known = residue.groups.find(({ cause }) => cause === 'content-differs')
    expect((differing?.rows ?? 0) - (known?.rows ?? 0)).toBe(1)
    expect([differing?.first, differing?.last]).toContain(altered.line)
    expect(again.residue.groups.map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(residue.groups.map(({ cause }) => cause)),
    )
  })
})
