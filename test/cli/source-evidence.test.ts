/** ipe, facts and compare as a person types them. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const again = join(folder, 'again.ndjson')

beforeAll(async () => {
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2025-05-01..2025-05-31'])
  const first = join(sample, 'faulty/shop-b.ndjson')
  await succeed(['import', engagement, first])
  const lines = readFileSync(first, 'utf8').split('\n')
  lines.splice(100, 2)
  lines[200] = (lines[200] ?? '').replace(/"action":"[^"]+"/, '"action":"planted"')
  writeFileSync(again, lines.join('\n'))
})

describe('assay import', () => {
  it('names the other export of the period after the receipt', async () => {
    const { exit, stdout } = await assay(['import', engagement, again])
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^ *Source 1 is an export of the same period; compare with:\n *assay diff \S+ 1 2$/m)
  })
})

describe('assay diff', () => {
  it('prints what differs and ends with 1', async () => {
    const { exit, stdout } = await assay(['diff', engagement, '1', '2'])
    expect(exit).toBe(1)
    expect(stdout).toContain('Only in source 1: 2 records, of which 0 lie outside')
    expect(stdout).toMatch(/action: \S+ -> planted\n/)
    const document = await assayJson(['diff', engagement, '1', '2'])
    expect(document).toMatchObject({ schema: 'assay.diff/1', exit: 1 })
    expect(document.result.result).toMatchObject({ changed: 1, removed: 2, added: 0, moved: 0 })
  })
})

describe('assay facts', () => {
  it('states points and totals, and prints them', async () => {
    const nothing = await assay(['facts', engagement, '1'])
    expect(nothing).toMatchObject({ exit: 0, stdout: 'Nothing was stated about this source.\n' })
    const args = [
      'facts',
      engagement,
      '1',
      '--set',
      'system=Shop database',
      '--total',
      'count=7',
      '--obtained',
      'observed',
    ]
    expect(await assay(args)).toMatchObject({ exit: 2, stdout: '' })
    const { exit, stdout } = await assay([...args, '--how', 'screen of the administrator'])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/Source system +Shop database\n/)
    expect(stdout).toMatch(/count: differs, stated 7, imported \d+; observed in the source system by the auditor/)
  })

  it.each([
    ['--set', 'system'],
    ['--set', 'nothing=1'],
    ['--clear', 'nothing'],
    ['--total', 'mean:x=1'],
  ])('refuses %s %s', async (...args) => expect((await assay(['facts', engagement, '1', ...args])).exit).toBe(2))
})

describe('assay ipe', () => {
  it('prints the sheet, gives it as JSON and writes it as a PDF', async () => {
    const { exit, stdout } = await assay(['ipe', engagement, '1'])
    expect(exit).toBe(0)
    for (const heading of [
      'Origin',
      'Logic',
      'File facts',
      'Completeness',
      'Accuracy',
      'Integrity',
      'Transfer',
      'Conclusion',
    ])
      expect(stdout).toMatch(new RegExp(`^${heading}$`, 'm'))
    expect(stdout).toContain('not provided')
    const digest = createHash('sha256')
      .update(readFileSync(join(sample, 'faulty/shop-b.ndjson')))
      .digest('hex')
    const { result } = await assayJson(['ipe', engagement, '1'])
    expect(result.document).toMatchObject({
      schema: 'assay.ipe-document/1',
      originals: [{ name: 'shop-b.ndjson', sha256: digest }],
      completeness: { rung: 'L0', gap: true },
      stated: { version: 1 },
    })
    const pdf = join(folder, 'ipe.pdf')
    await succeed(['ipe', engagement, '1', '-o', pdf])
    expect(existsSync(pdf) && statSync(pdf).size).toBeGreaterThan(5000)
    expect(readFileSync(pdf).toString('latin1', 0, 5)).toBe('%PDF-')
  })
})
