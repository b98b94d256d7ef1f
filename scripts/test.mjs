// npm test: set-up if needed, then every check in order; stops at the first that fails, with its exit code.
//
// The commands themselves are the scripts of package.json, so that each can also be run alone (npm run lint). This file
// says which, in which order, and makes sure of the Debian packages that the tests drive: a browser, PDF tools, a
// PostgreSQL and a MariaDB server, another verifier of CloudTrail digests. Only node: modules, because it starts before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { exitCodeOf, projectEnvironment, root, runMain, setUp } from './setup.mjs'

/** Debian 12 package by one program it brings. PostgreSQL keeps its server programs off PATH. */
const debianPackages = [
  { name: 'chromium', programs: ['chromium'] },
  { name: 'xvfb', programs: ['Xvfb'] },
  { name: 'poppler-utils', programs: ['pdftotext', 'pdfsig'] },
  { name: 'qpdf', programs: ['qpdf'] },
  { name: 'openssl', programs: ['openssl'] },
  { name: 'postgresql-15', programs: ['/usr/lib/postgresql/15/bin/initdb', '/usr/lib/postgresql/15/bin/postgres'] },
  { name: 'postgresql-client-15', programs: ['/usr/lib/postgresql/15/bin/pg_dump', '/usr/lib/postgresql/15/bin/psql'] },
  {
    name: 'mariadb-server',
    programs: ['/usr/sbin/mariadbd', '/usr/bin/mariadb-install-db', '/usr/bin/mariadb', '/usr/bin/mariadb-dump'],
  },
  { name: 'coreutils', programs: ['sha256sum'] },
  { name: 'awscli', programs: ['aws'] },
]

const stages = [
  { title: 'format', script: 'format:check' },
  { title: 'lint', script: 'lint' },
  { title: 'types', script: 'types' },
  { title: 'dead code', script: 'dead-code' },
  { title: 'unit, integration, command line', script: 'test:unit' },
  { title: 'Electron-API host', script: 'test:host' },
  { title: 'end to end', script: 'e2e' },
]

await runMain(async () => {
  if (!requireDebianPackages()) return 2
  heading('set-up')
  const start = Date.now()
  await setUp()
  say(`set-up: ${seconds(start)}`)
  return runStages()
})

async function runStages() {
  const commands = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).scripts
  let passed = 0
  for (const { title, script } of stages) {
    heading(title)
    const start = Date.now()
    const code = await exitCodeOf(
      spawn(commands[script], { cwd: root, stdio: 'inherit', shell: true, env: projectEnvironment() }),
    )
    say(`${title}: ${code === 0 ? 'ok' : `failed with exit code ${code}`}, ${seconds(start)}`)
    if (code !== 0) {
      say(`Stopped at "${title}"; run it alone with: npm run ${script}`)
      say(`${passed} passed, 1 failed`)
      return code
    }
    passed += 1
  }
  say(`${passed} passed, 0 failed`)
  return 0
}

/** Installs what is missing when it can, otherwise says the one line to run and answers false. */
function requireDebianPackages() {
  const missing = missingPackages()
  if (missing.length === 0) return true
  const isDebian = findProgram('apt-get')
  if (!isDebian) {
    say(`The tests need these programs: ${missing.flatMap((entry) => entry.programs).join(', ')}`)
    return false
  }
  const names = missing.map((entry) => entry.name).join(' ')
  const install = `apt-get install -y --no-install-recommends ${names}`
  if (process.getuid?.() !== 0) {
    say(`The tests need Debian packages that are not installed. Run: sudo apt-get update && sudo ${install}`)
    return false
  }
  heading(`Debian packages: ${names}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const result = spawnSync(`apt-get update && ${install}`, { shell: true, stdio: 'inherit', env })
  const left = missingPackages().map((entry) => entry.name)
  if (result.status === 0 && left.length === 0) return true
  say(`These Debian packages could not be installed: ${left.join(' ') || names}. Run: apt-get update && ${install}`)
  return false
}

function missingPackages() {
  return debianPackages.filter((entry) => !entry.programs.every(findProgram))
}

function findProgram(program) {
  if (path.isAbsolute(program)) return existsSync(program)
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.some((folder) => existsSync(path.join(folder, program)))
}

function heading(title) {
  say(`\n== ${title}`)
}

function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`
}

function say(line) {
  process.stdout.write(`${line}\n`)
}
