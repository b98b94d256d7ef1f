import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { test, type Locator } from 'playwright/test'
import { createText, type TextKey, type TextParameters } from '../../src/shared/text/create-text.ts'
import { answerOpenDialogs, answerSaveDialogs } from './support/dialogs.ts'
import { expect } from './support/expect.ts'
import { launchAssay, nothingSeen, repositoryRoot, type AssayApp } from './support/launch.ts'
import { makeEngagement } from './support/large-export.ts'
import { readSampleKey, sampleFolder } from './support/sample-key.ts'
import { inspectScreen } from './support/screens.ts'

// One engagement in one window: each test goes on where the one before it ended.
test.describe.configure({ mode: 'serial', timeout: 240_000 })

const text = createText()
const t = (key: TextKey, parameters?: TextParameters): string => text.t(key, parameters)
const keccak = (bytes: Uint8Array): string => Buffer.from(keccak_256(bytes)).toString('hex')
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Day whose root was anchored twice, and its records as they stand in the sample. */
const day = readSampleKey('faulty').merkle['shop-a.ndjson']?.exceptions[0]?.date ?? ''
const records = readFileSync(join(sampleFolder('faulty'), 'shop-a.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
const ofDay = records.filter((line) => (JSON.parse(line) as { timestamp: string }).timestamp.startsWith(day))
const claimedRoots = readFileSync(join(sampleFolder('faulty'), 'shop-a-anchors.ndjson'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { date: string; merkle_root: string })
  .filter((claim) => claim.date === day)
  .map((claim) => claim.merkle_root.replace(/^0x/, ''))

// Undefined only where the set-up failed, and then no test runs.
let assay: AssayApp
let engagement = ''
test.beforeAll(async () => {
  test.setTimeout(240_000)
  assay = await launchAssay()
})
test.afterAll(async () => {
  await assay?.close()
})

const button = (name: string): Locator => assay.page.getByRole('button', { name, exact: true })
const region = (): Locator => assay.page.getByRole('main')
const command = (...words: string[]): string =>
  execFileSync(process.execPath, [join(repositoryRoot, 'out/main/cli.js'), ...words], { encoding: 'utf8' })

async function go(screen: 'integrity' | 'entries' | 'findings'): Promise<void> {
  const link = assay.page.getByRole('navigation').getByRole('link', { name: t(`nav.${screen}`), exact: true })
  await link.click()
  await expect(link).toHaveAttribute('aria-current', 'page')
}

/** Pictures at both widths, and what must never be read or be wider than the window on one. */
async function look(name: string, height = 1000, at?: Locator): Promise<void> {
  await expect(region()).not.toContainText(/undefined|\{\{|\[object /)
  for (const width of [1280, 1024]) {
    await assay.page.setViewportSize({ width, height })
    await at?.scrollIntoViewIfNeeded()
    await inspectScreen(assay, `merkle-${name}-${width}`)
    const over = await assay.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(over, `${name} at ${width} is wider than the window`).toBeLessThanOrEqual(0)
    // Hashes wrap: none of them makes its ladder scroll sideways.
    const wide = await assay.page
      .locator('ol code[role=img]')
      .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).length)
    expect(wide, `${name} at ${width} has hashes that are cut`).toBe(0)
  }
}

/** What a level shows: left, right and the hash they become; no left or right where a hash goes up alone. */
async function levels(): Promise<{ readonly leaf: string; readonly steps: readonly (readonly string[])[] }> {
  const shown = await assay.page
    .locator('ol > li')
    .evaluateAll((items) =>
      items.map((item) =>
        [...item.querySelectorAll('code[role=img]')].map((code) => code.getAttribute('aria-label') ?? ''),
      ),
    )
  const [[leaf = ''] = [], ...steps] = shown
  return { leaf, steps }
}

/** Climbs what is shown by itself; answers with the root. Each level's path hash must be what the one below became. */
function climb(
  { leaf, steps }: Awaited<ReturnType<typeof levels>>,
  hash: (bytes: Uint8Array) => string,
  prefix: Uint8Array,
): string {
  let node = leaf
  for (const step of steps) {
    if (step.length === 1) {
      expect(step[0]).toBe(node)
      continue
    }
    const [left = '', right = '', becomes = ''] = step
    expect([left, right]).toContain(node)
    expect(hash(Buffer.concat([prefix, Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]))).toBe(becomes)
    node = becomes
  }
  return node
}

test('shows a Merkle result in words, and the ladder of an entry by its place in a batch', async () => {
  const { page } = assay
  engagement = join(assay.folder, 'merkle.assay')
  makeEngagement(engagement, '2025-05-01', '2025-05-31', join(sampleFolder('faulty'), 'shop-a.ndjson'))
  command('anchor', 'add', engagement, join(sampleFolder('faulty'), 'shop-a-anchors.ndjson'))
  command('anchor', 'add', engagement, join(sampleFolder('faulty'), 'shop-a-transcript.json'))
  await answerOpenDialogs(assay.app, [engagement])
  await button(t('start.open.button')).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Large shop' })).toBeVisible()

  await go('integrity')
  await button(t('integrity.runKind.anchors')).click()
  const runs = page.getByRole('table', { name: t('integrity.runs') }).getByRole('row')
  await expect(runs.filter({ hasText: t('integrity.kind.anchors') })).toHaveCount(1, { timeout: 60_000 })
  await runs
    .filter({ hasText: t('integrity.kind.merkle') })
    .getByRole('button')
    .click()
  await expect(region().getByText(t('treeWeakness.node-can-pose-as-leaf'))).toBeVisible()
  const apart = page.getByRole('table', { name: t('merkleScreen.apart') })
  await expect(apart.getByRole('row').filter({ hasText: t('merkleScreen.state.differs') })).toContainText(day)
  await look('result', 2400, apart)

  // Only the keyboard from here to the ladder.
  await button(t('merkleScreen.ladderOf', { batch: day })).focus()
  await page.keyboard.press('Enter')
  const place = region().getByLabel(t('merkleScreen.position'))
  await expect(place).toBeFocused()
  await place.fill(String(ofDay.length + 1))
  await expect(region().getByText(t('merkleScreen.positionForm', { n: ofDay.length }))).toBeVisible()
  // The last of an odd number of entries meets a level without a sibling.
  await place.fill(String(ofDay.length))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(page.locator('ol > li').first()).toBeVisible({ timeout: 60_000 })

  // Reading goes on where the ladder begins, not at the top of the page.
  await expect(page.getByRole('group', { name: t('ladder.title') })).toBeFocused()

  const shown = await levels()
  expect(shown.leaf).toBe(keccak(Buffer.from(JSON.stringify(JSON.parse(ofDay.at(-1) ?? '')))))
  expect(shown.steps).toHaveLength(Math.ceil(Math.log2(ofDay.length)))
  const root = climb(shown, keccak, Buffer.alloc(0))
  expect(claimedRoots).toHaveLength(2)
  expect(claimedRoots.filter((claimed) => claimed === root)).toHaveLength(1)
  const against = region()
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: t('ladder.root'), exact: true }) })
    .last()
  for (const claimed of claimedRoots)
    await expect(against.locator(`code[aria-label="${claimed}"]`).first()).toBeVisible()
  await expect(against.locator('[data-first-difference]')).toHaveCount(2)
  await expect(against.getByText(t('ladder.equalNumber', { n: claimedRoots.indexOf(root) + 1, m: 2 }))).toBeVisible()
  await look('ladder', 1500, against)
  await look('levels', 1500, page.locator('ol > li').first())
})

test('saves a proof that the command line checks, and leads to the anchor check', async () => {
  const { page } = assay
  const file = join(assay.folder, 'handed-over.proof.json')
  await answerSaveDialogs(assay.app, file)
  await region().getByText(t('ladder.withRecord')).click()
  await button(t('ladder.save')).click()
  await expect(region().getByText(t('ladder.saved', { file: 'handed-over.proof.json' }))).toBeVisible({
    timeout: 60_000,
  })
  await look('saved', 1200, button(t('ladder.save')))
  const root = climb(await levels(), keccak, Buffer.alloc(0))
  expect(command('proof', 'check', file, '--root', root)).toContain(t('treeProof.holds'))
  const made = JSON.parse(readFileSync(file, 'utf8')) as { leafInput: string; batch: string }
  expect(made.batch).toBe(day)
  expect(Buffer.from(made.leafInput, 'hex').toString()).toBe(JSON.stringify(JSON.parse(ofDay.at(-1) ?? '')))
  // The same file as the command writes.
  const record = records.indexOf(ofDay.at(-1) ?? '') + 1
  const second = join(assay.folder, 'by-command.proof.json')
  command('proof', 'make', engagement, '1', '--record', String(record), '--with-record', '-o', second)
  expect(readFileSync(second, 'utf8')).toBe(readFileSync(file, 'utf8'))

  await region()
    .getByRole('link', { name: /^Anchor check, run #/ })
    .first()
    .click()
  await expect(
    page.getByRole('heading', { level: 2, name: new RegExp(`${t('integrity.kind.anchors')} ·`) }),
  ).toBeVisible()
})

test('shows the ladder beside the entry', async () => {
  const { page } = assay
  await go('entries')
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await expect(page.locator(`[aria-rowindex="${records.length + 1}"]`)).toContainText('2025-05-31T')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: t('ladder.tab') }).click()
  await look('tab', 900)
  await button(t('ladder.showFor')).click()
  await expect(page.locator('ol > li').first()).toBeVisible({ timeout: 60_000 })
  const shown = await levels()
  expect(shown.leaf).toBe(keccak(Buffer.from(JSON.stringify(JSON.parse(records.at(-1) ?? '')))))
  expect(climb(shown, keccak, Buffer.alloc(0))).toMatch(/^[0-9a-f]{64}$/)
  await expect(page.getByText(t('ladder.equal'))).toBeVisible()
  await look('tab-ladder', 1400)
  await look('tab-levels', 900, page.locator('ol > li').nth(2))
})

test('finds tree and leaf of a list of batches, verifies with them, and lists the limits as findings', async () => {
  const { page } = assay
  // Batches of 100 under RFC 6962 over the bytes of the records, the second with a count of 99 in the list.
  const leaf = (line: string): Buffer => createHash('sha256').update(Buffer.of(0)).update(line).digest()
  const node = (left: Buffer, right: Buffer): Buffer =>
    createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
  const rootOf = (lines: readonly string[]): Buffer => {
    if (lines.length === 1) return leaf(lines[0] ?? '')
    const split = 2 ** Math.ceil(Math.log2(lines.length) - 1)
    return node(rootOf(lines.slice(0, split)), rootOf(lines.slice(split)))
  }
  const list = join(assay.folder, 'batches.ndjson')
  const parts = Array.from({ length: Math.ceil(records.length / 100) }, (_, at) =>
    records.slice(at * 100, at * 100 + 100),
  )
  writeFileSync(
    list,
    parts
      .map((part, at) =>
        JSON.stringify({
          batch: String(at + 1),
          root: rootOf(part).toString('hex'),
          count: at === 1 ? 99 : part.length,
        }),
      )
      .join('\n'),
  )
  await go('integrity')
  await region().getByText(t('merkleForm.title'), { exact: true }).click()
  await region()
    .locator(`input[aria-label="${t('merkleForm.list')}"]`)
    .setInputFiles(list)
  await region().getByLabel(t('merkleForm.by'), { exact: true }).selectOption('count')
  await button(t('merkleForm.infer')).click()
  await expect(region().getByText(t('merkleForm.needNumber'))).toBeVisible()
  await region().getByLabel(t('merkleForm.byCount')).fill('100')
  await button(t('merkleForm.infer')).click()
  const use = button(t('merkleForm.useOf', { tree: 'rfc6962-sha256', leaf: 'record-bytes' }))
  await expect(use).toBeVisible({ timeout: 180_000 })
  await look('infer', 1500, use)
  await use.click()
  await button(t('merkleForm.verify')).click()
  const stated = page.getByRole('table', { name: t('merkleScreen.statedTitle') })
  await expect(stated).toBeVisible({ timeout: 60_000 })
  await expect(stated.getByRole('row').nth(1)).toContainText('99')
  await expect(region().getByText('Leaf hash = sha256(0x00 ‖ input).')).toBeVisible()
  await look('result-list', 2600, stated)
  await button(t('merkleScreen.ladderOf', { batch: '2' })).click()
  await region().getByLabel(t('merkleScreen.position')).fill('37')
  await button(t('ladder.show')).click()
  await expect(page.locator('ol > li').first()).toBeVisible({ timeout: 60_000 })
  const shown = await levels()
  expect(shown.leaf).toBe(leaf(records[136] ?? '').toString('hex'))
  expect(climb(shown, sha256, Buffer.of(1))).toBe(rootOf(records.slice(100, 200)).toString('hex'))

  await go('findings')
  await region().getByLabel(t('findings.kind')).selectOption('tree-weakness')
  await expect(region().getByRole('listitem').first()).toContainText(t('treeWeakness.leaves-unsalted'))
  await look('findings', 800)
})

test('kept to the policy, stayed offline and threw nothing', () => {
  expect(assay.seen).toEqual(nothingSeen())
})
