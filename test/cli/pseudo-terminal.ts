/** The command line on a terminal: `script` of util-linux gives it one. Both streams arrive as one, as on a screen. */
import { spawn, spawnSync } from 'node:child_process'
import { cliEnvironment, program } from './run-cli.ts'

/** Why there is no terminal to be had here; undefined when there is. */
export function missingTerminal(): string | undefined {
  const found = spawnSync('script', ['--version'], { encoding: 'utf8' })
  return found.stdout?.includes('util-linux') === true ? undefined : 'script of util-linux is not installed'
}

export interface TerminalSetting {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Typed as soon as the screen shows `at`. */
  readonly type?: { readonly at: string; readonly keys: string }
}

export function onTerminal(
  args: readonly string[],
  setting: TerminalSetting,
): Promise<{ exit: number | null; screen: string }> {
  const command = [process.execPath, program, ...args]
    .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ')
  const child = spawn('script', ['--quiet', '--return', '--command', `stty cols 100; exec ${command}`, '/dev/null'], {
    cwd: setting.cwd,
    env: cliEnvironment({ TERM: 'xterm-256color', SHELL: '/bin/sh', ...setting.env }),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let screen = ''
  let typed = setting.type === undefined
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString('utf8')
    if (typed || setting.type === undefined || !screen.includes(setting.type.at)) return
    typed = true
    child.stdin.write(setting.type.keys)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (exit) => resolve({ exit, screen }))
  })
}
