/**
 * On an older Node the database addon ends the process with a segmentation fault and no message. The entry says what is
 * wrong before it loads anything; run here on a real older Node, when the machine has one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { repository, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)

/** Another Node of the machine, older than 24. */
function olderNode(): { readonly path: string; readonly version: string } | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/bin', '/usr/local/bin']
  const paths = folders.map((directory) => join(directory, 'node')).filter(existsSync)
  for (const path of new Set(paths.map((candidate) => realpathSync(candidate)))) {
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.trim() ?? ''
    const major = Number(/^v(\d+)\./.exec(version)?.[1])
    if (major >= 18 && major < 24) return { path, version: version.slice(1) }
  }
  return undefined
}

const older = olderNode()
const reason = 'no Node older than 24 on this machine'
if (older === undefined) console.warn(`SKIPPED, runtime guard: ${reason}`)

/** The entry as JavaScript: an older Node cannot read its types, which the build takes out too. */
function entry(): string {
  const path = join(folder, 'cli.mjs')
  const source = readFileSync(join(repository, 'src/main/cli/main.ts'), 'utf8')
  writeFileSync(path, stripTypeScriptTypes(source))
  return path
}

describe.skipIf(older === undefined)('on an older Node', () => {
  it.each(['directly', 'through a link, as npx does'])(
    'says which one is needed and ends with 5, started %s',
    (how) => {
      const path = entry()
      const link = join(folder, 'assay')
      if (how !== 'directly') symlinkSync(path, link)
      const started = how === 'directly' ? path : link
      const ended = spawnSync(older?.path ?? '', [started, 'sources', 'shop.assay'], { encoding: 'utf8', cwd: folder })
      expect(ended.status).toBe(5)
      expect(ended.stdout).toBe('')
      expect(ended.stderr).toBe(
        `Assay needs Node 24; this is ${older?.version ?? ''}. Start it with npx assay in the project, or with node_modules/.bin/node.\n`,
      )
    },
  )
})
