/**
 * Unit, integration and architecture tests, one project for each environment: pure code must run where there is no
 * native code and no page. End-to-end tests are Playwright's (playwright.config.ts).
 */
import { defineConfig } from 'vitest/config'

// better-sqlite3 ends an older Node with a segmentation fault and no message, so say it in words first.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) throw new Error(`The tests run on the pinned Node, not on ${process.version}: use npm run test:unit`)

const exclude = ['**/node_modules/**', 'test/support/**', 'test/e2e/**', 'test/fixtures/**']

interface ProjectOptions {
  readonly name: string
  readonly include: readonly string[]
  readonly environment?: 'node' | 'happy-dom'
  readonly timeoutMs: number
}

function project({ name, include, environment = 'node', timeoutMs }: ProjectOptions) {
  return {
    test: {
      name,
      environment,
      include: [...include],
      exclude,
      // A child process for each file: a crash of native code fails one file and not the run.
      pool: 'forks' as const,
      testTimeout: timeoutMs,
      hookTimeout: Math.max(timeoutMs, 60_000),
    },
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project({ name: 'core', include: ['test/{shared,cases}/**/*.test.ts'], timeoutMs: 30_000 }),
      project({ name: 'engine', include: ['test/main/**/*.test.ts'], timeoutMs: 60_000 }),
      project({ name: 'sample', include: ['test/sample/**/*.test.ts'], timeoutMs: 120_000 }),
      project({ name: 'cli', include: ['test/cli/**/*.test.ts'], timeoutMs: 180_000 }),
      project({
        name: 'renderer',
        include: ['test/renderer/**/*.test.{ts,tsx}'],
        environment: 'happy-dom',
        timeoutMs: 30_000,
      }),
      project({ name: 'architecture', include: ['test/architecture/**/*.test.ts'], timeoutMs: 60_000 }),
      // Large inputs and denial of service: npm run test:slow.
      project({ name: 'slow', include: ['test/slow/**/*.test.ts'], timeoutMs: 1_800_000 }),
    ],
  },
})
