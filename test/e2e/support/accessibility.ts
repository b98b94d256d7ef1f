/**
 * axe on a page under the real content security policy: its source is evaluated by the browser's own debugger, which the
 * policy does not concern, so nothing is injected as a script element. It sees neither focus order nor forced colours.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright/test'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** One line per violation, `rule impact: selector` for each element; empty when there is none. */
export async function accessibilityViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate(async (values) => {
    const axe = (
      globalThis as unknown as {
        axe: {
          run(
            context: Document,
            options: object,
          ): Promise<{
            violations: { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
          }>
        }
      }
    ).axe
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values } })
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map((node) => `${id} ${impact}: ${node.target.join(' ')} (${node.failureSummary.replaceAll(/\s+/g, ' ')})`),
    )
  }, tags)
}
