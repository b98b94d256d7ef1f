/**
 * `node scripts/sample/bundle.ts`: makes resources/sample anew from fixed seeds: the sets clean, faulty and defects,
 * with claims and transcripts captured from a local node by scripts/capture-anchors.ts (a process of its own: the
 * generator shares no code with the product). README.md in that folder is written by hand and stays.
 */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundled } from './bundled.ts'
import { dayFromText } from './calendar.ts'
import { writeDefects } from './defects/all.ts'
import { writeFaulty } from './faulty.ts'
import { writeSet } from './sets.ts'

const root = join(import.meta.dirname, '../..')
const target = join(root, 'resources/sample')

function capture(directory: string): void {
  execFileSync(process.execPath, [join(root, 'scripts/capture-anchors.ts'), directory, '--prefix', 'shop-a'], {
    cwd: root,
    stdio: 'inherit',
  })
}

for (const set of ['clean', 'faulty', 'defects']) rmSync(join(target, set), { recursive: true, force: true })

const clean = join(target, 'clean')
writeSet({
  set: 'clean',
  seed: bundled.clean.seed,
  rows: bundled.clean.rows,
  directory: clean,
  claims: false,
  quietDays: bundled.clean.quietDays,
  period: { firstDay: dayFromText(bundled.clean.from), lastDay: dayFromText(bundled.clean.to) },
})
capture(clean)

const faulty = join(target, 'faulty')
writeFaulty({
  seed: bundled.faulty.seed,
  rows: bundled.faulty.rows,
  directory: faulty,
  period: { firstDay: dayFromText(bundled.faulty.from), lastDay: dayFromText(bundled.faulty.to) },
})
capture(faulty)

const defects = join(target, 'defects')
for (const folder of writeDefects(defects, bundled.defects.seed).toAnchor) capture(join(defects, folder))
process.stderr.write(`${target} made anew\n`)
