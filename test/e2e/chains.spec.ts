import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Locator } from 'playwright/test'
import type { RunKind } from '../../src/shared/model/check-run.ts'
import { recipeSchema } from '../../src/shared/model/recipe.ts'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { buildCase, makeKeys, trailCases, writeCopy, writeMetadata } from '../support/cloudtrail-case.ts'
import { answerOpenDialogs } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, type AssayApp } from './support/launch.ts'
import { makeEngagement } from './support/large-export.ts'
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
const runRows = (kind: RunKind): Locator =>
  assay.page
    .getByRole('table', { name: t('integrity.runs') })
    .getByRole('row')
    .filter({ hasText: t(`integrity.kind.${kind}`) })
const resultOf = (kind: RunKind): Locator =>
  assay.page.getByRole('heading', { level: 2, name: new RegExp(`${t(`integrity.kind.${kind}`)} ·`) })
const region = (): Locator => assay.page.getByRole('main')

async function go(screen: 'overview' | 'integrity' | 'entries' | 'sources'): Promise<void> {
  const link = assay.page.getByRole('navigation').getByRole('link', { name: t(`nav.${screen}`), exact: true })
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
}

/** Forty records signed with Ed25519 over their JSON without the signature; one was changed after that. */
function writeSignedLog(file: string, keyFile: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const lines = Array.from({ length: 40 }, (_, index) => {
    const record = {
      id: `e${index}`,
      sequence: index + 1,
      timestamp: new Date(Date.UTC(2025, 0, 1, 0, index)).toISOString(),
      action: 'refund.update',
      amount: index * 1.5,
      resource_type: 'refund',
      resource_id: `r_${index % 4}`,
      // Each of four refunds goes through ten states; one record states another state before than there was.
      old_values: index < 4 ? null : { status: index === 30 ? 'refused' : `step ${Math.floor(index / 4) - 1}` },
      new_values: { status: `step ${Math.floor(index / 4)}` },
      // The access key id that the vendor's documentation uses as an example.
      note: index === 7 ? 'key AKIAIOSFODNN7EXAMPLE' : 'none',
    }
    const signature = sign(null, Buffer.from(JSON.stringify(record)), privateKey).toString('base64')
    return JSON.stringify({ ...record, signature })
  })
  writeFileSync(
    file,
    lines.map((item, index) => `${index === 20 ? item.replace('update', 'cancel') : item}\n`).join(''),
  )
  writeFileSync(keyFile, publicKey.export({ format: 'pem', type: 'spki' }))
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
  makeEngagement(engagement, '2025-05-01', '2025-05-31', join(sampleFolder('faulty'), 'shop-b.ndjson'))
  await answerOpenDialogs(assay.app, [engagement])
  await button(t('start.open.button')).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible()

  await go('integrity')
  await look('checks-empty')
  await page.getByRole('tab', { name: t('integrity.tab.doctor') }).click()
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
  for (const kind of ['continuity', 'sequence', 'ids'] as const) {
    await button(t(`furtherChecks.run.${kind}`)).click()
    const row = runs.filter({ hasText: t(`integrity.kind.${kind}`) })
    await expect(row).toHaveCount(1, { timeout: 60_000 })
    // The newest run is shown without being chosen.
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
  await button(t('furtherChecks.run.seals')).click()
  await expect(region().getByText(t('integrity.nothing'))).toBeVisible({ timeout: 60_000 })
  await look('seals-nothing')
})

test('checks signatures with a key file, and a copied bucket with saved keys', async () => {
  const { page } = assay
  const engagement = join(assay.folder, 'sealed.assay')
  const signed = join(assay.folder, 'signed.ndjson')
  const key = join(assay.folder, 'log-key.pem')
  writeSignedLog(signed, key)
  makeEngagement(engagement, '2025-01-01', '2025-01-31', signed)
  await page
    .getByRole('navigation')
    .getByRole('link', { name: t('nav.start'), exact: true })
    .click()
  await answerOpenDialogs(assay.app, [engagement])
  await button(t('start.open.button')).click()
  await go('integrity')
  await answerOpenDialogs(assay.app, [key])
  await button(t('furtherChecks.keyFiles')).click()
  await expect(region().getByText(t('furtherChecks.keysGiven', { files: 'log-key.pem' }))).toBeVisible()
  await button(t('furtherChecks.run.seals')).click()
  await expect(resultOf('seals')).toBeVisible({ timeout: 60_000 })
  // One of the signed records was changed afterwards.
  await expect(region().getByText('39 of 40').first()).toBeVisible()
  await look('result-seals', 1700, resultOf('seals'))

  await button(t('furtherChecks.run.continuity')).click()
  await expect(resultOf('continuity')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('table', { name: t('continuityScreen.holeTitle') }).getByRole('row')).toHaveCount(2)
  await look('result-continuity-hole', 1300, resultOf('continuity'))
  await button(t('integrity.runKind.chain')).click()
  await expect(region().getByText(t('integrity.noRecipe'), { exact: true })).toBeVisible({ timeout: 60_000 })
  await look('result-chain-no-recipe', 1300, resultOf('chain'))
  await go('overview')
  await expect(
    region().getByRole('link', { name: t('overview.notRun.recipe', { source: 'signed.ndjson' }) }),
  ).toBeVisible()
  await look('overview-no-recipe', 900)
  await region()
    .getByRole('link', { name: t('overview.notRun.recipe', { source: 'signed.ndjson' }) })
    .click()
  await expect(region().getByText(t('doctorScreen.empty'))).toBeVisible()
  await button(t('doctorScreen.findOf', { source: 'signed.ndjson' })).click()
  await expect(region().getByText(t('doctorScreen.answer'))).toBeVisible({ timeout: 180_000 })
  await look('doctor-none', 1500)
  await page.getByRole('tab', { name: t('integrity.tab.checks') }).click()

  await region().getByText(t('furtherChecks.cloudtrail.title'), { exact: true }).click()
  await look('cloudtrail-form', 900, button(t('furtherChecks.cloudtrail.start')))
  const keys = makeKeys()
  const verdicts = { 'log-altered_fail': 'mismatch', 'digest-missing_fail': 'gap', intact: 'verified' } as const
  for (const [name, verdict] of Object.entries(verdicts)) {
    const given = trailCases().find((one) => one.name === name)?.given
    if (given === undefined) throw new Error(`no case ${name}`)
    const built = buildCase(given, keys)
    const folder = join(assay.folder, name)
    writeCopy(built.copy, folder)
    const keyFile = join(assay.folder, `${name}-keys.json`)
    writeFileSync(keyFile, JSON.stringify(built.keyList))
    const clear = button(t('furtherChecks.cloudtrail.clear'))
    if (await clear.isVisible()) await clear.click()
    await answerOpenDialogs(assay.app, [folder])
    await button(t('furtherChecks.cloudtrail.folders')).click()
    await answerOpenDialogs(assay.app, [keyFile])
    await button(t('furtherChecks.cloudtrail.keys')).click()
    await answerOpenDialogs(assay.app, writeMetadata(built.newest, join(assay.folder, `${name}-metadata`)))
    await button(t('furtherChecks.cloudtrail.metadata')).click()
    await expect(region().getByText('head-0.json')).toBeVisible()
    if (name === 'log-altered_fail') await look('cloudtrail-chosen', 900, button(t('furtherChecks.cloudtrail.start')))
    const before = await runRows('cloudtrail').count()
    await button(t('furtherChecks.cloudtrail.start')).click()
    await expect(runRows('cloudtrail')).toHaveCount(before + 1, { timeout: 60_000 })
    await expect(runRows('cloudtrail').first()).toContainText(verdict)
    await look(`result-cloudtrail-${verdict}`, 1500, resultOf('cloudtrail'))
  }
})

test('compares a typed total with the records and counts sensitive values by field', async () => {
  const { page } = assay
  await go('sources')
  await page.getByRole('tab', { name: t('sources.tab.facts') }).click()
  const form = page.getByRole('form', { name: t('controlTotals.form') })
  await form.getByLabel(t('controlTotals.stated')).fill('41')
  await form.getByLabel(t('controlTotals.how')).fill('count shown on the export screen')
  await form.getByRole('button').click()
  const totals = page.getByRole('table', { name: t('controlTotals.title') })
  await expect(totals).toContainText(t('totalResult.differs'), { timeout: 60_000 })
  await form.getByLabel(t('controlTotals.total'), { exact: true }).selectOption('sum')
  await form.getByRole('button').click()
  await expect(form.getByText(t('controlTotals.fieldForm'))).toBeVisible()
  await look('facts-form', 1400, form)
  await form.getByLabel(t('controlTotals.field'), { exact: true }).fill('amount')
  // 0, 1.5, 3 … 58.5
  await form.getByLabel(t('controlTotals.stated')).fill('1170')
  await form.getByRole('button').click()
  await expect(totals.getByRole('row').filter({ hasText: 'sum of amount' })).toContainText(t('totalResult.equal'), {
    timeout: 60_000,
  })
  await button(t('sensitiveFields.count')).click()
  await expect(region().getByText(t('sensitiveFields.records', { n: 1, m: 40 }))).toBeVisible({ timeout: 60_000 })
  await look('facts', 1600)
})

test('kept to the policy, stayed offline and threw nothing', () => {
  expect(assay.seen).toEqual(nothingSeen())
})
