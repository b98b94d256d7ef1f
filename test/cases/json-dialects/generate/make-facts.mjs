/**
 * Writes `../facts.json`: what the programs themselves print for the texts of `corpus.mjs`. Run by hand where they are
 * installed: `node make-facts.mjs`. A program that is missing keeps its part of the file as it is.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missingPostgres, startPostgres } from '../../../support/postgres.ts'
import { postgresJson } from '../../../support/postgres-json.ts'
import { texts } from './corpus.mjs'

const here = import.meta.dirname
const factsPath = join(here, '..', 'facts.json')
const jars = ['databind', 'core', 'annotations'].map((part) => `/usr/share/java/jackson-${part}.jar`).join(':')

const runs = {
  'python json': () => ask('python3', [join(here, 'print.py')]),
  'php json_encode': () => ask('php', [join(here, 'print.php')]),
  'ruby json': () => ask('ruby', [join(here, 'print.rb')]),
  'go encoding/json': () => ask('go', ['run', join(here, 'print.go')]),
  'jackson-databind': () => {
    const folder = mkdtempSync(join(tmpdir(), 'json-dialects-'))
    try {
      execFileSync('javac', ['-cp', jars, '-d', folder, join(here, 'Print.java')])
      return ask('java', ['-cp', `${jars}:${folder}`, 'Print'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
  postgresql: askPostgres,
}

async function askPostgres() {
  const missing = missingPostgres()
  if (missing !== undefined) throw new Error(missing)
  const postgres = await startPostgres()
  try {
    return { program: 'postgresql', version: postgres.version, outputs: postgresJson(postgres, texts) }
  } finally {
    await postgres.stop()
  }
}

function ask(program, words) {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (error !== undefined || status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}

function before() {
  try {
    const facts = JSON.parse(readFileSync(factsPath, 'utf8'))
    return JSON.stringify(facts.texts) === JSON.stringify(texts) ? facts.programs : []
  } catch {
    return []
  }
}

const old = before()
const programs = []
for (const [name, run] of Object.entries(runs)) {
  try {
    programs.push(await run())
  } catch (error) {
    console.warn(`kept as it was: ${name} (${error.message.split('\n')[0]})`)
    programs.push(...old.filter((facts) => facts.program === name))
  }
}
writeFileSync(factsPath, `${JSON.stringify({ texts, programs }, null, 1)}\n`)
for (const { program, version, outputs } of programs) console.log(program, version, Object.keys(outputs).join(', '))
