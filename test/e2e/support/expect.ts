/** Playwright's `expect` with patience for a computer that is busy with other work; what is slow is measured elsewhere. */
import { expect as playwrightExpect } from 'playwright/test'

export const expect = playwrightExpect.configure({ timeout: 20_000 })
