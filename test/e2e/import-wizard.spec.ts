/** The import wizard from a folder of rotated logs to the source's own pages, and card data that stops an import. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test, type Locator } from 'playwright/test'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { answerOpenDialogs, answerSaveDialogs } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, type AssayApp } from './support/launch.ts'
import { inspectScreen } from './support/screens.ts'

// One engagement in one window: each test goes on where the one before it ended.
test.describe.configure({ mode: 'serial', timeout: 120_000 })

const text = createText()
const t = (key: TextKey, parameters?: TextParameters): string => text.t(key, parameters)

let assay: AssayApp
test.beforeAll(async () => {
  assay = await launchAssay()
})
test.afterAll(async () => assay?.close())

const button = (name: string): Locator => assay.page.getByRole('button', { name, exact: true })
const main = (): Locator => assay.page.getByRole('main')
const record = (index: number, extra: object = {}): string =>
  `${JSON.stringify({ id: `e${index}`, when: 1735689600000 + index * 1000, who: `u_${index}`, action: 'create', ...extra })}\n`

async function go(screen: 'import' | 'sources' | 'custody'): Promise<void> {
  await assay.page
    .getByRole('navigation')
    .getByRole('link', { name: t(`nav.${screen}`), exact: true })
    .click()
}

test('takes a folder of rotated logs, shows its members in order, and lets the mapping be edited by keyboard', async () => {
  const { page, folder } = assay
  const logs = join(folder, 'logs')
  mkdirSync(logs)
  writeFileSync(join(logs, 'audit.log.1.gz'), gzipSync([1, 2, 3].map((index) => record(index)).join('')))
  writeFileSync(join(logs, 'audit.log'), [4, 5].map((index) => record(index)).join(''))
  await page.getByLabel(t('start.new.name')).fill('Wizard')
  await page.getByLabel(t('start.new.from')).fill('2025-01-01')
  await page.getByLabel(t('start.new.to')).fill('2025-01-31')
  await answerSaveDialogs(assay.app, join(folder, 'wizard.assay'))
  await button(t('start.new.create')).click()
  await go('import')
  await answerOpenDialogs(assay.app, [logs])
  await button(t('import.chooseFolders')).click()
  await expect(main().getByRole('cell', { name: 'logs', exact: true })).toBeVisible()
  await button(t('action.next')).click()

  const members = page.getByRole('table', { name: t('import.members') })
  await expect(members.getByRole('row')).toHaveCount(3)
  await expect(members.getByRole('row').nth(1)).toContainText('audit.log.1.gz')
  await inspectScreen(assay, '60-wizard-format')

  await button(t('import.editor.button')).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel(t('import.editor.from', { field: 'occurredAt' })).focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('when')
  await page.getByLabel(t('import.editor.from', { field: 'actorId' })).fill('who')
  await inspectScreen(assay, '61-wizard-mapping')
  await button(t('import.editor.apply')).focus()
  await page.keyboard.press('Enter')
  await expect(main()).toContainText('milliseconds since 1970 UTC')
  await expect(main()).toContainText('2025-01-01T00:00:01.000000Z')
  await inspectScreen(assay, '62-wizard-mapped')
})

test('saves the mapping as a profile, and imports with it', async () => {
  const { page } = assay
  await page.getByLabel(t('import.editor.id'), { exact: true }).fill('rotated')
  await page.getByLabel(t('import.editor.name'), { exact: true }).fill('Rotated log')
  await button(t('import.editor.saveButton')).click()
  await expect(page.getByLabel(t('sources.profile'))).toHaveValue('rotated')
  for (let step = 0; step < 2; step += 1) await button(t('action.next')).click()
  await expect(main()).toContainText(/about .* free/)
  await inspectScreen(assay, '63-wizard-review')
  await button(t('import.start', { count: 1 })).click()
  await expect(page.getByText(t('import.done'), { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(main()).toContainText('5 physical = 5 accepted')
  await inspectScreen(assay, '64-wizard-done')
})

test('shows the members and the mapping of the source', async () => {
  const { page } = assay
  await go('sources')
  await page.getByRole('tab', { name: t('sources.tab.members') }).click()
  const members = page.getByRole('table', { name: t('sources.members.members') })
  await expect(members.getByRole('row')).toHaveCount(3)
  await expect(members.getByRole('row').nth(1)).toContainText('audit.log.1.gz')
  await inspectScreen(assay, '65-source-members')
  await page.keyboard.press('ArrowRight')
  await expect(main()).toContainText('Rotated log (rotated, version 1)')
  await expect(main()).toContainText(t('import.unitWord.ms'))
  await inspectScreen(assay, '66-source-mapping')
})

test('stops at card data with nothing chosen, and imports it redacted when told to', async () => {
  const { page, folder } = assay
  const file = join(folder, 'cards.ndjson')
  writeFileSync(file, record(7, { card_number: '4111 1111 1111 1111' }) + record(8))
  await go('import')
  if (await button(t('import.more')).isVisible()) await button(t('import.more')).click()
  await answerOpenDialogs(assay.app, [file])
  await button(t('action.chooseFiles')).click()
  for (let step = 0; step < 3; step += 1) await button(t('action.next')).click()
  await button(t('import.start', { count: 1 })).click()
  await expect(page.getByText(t('import.sensitive.title'))).toBeVisible({ timeout: 30_000 })
  const again = button(t('import.sensitive.again', { file: 'cards.ndjson' }))
  await expect(again).toBeDisabled()
  await inspectScreen(assay, '67-wizard-card-data')
  await page.getByText(t('import.sensitive.redact'), { exact: true }).click()
  await again.click()
  await expect(page.getByText(t('import.done'), { exact: true })).toBeVisible({ timeout: 30_000 })
  await inspectScreen(assay, '68-wizard-card-data-done')
  await go('sources')
  await expect(main()).not.toContainText('4111 1111')
})

test('made no request, violated no policy and broke no rule of accessibility on the way', () => {
  expect(assay.seen).toEqual(nothingSeen())
})
