/**
 * A throw-away MariaDB server for tests: its own folder, a Unix socket in it, no TCP. It runs as the current user or, when
 * the tests run as root, as `mysql`; it ends with `stop`, and with this process however that ends.
 *
 * Not a fixture for the product, which never talks to a database: only to have dumps made by the real thing.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll } from 'vitest'

const programs = ['mariadbd', 'mariadb-install-db', 'mariadb', 'mariadb-dump', 'mariadb-admin', 'setpriv'] as const
type Program = (typeof programs)[number]
const serverAccount = 'mysql'
const startTimeoutMs = 60_000

interface MariadbServer {
  /** For example `10.11.19-MariaDB`. */
  readonly version: string
  /** Runs a script; every row a line, columns separated by tabs, nothing escaped. Throws what the client said. */
  run(database: string, script: string): string
  dump(database: string, options?: readonly string[]): Buffer
}

/** One server for the tests of the file that calls this. Without MariaDB they skip, and it is said why. */
export function mariadbForTests(): { readonly missing: boolean; readonly server: MariadbServer } {
  const absent = programs.filter((program) => find(program) === undefined)
  const reason =
    absent.length > 0
      ? `not installed: ${absent.join(', ')} (Debian package mariadb-server)`
      : isRoot() && account() === undefined
        ? `there is no user ${serverAccount}, and MariaDB refuses to run as root`
        : undefined
  let running: { readonly server: MariadbServer; stop(): Promise<void> } | undefined
  if (reason === undefined) {
    beforeAll(async () => {
      running = await start()
    }, 120_000)
    afterAll(() => running?.stop())
  } else console.warn(`SKIPPED, tests with a real MariaDB: ${reason}`)
  return {
    missing: reason !== undefined,
    get server() {
      if (running === undefined) throw new Error('no server is running')
      return running.server
    },
  }
}

async function start(): Promise<{ server: MariadbServer; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'assay-mariadb-'))
  const user = isRoot() ? account() : undefined
  if (user !== undefined) chownSync(home, user.uid, user.gid)
  const log = join(home, 'server.log')
  const socket = join(home, 's')
  const data = `--datadir=${join(home, 'data')}`
  try {
    const [install, ...words] = as(user, [
      path('mariadb-install-db'),
      '--no-defaults',
      data,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ])
    execFileSync(install, words, { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] })
    const command = [
      path('mariadbd'),
      '--no-defaults',
      data,
      '--skip-networking',
      `--socket=${socket}`,
      `--pid-file=${join(home, 'pid')}`,
      // Nothing is UTC by luck.
      '--default-time-zone=-05:00',
      '--sql-mode=',
      '--innodb-flush-log-at-trx-commit=0',
    ]
    const [program, ...rest] = as(user, ['sh', '-c', 'exec "$@" >"$0" 2>&1', log, ...command], true)
    const server = spawn(program, rest, { cwd: home, stdio: 'ignore' })
    await untilReady(server, socket, log)
    return { server: clientOf(socket), stop: () => stop(server, home) }
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

function clientOf(socket: string): MariadbServer {
  const common = ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4']
  const run = (database: string, script: string): string => {
    const words = [...common, '--batch', '--raw', '--skip-column-names', ...(database === '' ? [] : [database])]
    const options = { input: script, encoding: 'utf8', maxBuffer: 1 << 28 } as const
    const { status, stdout, stderr } = spawnSync(path('mariadb'), words, options)
    if (status !== 0) throw new Error(`mariadb ended with ${status}: ${stderr}`)
    return stdout.replace(/\n$/, '')
  }
  return {
    version: run('', 'SELECT version();'),
    run,
    dump: (database, options = []) =>
      execFileSync(path('mariadb-dump'), [...common, ...options, database], { maxBuffer: 1 << 28 }),
  }
}

async function untilReady(server: ChildProcess, socket: string, log: string): Promise<void> {
  const end = performance.now() + startTimeoutMs
  while (performance.now() < end && server.exitCode === null && server.signalCode === null) {
    const words = ['--no-defaults', `--socket=${socket}`, '--user=root', '--silent', 'ping']
    if (spawnSync(path('mariadb-admin'), words).status === 0) return
    await sleep(100)
  }
  server.kill('SIGKILL')
  throw new Error(`MariaDB did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`)
}

async function stop(server: ChildProcess, home: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
  }
  rmSync(home, { recursive: true, force: true })
}

interface Account {
  readonly uid: number
  readonly gid: number
}

/** The command under the server's account; `tied` makes it end when this process does. */
function as(user: Account | undefined, command: readonly string[], tied = false): [string, ...string[]] {
  const ids = user === undefined ? [] : ['--reuid', String(user.uid), '--regid', String(user.gid), '--init-groups']
  return [path('setpriv'), ...ids, ...(tied ? ['--pdeathsig', 'TERM'] : []), '--', ...command]
}

function account(): Account | undefined {
  const entry = spawnSync('getent', ['passwd', serverAccount], { encoding: 'utf8' }).stdout?.split(':') ?? []
  return entry[3] === undefined ? undefined : { uid: Number(entry[2]), gid: Number(entry[3]) }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function path(program: Program): string {
  return find(program) ?? program
}

function find(program: Program): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
  return folders.map((folder) => join(folder, program)).find((each) => existsSync(each))
}
