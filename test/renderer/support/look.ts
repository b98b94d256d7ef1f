/**
 * Builds the renderer with the mock `Api`, serves it under the product's content security policy and photographs every
 * screen in light, dark and at 900 px. Prints policy violations, console errors and axe violations.
 *
 *   node test/renderer/support/look.ts [DIR] [screen …]
 */
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { chromium, type Page } from 'playwright'
import { build } from 'vite'

const root = join(import.meta.dirname, '../../..')
const target = process.argv[2] ?? join(root, 'test-results/look')
const only = new Set(process.argv.slice(3))
const outDir = join(tmpdir(), `assay-look-${process.pid}`)
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

interface Shot {
  readonly name: string
  readonly query?: string
  readonly hash: string
  readonly act?: (page: Page) => Promise<void>
}

const shots: readonly Shot[] = [
  { name: 'start', query: 'engagement=none', hash: '/' },
  { name: 'overview', hash: '/overview' },
  { name: 'overview-empty', query: 'scene=empty', hash: '/overview' },
  { name: 'sources', hash: '/sources?source=2' },
  { name: 'rejects', hash: '/sources?source=2&tab=rejects' },
  {
    name: 'import-format',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
    },
  },
  {
    name: 'import-trial',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
    },
  },
  {
    name: 'import-running',
    query: 'jobs=held',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Import 1 file' }).click()
      await page.waitForTimeout(900)
      await page.evaluate(() => {
        const mock = (
          globalThis as never as {
            mock: { running: string[]; progress(id: string, done: number, total: number): void }
          }
        ).mock
        mock.progress(mock.running[0] ?? '', 432_000_000, 1_300_000_000)
      })
    },
  },
  {
    name: 'import-files',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      await page.evaluate(() => {
        const mock = (globalThis as never as { mock: { files: { handle: string; name: string }[] } }).mock
        mock.files.push({ handle: 'h-2', name: 'shop-b.ndjson.1.gz' })
      })
      await page.getByRole('button', { name: 'Choose files…' }).click()
    },
  },
  {
    name: 'import-edit',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Edit mapping…' }).click()
      await page.getByLabel('Record field for action').fill('new_values.amount')
      await page.getByLabel('Record field for action').scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'import-save',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Edit mapping…' }).click()
      await page.getByRole('button', { name: 'Use for this import' }).click()
      await page.getByRole('button', { name: 'Save profile' }).scrollIntoViewIfNeeded()
    },
  },
  {
    name: 'import-sensitive',
    query: 'scene=sensitive',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Import 1 file' }).click()
    },
  },
  {
    name: 'import-done',
    hash: '/import',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose files…' }).click()
      for (let step = 0; step < 3; step += 1) await page.getByRole('button', { name: 'Next' }).click()
      await page.getByRole('button', { name: 'Import 1 file' }).click()
    },
  },
  { name: 'sources-members', hash: '/sources?source=2&tab=members' },
  { name: 'sources-mapping', hash: '/sources?source=2&tab=mapping' },
  {
    name: 'entries',
    hash: '/entries',
    act: async (page) => {
      await page.getByRole('grid').focus()
      await page.keyboard.press('End')
      await page.keyboard.press('Enter')
    },
  },
  { name: 'entries-middle', hash: '/entries?source=2&entry=8589935796' },
  { name: 'integrity-chain', hash: '/integrity?run=14' },
  { name: 'integrity-merkle', hash: '/integrity?run=13' },
  {
    name: 'integrity-anchors',
    hash: '/integrity?run=12',
    act: async (page) => {
      await page.getByRole('button', { name: 'Show the anchor of 2025-05-01' }).click()
    },
  },
  {
    name: 'integrity-windows',
    hash: '/integrity?source=1&tab=window',
    act: async (page) => {
      await page.getByRole('button', { name: 'Measure' }).click()
      await page.getByRole('grid').scrollIntoViewIfNeeded()
    },
  },
  { name: 'anomalies', hash: '/anomalies' },
  {
    name: 'anomalies-w5',
    hash: '/anomalies',
    act: async (page) => {
      await page.getByRole('tab', { name: /W5/ }).click()
    },
  },
  {
    name: 'anomalies-days',
    hash: '/anomalies',
    act: async (page) => {
      await page.getByRole('tab', { name: 'Days' }).click()
    },
  },
  { name: 'findings', hash: '/findings' },
  {
    name: 'erasure',
    hash: '/erasure',
    act: async (page) => {
      await page.getByLabel('Identifiers of one person').fill('u-204\nmaria@example.com')
      await page.getByRole('button', { name: 'Preview' }).click()
    },
  },
  { name: 'packages', hash: '/packages' },
  {
    name: 'packages-built',
    hash: '/packages',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose key file…' }).click()
      await page.getByLabel('Passphrase').fill('correct horse')
      await page.getByRole('button', { name: 'Build package…' }).click()
    },
  },
  {
    name: 'verify',
    query: 'engagement=none',
    hash: '/',
    act: async (page) => {
      await page.getByRole('button', { name: 'Choose file…' }).click()
    },
  },
  {
    name: 'custody',
    hash: '/custody',
    act: async (page) => {
      await page.getByRole('button', { name: 'Verify log' }).click()
    },
  },
  { name: 'settings', hash: '/settings' },
  {
    name: 'palette',
    hash: '/overview',
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.keyboard.type('en')
    },
  },
]

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}

await build({
  root: join(root, 'test/renderer/support'),
  logLevel: 'error',
  base: './',
  configFile: false,
  cacheDir: join(outDir, 'cache'),
  build: {
    outDir,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: join(root, 'test/renderer/support/harness.html') },
  },
})

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
  const file = join(outDir, path)
  if (!file.startsWith(outDir) || !existsSync(file)) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
  })
  createReadStream(file).pipe(response)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const { port } = server.address() as { port: number }

mkdirSync(target, { recursive: true })
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let faults = 0
for (const variant of [
  { name: 'light', width: 1360, theme: 'light' },
  { name: 'dark', width: 1360, theme: 'dark' },
  { name: 'narrow', width: 900, theme: 'light' },
] as const) {
  for (const shot of shots) {
    if (only.size > 0 && !only.has(shot.name)) continue
    const page = await browser.newPage({ viewport: { width: variant.width, height: 860 } })
    page.setDefaultTimeout(4000)
    const report = (kind: string, text: string) => {
      faults += 1
      console.log(`${variant.name} ${shot.name}: ${kind}: ${text}`)
    }
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('favicon')) report('console', message.text())
    })
    page.on('pageerror', (error) => report('error', error.message))
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`policy ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
      ),
    )
    await page.addInitScript(
      (scene) => Object.assign(globalThis, { scene }),
      `theme=${variant.theme}&${shot.query ?? ''}`,
    )
    await page.goto(`http://127.0.0.1:${port}/harness.html#${shot.hash}`)
    try {
      await page.waitForTimeout(350)
      await shot.act?.(page)
      await page.waitForTimeout(450)
    } catch (error) {
      report('act', String(error).split('\n')[0] ?? '')
    }
    await page.screenshot({ path: join(target, `${shot.name}-${variant.name}.png`) })
    // Through the debugging protocol, which the page's policy does not concern.
    await page.evaluate(axe)
    const violations = await page.evaluate(async () => {
      const engine = (
        globalThis as never as {
          axe: {
            run(
              context: unknown,
              options: unknown,
            ): Promise<{
              violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
            }>
          }
        }
      ).axe
      const result = await engine.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      })
      return result.violations.map(
        (violation) =>
          `${violation.id} (${violation.impact}) ${violation.nodes
            .slice(0, 3)
            .map((node) => `${node.target.join(' ')} ${node.failureSummary.split('\n').slice(1, 2).join('')}`)
            .join(' | ')}`,
      )
    })
    for (const violation of violations) report('axe', violation)
    await page.close()
  }
}
await browser.close()
server.close()
console.log(`${faults} faults; pictures in ${target}`)
