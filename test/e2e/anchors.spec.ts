import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type Locator } from 'playwright/test'
import { transcriptFileSchema } from '../../src/shared/model/anchor.ts'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { recordedAnswers, startRpcNode, type RpcNode } from '../support/rpc-node.ts'
import { answerOpenDialogs } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, type AssayApp } from './support/launch.ts'
import { makeEngagement } from './support/large-export.ts'
import { sampleFolder } from './support/sample-key.ts'
import { inspectScreen } from './support/screens.ts'

// From claims alone to verified anchors and the map of the period, in one window: each test goes on where the last ended.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const text = createText()
const t = (key: TextKey, parameters?: TextParameters): string => text.t(key, parameters)
const clean = sampleFolder('clean')
const recorded = transcriptFileSchema.parse(JSON.parse(readFileSync(join(clean, 'shop-a-transcript.json'), 'utf8')))
const anchored = recorded.blocks.length

// Undefined only where the set-up failed, and then no test runs.
let assay: AssayApp
let node: RpcNode
test.beforeAll(async () => {
  test.setTimeout(240_000)
  node = await startRpcNode(recordedAnswers(recorded))
  assay = await launchAssay()
})
test.afterAll(async () => {
  await assay?.close()
  await node?.close()
})

const button = (name: string | RegExp): Locator => assay.page.getByRole('button', { name, exact: true })
const region = (): Locator => assay.page.getByRole('main')
const tab = (name: 'checks' | 'anchors' | 'window'): Locator =>
  assay.page.getByRole('tab', { name: t(`integrity.tab.${name}`) })
const status = (): Locator => assay.page.getByRole('contentinfo', { name: t('status.label') })

async function open(name: string, from: string, to: string, file: string): Promise<void> {
  const engagement = join(assay.folder, `${name}.assay`)
  makeEngagement(engagement, from, to, file)
  await answerOpenDialogs(assay.app, [engagement])
  await button(t('start.open.button')).click()
  await expect(assay.page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible()
}

async function go(screen: 'overview' | 'integrity' | 'start'): Promise<void> {
  await assay.page
    .getByRole('navigation')
    .getByRole('link', { name: t(`nav.${screen}`), exact: true })
    .click()
}

/** Pictures at both widths, as high as needed to see a whole view, and what must never be read on one. */
async function look(name: string, height = 1000, at?: Locator): Promise<void> {
  await expect(assay.page.locator('body')).not.toContainText(/undefined|\{\{|\[object /)
  for (const width of [1280, 1024]) {
    await assay.page.setViewportSize({ width, height })
    await at?.scrollIntoViewIfNeeded()
    await inspectScreen(assay, `anchors-${name}-${width}`)
    const over = await assay.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(over, `${name} at ${width} is wider than the window`).toBeLessThanOrEqual(0)
  }
}

test('captures anchored transactions from a node that was named, and counts the connection', async () => {
  const { page } = assay
  await open('anchors', '2024-10-01', '2025-03-31', join(clean, 'shop-a.ndjson'))
  await go('integrity')
  await tab('anchors').click()
  await expect(region().getByText(t('fetchScreen.noClaims'))).toBeVisible()
  await look('material-empty')
  await answerOpenDialogs(assay.app, [join(clean, 'shop-a-anchors.ndjson')])
  await button(t('anchorMaterial.add')).click()
  await expect(region().getByText(t('anchorMaterial.counts', { claims: anchored, transcripts: 0 }))).toBeVisible()
  await expect(status()).toContainText(t('status.offline', { count: 0 }))

  await button(t('fetchScreen.open')).click()
  const dialog = page.getByRole('dialog', { name: t('fetchScreen.title') })
  await look('fetch-empty')
  await dialog.getByLabel(t('fetchScreen.address')).fill(`http://auditor:hunter22@${node.host}/v3/sesame-0123456789`)
  await dialog.getByLabel(t('fetchScreen.contract')).fill(recorded.contract)
  const fetch = dialog.getByRole('button', { name: t('fetchScreen.start'), exact: true })
  await expect(fetch).toBeDisabled()
  expect(node.asked).toHaveLength(0)
  await dialog.getByText(t('fetchScreen.tick', { host: node.host })).click()
  await look('fetch-ready')
  await fetch.click()
  await expect(
    region().getByText(
      t('fetchScreen.done', { captured: anchored, total: anchored, blocks: anchored, connections: 1 }),
    ),
  ).toBeVisible({ timeout: 60_000 })
  await expect(status()).toContainText(t('status.online', { count: 1 }))
  expect(node.connections()).toBe(1)
  await expect(page.locator('body')).not.toContainText(/hunter22|sesame/)
  await look('fetched', 1400)
})

test('reads every anchor, and takes one hash that was read elsewhere', async () => {
  const { page } = assay
  await region()
    .getByRole('button', { name: t('fetchScreen.verify'), exact: true })
    .click()
  const table = page.getByRole('table', { name: t('anchorTable.title') })
  await expect(table).toBeVisible({ timeout: 60_000 })
  await look('table', 2600, table)
  await page.getByLabel(t('anchorTable.rung'), { exact: true }).selectOption('included')
  await expect(page.getByLabel(t('anchorTable.rung'), { exact: true }).locator('option:checked')).toHaveText(
    t('anchorTable.rungCount', { rung: 'included', n: anchored }),
  )
  await button(t('anchorTable.sortBy', { column: t('common.date') })).click()
  await button(t('anchorTable.sortBy', { column: t('common.date') })).focus()
  await page.keyboard.press('Enter')
  await expect(table.getByRole('row').nth(1)).toContainText('2025-03-31')
  await page.keyboard.press('Enter')
  await expect(table.getByRole('row').nth(1)).toContainText('2024-10-01')

  // Read from the recorded block, as an auditor would from a node of their own. The earliest one: a later block makes
  // those before it known as well.
  const earliest = recorded.blocks.find(
    ({ block }) => block['number'] === `0x${anchorBlock('2024-10-01').toString(16)}`,
  )
  const detail = page.getByRole('region', { name: t('anchorTable.detail', { date: '2024-10-01' }) })
  await detail.getByLabel(t('anchorTable.heard')).fill(`0x${'12'.repeat(32)}`)
  await expect(detail.getByText(t('anchorTable.heardDiffers'))).toBeVisible()
  await look('heard-differs', 2600, detail)
  await detail.getByLabel(t('anchorTable.heard')).fill(String(earliest?.block['hash']))
  await detail.getByLabel(t('anchorTable.heardNote')).fill('read from a second node')
  await detail.getByRole('button', { name: t('anchorTable.vouch') }).click()
  await expect(detail.getByText(t('anchorTable.vouched'))).toBeVisible()
  await expect(region().getByText(t('anchorTable.outdated'))).toBeVisible()
  await detail.getByRole('button', { name: t('anchorTable.again') }).click()
  await expect(page.getByLabel(t('anchorTable.rung'), { exact: true }).locator('option').last()).toHaveText(
    t('anchorTable.rungCount', { rung: 'header-known', n: 1 }),
    { timeout: 60_000 },
  )
})

function anchorBlock(date: string): number {
  const claims = readFileSync(join(clean, 'shop-a-anchors.ndjson'), 'utf8').trim().split('\n')
  const claim = claims.map((line) => JSON.parse(line) as { date: string; block_number: number })
  return claim.find((one) => one.date === date)?.block_number ?? 0
}

test('keeps a list of what is vouched for, and measures windows with it', async () => {
  const { page } = assay
  await tab('window').click()
  await look('window-empty')
  const measure = button(t('windowScreen.measure'))
  await measure.click()
  await expect(region().getByText(t('coverMap.title'))).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('grid', { name: t('coverMap.calendar') })).toBeVisible()
  await look('window-one-known', 2400)

  await tab('anchors').click()
  const trusted = join(assay.folder, 'trust.ndjson')
  writeFileSync(
    trusted,
    recorded.blocks
      .map(({ block }) => ({
        kind: 'block-hash',
        chainId: recorded.chainId,
        blockHash: String(block['hash']),
        note: 'explorer export',
      }))
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  )
  await answerOpenDialogs(assay.app, [trusted])
  await button(t('trustStore.from.file')).click()
  await expect(region().getByText(t('trustStore.added', { added: anchored - 1, total: anchored }))).toBeVisible()
  await page.getByLabel(t('trust.what'), { exact: true }).selectOption('beacon-root')
  await look('trust', 1600)

  await tab('window').click()
  await measure.click()
  await expect(region().getByText(t('trustWindow.outdated'))).toBeVisible({ timeout: 60_000 })
  await page.getByLabel(t('windowScreen.within')).fill('12')
  await button(t('windowScreen.verify')).click()
  await expect(region().getByText(t('trustWindow.cadence', { hours: 12 }))).toBeVisible({ timeout: 60_000 })
  await expect(region().getByText(t('trustWindow.outdated'))).toBeHidden()
  await look('window-known', 2400)

  const grid = page.getByRole('grid', { name: t('coverMap.calendar') })
  const chosen = grid.locator('[aria-selected=true]')
  await grid.locator('[tabindex="0"]').focus()
  await page.keyboard.press('Home')
  const before = await chosen.getAttribute('aria-label')
  await page.keyboard.press('ArrowRight')
  await expect(chosen).toBeFocused()
  expect(await chosen.getAttribute('aria-label')).not.toBe(before)
  await region().getByText(t('coverMap.table'), { exact: true }).click()
  await expect(page.getByRole('table', { name: t('trustWindow.list.days') })).toBeVisible()
  await go('overview')
  await look('overview')
})

test('draws a period of two thousand days, and one of a single day', async () => {
  const { page } = assay
  for (const [name, from, to, pages] of [
    ['long', '2020-01-01', '2025-06-22', true],
    ['day', '2025-05-12', '2025-05-12', false],
  ] as const) {
    await go('start')
    await open(name, from, to, join(sampleFolder('faulty'), 'shop-a.ndjson'))
    await go('integrity')
    await tab('anchors').click()
    await answerOpenDialogs(
      assay.app,
      ['shop-a-anchors.ndjson', 'shop-a-transcript.json'].map((file) => join(sampleFolder('faulty'), file)),
    )
    await button(t('anchorMaterial.add')).click()
    await expect(region().getByText(t('anchorMaterial.counts', { claims: 32, transcripts: 1 }))).toBeVisible()
    await tab('window').click()
    await button(t('windowScreen.measure')).click()
    await expect(region().getByText(t('trustWindow.notRun'))).toBeVisible({ timeout: 60_000 })
    await page.getByLabel(t('windowScreen.basis')).selectOption('included')
    await button(t('windowScreen.verify')).click()
    await expect(region().getByText(t('trustWindow.notRun'))).toBeHidden({ timeout: 60_000 })
    await expect(page.getByRole('grid', { name: t('coverMap.calendar') })).toBeVisible()
    await look(`window-${name}`, 2400)
    const later = page.getByRole('navigation', { name: t('coverMap.calendar') })
    if (pages) await expect(later).toBeVisible()
    else await expect(later).toBeHidden()
  }
})

test('kept to the policy, made no connection from the page and threw nothing', () => {
  expect(assay.seen).toEqual(nothingSeen())
})
