/**
 * Pictures of a screen in light and dark, saved for people to look at, and axe in both:
 * `test-results/screens/<name>-<theme>.png`. What axe finds is kept with everything else that must be nothing at the end,
 * so that one run names all of it.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { accessibilityViolations } from './accessibility.ts'
import { repositoryRoot, type AssayApp } from './launch.ts'

const folder = join(repositoryRoot, 'test-results', 'screens')

/** Leaves the window in light. */
export async function inspectScreen({ app, page, seen }: AssayApp, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const theme of ['dark', 'light'] as const) {
    await app.evaluate(({ nativeTheme }, source) => {
      nativeTheme.themeSource = source
    }, theme)
    await page.waitForFunction((dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark, theme === 'dark')
    // Colours may still be on their way; axe would measure one in between.
    await page.evaluate(() =>
      Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
    )
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    for (const violation of await accessibilityViolations(page))
      seen.accessibility.push(`${name}, ${theme}: ${violation}`)
  }
}
