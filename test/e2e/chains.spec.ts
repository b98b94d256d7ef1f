import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Locator } from 'playwright/test'
import { recipeSchema } from '../../src/shared/model/recipe.ts'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { answerOpenDialogs } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, repositoryRoot, type AssayApp } from './support/launch.ts'
import { readSampleKey, sampleFolder } from './support/sample-key.ts'
import { inspectScreen } from './support/screens.ts'

// Chains of a sample with planted differences, in one window: each test goes on where the one before it ended.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const text = createText()
const t = (key: TextKey, parameters?: TextParameters): string => text.t(key, parameters)
const key = readSampleKey('faulty')
const line = key.chain['shop-b.ndjson']?.contentMismatches[0]?.line ?? 0

// Undefined only where the set-up failed, and then no test runs.
let assay: AssayApp
test.beforeAll(async () => {
  test.setTimeout(240_000)
  assay = await launchAssay()
})
test.afterAll(async () => {
  await assay?.close()
})

const button = (name: string): Locator => assay.page.getByRole('button', { name, exact: true })
const region = (): Locator => assay.page.getByRole('main')

async function go(screen: 'integrity' | 'entries' | 'sources'): Promise<void> {
  const link = assay.page.getByRole('navigation').getByRole('link', { name: t(`nav.${screen}`), exact: true })
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
}

/** Pictures at both widths, as high as needed to see a whole view, and what must never be read on one. */
async function look(name: string, height = 1000, at?: Locator): Promise<void> {
  await expect(region()).not.toContainText(/undefined|\{\{|\[object /)
  for (const width of [1280, 1024]) {
    await assay.page.setViewportSize({ width, height })
    await at?.scrollIntoViewIfNeeded()
    await inspectScreen(assay, `chains-${name}-${width}`)
    const over = await assay.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(over, `${name} at ${width} is wider than the window`).toBeLessThanOrEqual(0)
  }
}

test('finds the recipe of a chain and verifies with it', async () => {
  const { page } = assay
  const engagement = join(assay.folder, 'chains.assay')
  execFileSync(process.execPath, [
    join(repositoryRoot, 'test/e2e/support/import-file.ts'),
    engagement,
    '2025-05-01',
    '2025-05-31',
    join(sampleFolder('faulty'), 'shop-b.ndjson'),
  ])
  await answerOpenDialogs(assay.app, [engagement])
  await button(t('start.open.button')).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible()

  await go('integrity')
  await expect(region().getByText(t('doctorScreen.empty'))).toBeVisible()
  await look('doctor-empty')
  await region()
    .getByRole('button', { name: /^Find the recipe of/ })
    .focus()
  await page.keyboard.press('Enter')
  const copy = button(t('doctorScreen.copy'))
  await expect(copy).toBeVisible({ timeout: 180_000 })
  await look('doctor-found', 2400, copy)
  await region().getByText(t('doctorScreen.json'), { exact: true }).click()
  const shown = page.getByRole('group', { name: t('doctorScreen.json') })
  const recipe = recipeSchema.parse(JSON.parse((await shown.textContent()) ?? ''))
  expect(recipe.algorithm).toBe('sha256')

  // A document that says another hash function.
  const documented = join(assay.folder, 'documented.json')
  writeFileSync(documented, JSON.stringify({ ...recipe, id: 'documented', name: 'As documented', algorithm: 'sha512' }))
  await region().locator('input[type=file]').first().setInputFiles(documented)
  await region()
    .getByRole('button', { name: /^Find the recipe of/ })
    .click()
  await expect(page.getByRole('table', { name: t('doctorScreen.documentedTitle') })).toBeVisible({ timeout: 180_000 })
  await expect(page.getByRole('table', { name: t('doctorScreen.documentedTitle') })).toContainText('sha512')
  await look('doctor-documented', 2400, copy)

  await button(t('doctorScreen.verify')).click()
  await expect(page.getByRole('table', { name: t('integrity.runs') })).toBeVisible({ timeout: 60_000 })
  await expect(
    region()
      .getByRole('link', { name: new RegExp(`line ${line} `) })
      .first(),
  ).toBeVisible()
})

test('explains the hash of an entry that differs', async () => {
  const { page } = assay
  await region()
    .getByRole('link', { name: new RegExp(`line ${line} `) })
    .first()
    .click()
  await page.getByRole('tab', { name: t('explainScreen.tab') }).click()
  await expect(page.getByRole('table', { name: t('explainScreen.parts') })).toBeVisible()
  await expect(page.locator('[data-first-difference]')).toHaveCount(2)
  await look('explain', 1400)
  const shell = page.getByRole('group', { name: t('explainScreen.shell') })
  if (await shell.isVisible()) {
    // What the line prints is what the screen says was recomputed.
    const printed = execFileSync('bash', ['-c', (await shell.textContent()) ?? ''], { encoding: 'utf8' })
    const [recomputed] = await page
      .locator('code[role=img]')
      .evaluateAll((all) => all.map((one) => one.ariaLabel ?? ''))
    expect(printed).toContain(recomputed)
  }
})

test('runs the further checks and repeats one with the same result', async () => {
  const { page } = assay
  await go('integrity')
  const runs = page.getByRole('table', { name: t('integrity.runs') }).getByRole('row')
  for (const kind of ['continuity', 'sequence', 'ids', 'seals'] as const) {
    await button(t(`furtherChecks.run.${kind}`)).click()
    const row = runs.filter({ hasText: t(`integrity.kind.${kind}`) })
    await expect(row).toHaveCount(1, { timeout: 60_000 })
    await row.getByRole('button').click()
    const result = page.getByRole('heading', { level: 2, name: new RegExp(`${t(`integrity.kind.${kind}`)} ·`) })
    await expect(result).toBeVisible()
    await look(`result-${kind}`, 1700, result)
  }
  await runs
    .filter({ hasText: t('integrity.kind.chain') })
    .getByRole('button')
    .click()
  await expect(region().getByText(t('resultParts.end'), { exact: true })).toBeVisible()
  const repeat = region().getByRole('button', { name: /^Repeat run #/ })
  await repeat.click()
  await expect(region().getByText(/^Unchanged: the result is that of run \d+, byte for byte\./)).toBeVisible({
    timeout: 60_000,
  })
  await look('result-chain', 2600, repeat)
  await region().getByText(t('furtherChecks.cloudtrail.title'), { exact: true }).click()
  await look('cloudtrail-form', 900, button(t('furtherChecks.cloudtrail.start')))
})

test('kept to the policy, stayed offline and threw nothing', () => {
  expect(assay.seen).toEqual(nothingSeen())
})
