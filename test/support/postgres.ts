/**
 * A throw-away PostgreSQL 15 server for tests: initdb in a temporary folder, a Unix socket in it, no TCP. It runs as the
 * current user or, because PostgreSQL refuses root, as `postgres` when the tests run as root. It ends with `stop`, and
 * with this process however that ends: the kernel signals the server when its parent is gone.
 *
 * Not a fixture for the product, which never talks to a database: only to have tables and dumps made by the real thing.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where Debian keeps what is not on PATH. */
const binDirectory = '/usr/lib/postgresql/15/bin'
const programs = ['initdb', 'postgres', 'psql', 'pg_dump', 'pg_isready']
const serverAccount = 'postgres'
const startTimeoutMs = 30_000

export interface PostgresCluster {
  /** For example `15.14`. */
  readonly version: string
  /** Runs a script, stopping at the first error; standard output without headers and alignment. Throws what psql said. */
  run(database: string, script: string, session?: PostgresSession): string
  /** Runs a script that the server must refuse; answers with its error message. Throws when it did not. */
  refusal(database: string, script: string): string
  /** A plain dump, as pg_dump writes it. */
  dump(database: string, options?: readonly string[], session?: PostgresSession): Buffer
  stop(): Promise<void>
}

export interface PostgresSession {
  /** Time zone of the session; the server's default is America/New_York, so that nothing is UTC by luck. */
  readonly zone?: string
}

interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** Why no server can be started here, by name; undefined when one can. */
export function missingPostgres(): string | undefined {
  const missing = programs.filter((program) => !existsSync(join(binDirectory, program)))
  if (missing.length > 0) return `PostgreSQL 15 is not installed: ${missing.join(', ')} not in ${binDirectory}`
  if (findProgram('setpriv') === undefined) return 'setpriv (util-linux) is not installed'
  if (isRoot() && serverUser() === undefined)
    return `there is no user ${serverAccount}, and PostgreSQL refuses to run as root`
  return undefined
}

export async function startPostgres(): Promise<PostgresCluster> {
  const home = mkdtempSync(join(tmpdir(), 'assay-pg-'))
  const user = isRoot() ? serverUser() : undefined
  if (user !== undefined) chownSync(home, user.uid, user.gid)
  try {
    return await startIn(home, user)
  } catch (error) {
    rmSync(home, { recursive: true, force: true })
    throw error
  }
}

async function startIn(home: string, user: Account | undefined): Promise<PostgresCluster> {
  const data = join(home, 'data')
  const log = join(home, 'server.log')
  const initdb = ['-D', data, '-U', 'assay', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync']
  const [program, ...words] = asServerUser(user, [join(binDirectory, 'initdb'), ...initdb])
  execFileSync(program, words, { cwd: home, env: plainEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] })
  const server = spawnServer(home, data, log, user)
  const environment = { ...plainEnvironment(), PGHOST: home, PGUSER: 'assay', PGCONNECT_TIMEOUT: '10' }
  await untilReady(server, environment, log)

  const psql = (database: string, script: string, session: PostgresSession) =>
    spawnSync(join(binDirectory, 'psql'), ['-X', '-qAt', '-v', 'ON_ERROR_STOP=1', '-d', database], {
      input: script,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: withZone(environment, session),
    })
  return {
    version: execFileSync(join(binDirectory, 'postgres'), ['--version'], { encoding: 'utf8' }).split(' ')[2] ?? '',
    run(database, script, session = {}) {
      const { status, stdout, stderr } = psql(database, script, session)
      if (status !== 0) throw new Error(`psql ended with ${status}: ${stderr}`)
      return stdout.trimEnd()
    },
    refusal(database, script) {
      const { status, stderr } = psql(database, script, {})
      if (status === 0) throw new Error('the server accepted what it should refuse')
      return stderr
    },
    dump(database, options = [], session = {}) {
      return execFileSync(join(binDirectory, 'pg_dump'), ['--format=plain', ...options, database], {
        env: withZone(environment, session),
        maxBuffer: 1 << 28,
      })
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        const ended = new Promise((resolve) => server.once('exit', resolve))
        // Fast shutdown.
        server.kill('SIGINT')
        await ended
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function spawnServer(home: string, data: string, log: string, user: Account | undefined): ChildProcess {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: home,
    fsync: 'off',
    timezone: 'America/New_York',
    logging_collector: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // The server's own process, not a shell around it: its id is the one that is signalled. The log goes through a shell
  // redirection that `exec` leaves behind.
  const command = [join(binDirectory, 'postgres'), '-D', data, ...options]
  const [program, ...words] = asServerUser(user, ['sh', '-c', 'exec "$@" >"$0" 2>&1', log, ...command], true)
  return spawn(program, words, { cwd: home, env: plainEnvironment(), stdio: 'ignore' })
}

async function untilReady(server: ChildProcess, environment: NodeJS.ProcessEnv, log: string): Promise<void> {
  const end = performance.now() + startTimeoutMs
  while (performance.now() < end) {
    if (server.exitCode !== null || server.signalCode !== null) break
    const asked = spawnSync(join(binDirectory, 'pg_isready'), ['-q', '-d', 'postgres'], { env: environment })
    if (asked.status === 0) return
    await sleep(50)
  }
  server.kill('SIGQUIT')
  throw new Error(`PostgreSQL did not start: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`)
}

/** The command under the server's account; `tied` makes it end when this process does. */
function asServerUser(user: Account | undefined, command: readonly string[], tied = false): [string, ...string[]] {
  const account = user === undefined ? [] : ['--reuid', String(user.uid), '--regid', String(user.gid), '--init-groups']
  return ['setpriv', ...account, ...(tied ? ['--pdeathsig', 'INT'] : []), '--', ...command]
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function serverUser(): Account | undefined {
  const entry = spawnSync('getent', ['passwd', serverAccount], { encoding: 'utf8' }).stdout?.split(':') ?? []
  const [name, , uid, gid] = entry
  return name === undefined || uid === undefined ? undefined : { name, uid: Number(uid), gid: Number(gid) }
}

/** The caller's environment without settings of PostgreSQL's own, and in a locale whose messages can be compared. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C.UTF-8' }
}

function withZone(environment: NodeJS.ProcessEnv, session: PostgresSession): NodeJS.ProcessEnv {
  return session.zone === undefined ? environment : { ...environment, PGTZ: session.zone }
}

function findProgram(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path))
}
