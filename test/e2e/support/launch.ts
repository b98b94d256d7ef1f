/**
 * Starts the built app in a profile of its own and watches it from the first line of its page on: every violation of the
 * content security policy, every request outside the application and every uncaught error of the page is kept. The
 * runtime is whatever `test/support/runtime.mjs` finds.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ConsoleMessage, type ElectronApplication, type Page, type Request } from 'playwright/test'
import { chooseRuntime } from '../../support/runtime.mjs'

export const repositoryRoot = resolve(import.meta.dirname, '../../..')

export interface Observations {
  readonly violations: string[]
  /** Requests outside the application that were attempted, and those that got an answer. */
  readonly outsideRequests: string[]
  readonly outsideAnswers: string[]
  readonly pageErrors: string[]
  /** What axe found, with the screen and theme. */
  readonly accessibility: string[]
}

export interface AssayApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly seen: Observations
  /** Fresh folder for files of this test; the profile is in it as well. Removed by `close`. */
  readonly folder: string
  close(): Promise<void>
}

export const nothingSeen = (): Observations => ({
  violations: [],
  outsideRequests: [],
  outsideAnswers: [],
  pageErrors: [],
  accessibility: [],
})

const violationMark = 'assay-e2e-violation '

/** Arguments after the app's folder are what a double-click would pass. */
export async function launchAssay(
  options: { readonly arguments?: readonly string[]; readonly reload?: boolean } = {},
): Promise<AssayApp> {
  if (!existsSync(join(repositoryRoot, 'out/main/index.js')))
    throw new Error('The app is not built: run npm run build first.')
  const runtime = chooseRuntime()
  const folder = await mkdtemp(join(tmpdir(), 'assay-e2e-'))
  const app = await _electron.launch({
    executablePath: runtime.executablePath,
    args: [`--user-data-dir=${join(folder, 'profile')}`, repositoryRoot, ...(options.arguments ?? [])],
    // The theme is set through the app, as the system would.
    colorScheme: null,
    env: { ...definedEnvironment(), ...runtime.env },
    timeout: 60_000,
  })
  const page = await app.firstWindow()
  const seen: Observations = nothingSeen()
  await watch(page, seen, options.reload ?? true)
  return {
    app,
    page,
    seen,
    folder,
    async close() {
      await app.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Watches a page; loading it once more makes sure that its very first lines are watched too. */
async function watch(page: Page, seen: Observations, reload: boolean): Promise<void> {
  // `app://ui/` on Electron, a mapped origin on the host: whatever the page came from is inside.
  await page.waitForURL(/index\.html/)
  const inside = page.url().replace(/index\.html.*$/s, '')
  const isOutside = (address: string): boolean => !address.startsWith(inside) && !address.startsWith('data:')
  page.on('request', (request: Request) => {
    if (isOutside(request.url())) seen.outsideRequests.push(request.url())
  })
  page.on('response', (response) => {
    if (isOutside(response.url())) seen.outsideAnswers.push(response.url())
  })
  page.on('pageerror', (error) => seen.pageErrors.push(String(error)))
  page.on('console', (message: ConsoleMessage) => {
    const text = message.text()
    if (text.startsWith(violationMark)) seen.violations.push(text.slice(violationMark.length))
  })
  await page.addInitScript((mark) => {
    // Only the first lines of the page could come before this, and they are watched after the reload below.
    document.addEventListener('securitypolicyviolation', (event) =>
      console.info(`${mark}${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
    )
  }, violationMark)
  if (reload) await page.reload()
  await page.waitForLoadState('load')
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}
