// What fuzzing starts from: the fixtures of every format, and the cases of the tests, by format.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listFormats } from '../../src/main/io/formats/reader.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files of a format as `{ name, bytes }`; never empty for a format that has fixtures. */
export function corpusByFormat() {
  const corpus = new Map(listFormats().map(({ id }) => [id, []]))
  for (const [id, files] of corpus) {
    const folder = join(root, 'src/main/io/formats', id, 'fixtures')
    for (const name of foldersIn(folder)) {
      const input = readdirSync(join(folder, name)).find((file) => file.startsWith('input'))
      if (input !== undefined) files.push({ name: input, bytes: readFileSync(join(folder, name, input)) })
    }
    for (const name of foldersIn(join(root, 'test/cases', id)))
      for (const input of readdirSync(join(root, 'test/cases', id, name)).filter((file) => file.startsWith('input')))
        files.push({ name: input, bytes: readFileSync(join(root, 'test/cases', id, name, input)) })
  }
  const intake = join(root, 'test/cases/intake')
  for (const name of foldersIn(intake)) {
    const path = join(intake, name, 'case.json')
    if (!existsSync(path)) continue
    const { input, format } = JSON.parse(readFileSync(path, 'utf8'))
    corpus.get(format)?.push({ name: input, bytes: readFileSync(join(intake, name, input)) })
  }
  return corpus
}

function foldersIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
}
