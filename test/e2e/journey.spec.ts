import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Locator } from 'playwright/test'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { answerMessageBoxes, answerOpenDialogs, answerSaveDialogs, shownBoxes } from './support/dialogs.ts'
import { rowsByTable } from './support/engagement-file.ts'
import { makeLargeExport, type LargeExport } from './support/large-export.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, type AssayApp } from './support/launch.ts'
import { readSampleKey, sampleFolder } from './support/sample-key.ts'
import { inspectScreen } from './support/screens.ts'

// One engagement from its beginning to its package, in one window: each test goes on where the one before it ended.
test.describe.configure({ mode: 'serial', timeout: 300_000 })

const text = createText()
const t = (key: TextKey, parameters?: TextParameters): string => text.t(key, parameters)
const key = readSampleKey('faulty')
const passphrase = 'only for this test'

// Undefined only where the set-up failed, and then no test runs.
let assay: AssayApp
let large: LargeExport
let engagementFile = ''
test.beforeAll(async () => {
  test.setTimeout(300_000)
  assay = await launchAssay()
  large = makeLargeExport()
  engagementFile = join(assay.folder, 'shop-may.assay')
})
test.afterAll(async () => {
  await assay?.close()
  large?.remove()
})

const button = (name: string): Locator => assay.page.getByRole('button', { name, exact: true })
const region = (): Locator => assay.page.getByRole('main')

async function go(
  screen:
    | 'overview'
    | 'sources'
    | 'import'
    | 'entries'
    | 'integrity'
    | 'anomalies'
    | 'findings'
    | 'erasure'
    | 'packages'
    | 'custody'
    | 'settings'
    | 'start',
): Promise<void> {
  const link = assay.page.getByRole('navigation').getByRole('link', { name: t(`nav.${screen}`), exact: true })
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
}

async function noJobRuns(timeout = 60_000): Promise<void> {
  await expect(assay.page.getByText(t('status.idle'))).toBeVisible({ timeout })
}

async function chooseImport(paths: readonly string[]): Promise<void> {
  await go('import')
  // After an import the wizard stays on its receipt.
  const more = button(t('import.more'))
  if (await more.isVisible()) await more.click()
  await answerOpenDialogs(assay.app, paths)
  await button(t('action.chooseFiles')).click()
  for (const path of paths)
    await expect(region().getByRole('cell', { name: path.split('/').at(-1) ?? '', exact: true })).toBeVisible()
}

test('makes a new engagement', async () => {
  const { page } = assay
  await inspectScreen(assay, '01-start')
  await button(t('start.new.create')).click()
  await expect(page.getByText(t('start.new.nameMissing'))).toBeVisible()
  await inspectScreen(assay, '02-start-form-errors')

  await page.getByLabel(t('start.new.name')).fill('Shop May 2025')
  await page.getByLabel(t('start.new.from')).fill('2025-05-01')
  await page.getByLabel(t('start.new.to')).fill('2025-05-31')
  for (const template of ['soc2', 'pci', 'sox'] as const)
    await page.getByText(t(`template.${template}`), { exact: true }).click()
  await answerSaveDialogs(assay.app, undefined)
  await button(t('start.new.create')).click()
  expect(existsSync(engagementFile), 'a cancelled dialog makes nothing').toBe(false)
  await answerSaveDialogs(assay.app, engagementFile)
  await button(t('start.new.create')).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Shop May 2025' })).toBeVisible()
  expect(existsSync(engagementFile)).toBe(true)
  await expect
    .poll(() => assay.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle()))
    .toBe('Shop May 2025 – Assay')
  await inspectScreen(assay, '03-overview-empty')
})

test('cancels an import without a trace', async () => {
  const { page } = assay
  const before = rowsByTable(engagementFile)
  await chooseImport([large.file])
  await button(t('action.next')).click()
  await expect(page.getByRole('heading', { name: t('import.mapping') })).toBeVisible({ timeout: 30_000 })
  await button(t('action.next')).click()
  await button(t('action.next')).click()
  await button(t('import.start', { count: 1 })).click()
  const cancel = region().getByRole('button', { name: t('action.cancel'), exact: true })
  await expect(cancel).toBeVisible()
  // Past hashing and far enough that entries have been written, so that there is something to take back.
  await expect(async () => {
    await expect(region().getByText(text.find('stage.import') ?? 'import', { exact: true })).toBeVisible({
      timeout: 100,
    })
    expect(Number(await region().getByRole('progressbar').getAttribute('aria-valuenow'))).toBeGreaterThan(10)
  }).toPass({ timeout: 60_000, intervals: [50] })
  await inspectScreen(assay, '04-import-running')
  const pressed = Date.now()
  await cancel.click()
  await noJobRuns()
  test.info().annotations.push({ type: 'cancel', description: `ended ${Date.now() - pressed} ms after Cancel` })
  await expect(region().getByText(t('jobs.cancelled')).first()).toBeVisible()
  await inspectScreen(assay, '05-import-cancelled')

  expect(rowsByTable(engagementFile)).toEqual(before)
  await go('sources')
  await expect(region().getByText(t('sources.empty'))).toBeVisible()
  await inspectScreen(assay, '06-sources-empty')
  await go('import')
  await button(t('action.back')).click()
  await button(t('action.back')).click()
  await button(t('action.back')).click()
  await button(t('import.removeFile', { file: 'shop-b.ndjson' })).click()
})

test('imports two exports and opens the records that could not be read', async () => {
  const { page } = assay
  await chooseImport(['shop-a.ndjson', 'shop-b.ndjson'].map((name) => join(sampleFolder('faulty'), name)))
  await inspectScreen(assay, '07-import-files')
  await button(t('action.next')).click()
  await expect(page.getByRole('heading', { name: t('import.mapping') })).toBeVisible()
  await inspectScreen(assay, '08-import-format')
  await button(t('action.next')).click()
  await page.getByLabel(t('common.file')).selectOption({ label: 'shop-b.ndjson' })
  await expect(region()).toContainText(/\d+ of \d+/)
  await inspectScreen(assay, '09-import-recipe')
  await button(t('action.next')).click()
  await button(t('import.start', { count: 2 })).click()
  await expect(page.getByText(t('import.done'))).toBeVisible({ timeout: 30_000 })
  await inspectScreen(assay, '10-import-done')

  const rejected = key.files['shop-b.ndjson']?.rejected ?? 0
  expect(rejected).toBeGreaterThan(0)
  await page.getByRole('link', { name: t('import.rejectLink', { count: rejected }) }).click()
  const list = page.getByRole('table', { name: t('rejects.title') })
  await expect(list.getByRole('row')).toHaveCount(rejected + 1)
  for (const { line } of key.chain['shop-b.ndjson']?.rejects ?? [])
    await expect(list.getByRole('cell', { name: String(line), exact: true })).toBeVisible()
  await inspectScreen(assay, '11-rejects')
  for (const tab of ['receipt', 'ipe', 'facts'] as const) {
    await page.getByRole('tab', { name: t(`sources.tab.${tab}`) }).click()
    await inspectScreen(assay, `12-sources-${tab}`)
  }
})

test('verifies chain, roots and anchors and shows each break with expected and actual', async () => {
  const { page } = assay
  await go('integrity')
  await inspectScreen(assay, '13-integrity-not-run')
  await answerOpenDialogs(
    assay.app,
    ['shop-a-anchors.ndjson', 'shop-a-transcript.json'].map((name) => join(sampleFolder('faulty'), name)),
  )
  await page.getByRole('tab', { name: t('integrity.tab.anchors') }).click()
  await button(t('anchorMaterial.add')).click()
  await expect(page.getByText(t('anchorMaterial.counts', { claims: 32, transcripts: 1 }))).toBeVisible()
  await inspectScreen(assay, '13-integrity-anchor-material')
  await page.getByRole('tab', { name: t('integrity.tab.checks') }).click()
  await button(t('integrity.runAll')).click()
  await expect(page.getByRole('table', { name: t('integrity.runs') })).toBeVisible({ timeout: 60_000 })
  await noJobRuns()

  const runs = page.getByRole('table', { name: t('integrity.runs') }).getByRole('row')
  const show = async (kind: 'chain' | 'merkle' | 'anchors'): Promise<void> => {
    await runs
      .filter({ hasText: t(`integrity.kind.${kind}`) })
      .filter({ hasText: kind === 'chain' ? 'shop-b' : 'shop-a' })
      .getByRole('button')
      .first()
      .click()
    await expect(
      page.getByRole('heading', { level: 2, name: new RegExp(t(`integrity.kind.${kind}`)) }).last(),
    ).toBeVisible()
  }
  await show('chain')
  const chain = key.chain['shop-b.ndjson']
  for (const { line } of [...(chain?.contentMismatches ?? []), ...(chain?.linkGaps ?? [])])
    await expect(
      region()
        .getByRole('link', { name: new RegExp(`line ${line} `) })
        .first(),
    ).toBeVisible()
  await expect(region().getByText(t('chain.stored')).first()).toBeVisible()
  await expect(region().getByText(t('chain.recomputed')).first()).toBeVisible()
  await inspectScreen(assay, '14-integrity-chain')
  await show('merkle')
  await expect(
    region()
      .getByText(key.merkle['shop-a.ndjson']?.exceptions[0]?.date ?? 'none')
      .first(),
  ).toBeVisible()
  await inspectScreen(assay, '15-integrity-merkle')
  await show('anchors')
  await inspectScreen(assay, '16-integrity-anchors')
  await go('overview')
  await inspectScreen(assay, '17-overview')
})

test('shows only the breaks, opens one and walks the grid by keyboard', async () => {
  const { page } = assay
  await go('entries')
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', String(600 + 598 + 1))
  await inspectScreen(assay, '18-entries')
  await page.getByText(t('entries.breaksOnly')).click()
  await expect(grid).not.toHaveAttribute('aria-rowcount', '1199')
  const breaks = Number(await grid.getAttribute('aria-rowcount')) - 1
  const chain = key.chain['shop-b.ndjson']
  expect(breaks).toBeGreaterThanOrEqual((chain?.contentMismatches.length ?? 0) + (chain?.linkGaps.length ?? 0))
  await grid.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab').first()).toBeVisible()
  await inspectScreen(assay, '19-entry-inspector')
})

test('runs the first analysis and lists the findings', async () => {
  const { page } = assay
  await go('anomalies')
  await inspectScreen(assay, '20-anomalies-not-run')
  await button(t('anomalies.run')).click()
  await expect(page.getByRole('tab', { name: t('anomalies.tab.rules') })).toBeVisible({ timeout: 60_000 })
  await noJobRuns()
  for (const tab of ['rules', 'w5', 'coverage'] as const) {
    await page.getByRole('tab', { name: t(`anomalies.tab.${tab}`) }).click()
    await inspectScreen(assay, `21-anomalies-${tab}`)
  }
  await go('findings')
  await expect(region().getByRole('listitem').first()).toBeVisible()
  for (const title of ['chain-mismatch', 'chain-gap', 'record-rejected', 'batch-anchored-twice', 'rule-hit'] as const) {
    expect(await page.getByRole('option', { name: new RegExp(t(`finding.title.${title}`)) }).count(), title).toBe(1)
  }
  await inspectScreen(assay, '22-findings')
  await region()
    .getByRole('listitem')
    .getByRole('link', { name: /line \d+/ })
    .first()
    .click()
  await expect(page.getByRole('grid')).toBeVisible()
})

test('previews an erasure and changes nothing', async () => {
  const { page } = assay
  const before = rowsByTable(engagementFile)
  await go('erasure')
  await inspectScreen(assay, '23-erasure')
  await page.getByLabel(t('erasureScreen.subjects')).fill(key.erasure.subject.join('\n'))
  await button(t('erasureScreen.preview')).click()
  const found = Object.values(key.erasure.files).flat().length
  await expect(
    page.getByText(t('erasureScreen.summary', { count: found, subjects: key.erasure.subject.join(', ') })),
  ).toBeVisible({ timeout: 60_000 })
  const rows = page.getByRole('table', { name: t('erasureScreen.rows') })
  for (const [file, lines] of Object.entries(key.erasure.files)) {
    for (const line of lines)
      await expect(rows.getByRole('link', { name: new RegExp(`${file}, line ${line}( |$)`) })).toHaveCount(1)
  }
  await inspectScreen(assay, '24-erasure-preview')
  expect(rowsByTable(engagementFile)).toEqual(before)
})

test('makes a key, builds a package, and verifies it as a receiver would', async () => {
  const { page } = assay
  const packageFile = join(assay.folder, 'shop-may.evidence.zip')
  await go('packages')
  await inspectScreen(assay, '25-packages')
  await button(t('packages.createKey')).click()
  await page.getByLabel(t('packages.keyName')).fill('Test signer')
  await page.getByLabel(t('packages.passphrase'), { exact: true }).fill(passphrase)
  await page.getByLabel(t('packages.passphraseAgain')).fill(passphrase)
  await inspectScreen(assay, '26-packages-new-key')
  await answerSaveDialogs(assay.app, join(assay.folder, 'signing-key.p12'))
  await button(t('packages.saveKey')).click()
  await expect(page.getByText(t('packages.keyMade'))).toBeVisible({ timeout: 30_000 })
  await inspectScreen(assay, '27-packages-key-made')
  await button(t('packages.useKey')).click()

  await page.getByLabel(t('packages.passphrase'), { exact: true }).fill(passphrase)
  await answerSaveDialogs(assay.app, packageFile)
  await button(t('packages.build')).click()
  // A build that fails shows why at once; nobody should wait two minutes to read it.
  await expect(page.getByText(t('packages.done')).or(region().getByRole('alert')).first()).toBeVisible({
    timeout: 120_000,
  })
  await expect(region().getByRole('alert')).toHaveCount(0)
  expect(existsSync(packageFile)).toBe(true)
  await inspectScreen(assay, '28-packages-built')

  await answerOpenDialogs(assay.app, [packageFile])
  await button(t('nav.verifyPackage')).click()
  await expect(page.getByRole('heading', { level: 1, name: 'shop-may.evidence.zip' })).toBeVisible()
  await expect(page.getByRole('table', { name: t('packages.checks') })).toBeVisible({ timeout: 60_000 })
  await inspectScreen(assay, '29-package-result')
  const fingerprint = (
    await page
      .getByRole('definition')
      .filter({ hasText: /^([0-9a-f]{8}\s*){8}$/ })
      .last()
      .innerText()
  ).replaceAll(/\s/g, '')
  await page.getByLabel(t('packages.compareField')).fill(fingerprint)
  await button(t('packages.compareUse')).click()
  await expect(page.getByText(t('sentence.identity.verified', { subject: 'Test signer' }).slice(0, 30))).toBeVisible({
    timeout: 60_000,
  })
  await inspectScreen(assay, '30-package-result-known-key')
})

test('keeps the custody log and recomputes it', async () => {
  await go('custody')
  await button(t('custody.verify')).click()
  await expect(region().getByRole('status')).toBeVisible()
  await inspectScreen(assay, '31-custody')
  await go('settings')
  await inspectScreen(assay, '32-settings')
})

test('asks once before closing while a job runs, names it, and keeps the window when told to', async () => {
  const { page } = assay
  await chooseImport([large.file])
  for (let step = 0; step < 3; step += 1) await button(t('action.next')).click()
  await button(t('import.start', { count: 1 })).click()
  const cancel = region().getByRole('button', { name: t('action.cancel'), exact: true })
  await expect(cancel).toBeVisible()
  await answerMessageBoxes(assay.app, 0)
  await assay.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect
    .poll(async () => (await shownBoxes(assay.app)).map(({ message }) => message))
    .toEqual([expect.stringContaining('source.import')])
  expect(assay.app.windows()).toHaveLength(1)
  await cancel.click()
  await noJobRuns()
  expect(await page.getByRole('main').isVisible()).toBe(true)
})

test('reaches the last of a million entries by End', async () => {
  const { page } = assay
  const file = large.makeEngagement()
  await answerOpenDialogs(assay.app, [file])
  await go('start')
  await button(t('start.open.button')).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible({ timeout: 30_000 })
  await go('entries')
  const grid = page.getByRole('grid')
  await expect(grid).toHaveAttribute('aria-rowcount', String(large.rows + 1))
  await grid.focus()
  const pressed = Date.now()
  await page.keyboard.press('End')
  const last = grid.locator(`[aria-rowindex="${large.rows + 1}"]`)
  await expect(last).toContainText('1,000,000')
  test.info().annotations.push({ type: 'end', description: `last row drawn ${Date.now() - pressed} ms after End` })
  await expect(last).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByText(t('entries.position', { n: large.rows, m: large.rows }))).toBeVisible()
  await inspectScreen(assay, '33-entries-last-of-a-million')
  await page.keyboard.press('ArrowUp')
  await expect(grid.locator(`[aria-rowindex="${large.rows}"]`)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Home')
  await expect(grid.locator('[aria-rowindex="2"]')).toHaveAttribute('aria-selected', 'true')
  await page.mouse.move(600, 500)
  // A step of the wheel is a step of rows, however far the scrollbar is compressed.
  await expect(grid.locator('[aria-rowindex="25"]')).not.toBeInViewport()
  await page.mouse.wheel(0, 28 * 10)
  await expect(grid.locator('[aria-rowindex="25"]')).toBeInViewport()
})

test('leaves no violation of the policy, no request and no error behind, and no screen that needs more than 900 pixels', async () => {
  const { page } = assay
  await assay.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(900, 700))
  for (const screen of ['overview', 'sources', 'entries', 'integrity', 'erasure', 'packages', 'start'] as const) {
    await go(screen)
    await page.waitForTimeout(200)
    await inspectScreen(assay, `40-narrow-${screen}`)
  }
  const info = await page.evaluate(() =>
    (window as unknown as { assay: { call(name: string, request: unknown): Promise<unknown> } }).assay.call(
      'app.info',
      {},
    ),
  )
  expect(info).toMatchObject({ ok: true, value: { connections: 0 } })
  expect(assay.seen).toEqual(nothingSeen())
})
