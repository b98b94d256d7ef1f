// Writes src/main/io/formats/registry.ts from the folders beside it: every folder with a format.ts is a format. With
// --check it writes nothing and ends with 1 when the file is not what the folders say.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../src/main/io/formats/', import.meta.url))
const target = path.join(folder, 'registry.ts')

function registrySource() {
  const ids = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'format.ts')))
    .map((entry) => entry.name)
    .toSorted()
  const name = (id) => id.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase())
  return [
    '/** Written by scripts/formats.mjs from the folders beside it; do not edit. */',
    `import type { FormatDefinition } from './format.ts'`,
    ...ids.map((id) => `import { format as ${name(id)} } from './${id}/format.ts'`),
    '',
    'export const formats: readonly FormatDefinition[] = [',
    ...ids.map((id) => `  ${name(id)},`),
    ']',
    '',
  ].join('\n')
}

const wanted = registrySource()
if (process.argv.includes('--check')) {
  if (!existsSync(target) || readFileSync(target, 'utf8') !== wanted) {
    process.stderr.write('src/main/io/formats/registry.ts is not what the folders say: run npm run formats\n')
    process.exitCode = 1
  }
} else writeFileSync(target, wanted)
