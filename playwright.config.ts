/**
 * End-to-end tests: the production build in a real window, on Electron or on the Electron-API host, whichever is there
 * (test/support/runtime.mjs; printed first and written to test-results/runtime.json). One worker, because a window is
 * shared state on a small computer; no retries, because a test that needs a second try has a cause.
 */
import { defineConfig } from 'playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  // Playwright empties this folder at the start: the report and the screens beside it stay.
  outputDir: 'test-results/e2e',
  globalSetup: './test/support/runtime.mjs',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
})
