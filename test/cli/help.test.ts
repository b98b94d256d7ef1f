/** The help of every command: it says what the command does and shows one example that the command understands. */
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/main/cli/program.ts'
import { helpText, leafCommands } from './command-tree.ts'
import { version } from '../../src/shared/model/version.ts'
import { assay } from './run-cli.ts'

const commands = leafCommands()

/** Words of a shell line as far as the examples go: single and double quotes, no expansion. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  )
}

/** The example without what the shell takes: settings in front, a redirection behind. */
function exampleOf(help: string): string[] {
  const line = /\nExample:\n {2}(.+)\n?$/.exec(help)?.[1] ?? ''
  const words = wordsOf(line).filter((word, index, all) => !all.slice(0, index + 1).includes('>'))
  while (words[0] !== undefined && /^[A-Z_]+=/.test(words[0])) words.shift()
  return words
}

describe('help', () => {
  it('knows the commands of the main job', () => {
    expect(commands.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'new',
        'import',
        'sources',
        'verify chain',
        'verify merkle',
        'verify anchors',
        'package build',
      ]),
    )
    expect(commands.length).toBeGreaterThan(25)
  })

  it.each(commands)('says what $path does', ({ command }) => {
    expect(command.description()).toMatch(/^[a-z].{8,}[^.]$/)
  })

  it.each(commands)('says what the arguments and options of $path are', ({ command }) => {
    for (const argument of command.registeredArguments) expect(argument.description, argument.name()).not.toBe('')
    for (const option of command.options) expect(option.description, option.flags).not.toBe('')
  })

  it.each(commands)('has an example of $path that parses', async ({ path, command }) => {
    const example = exampleOf(helpText(command))
    expect(example.slice(0, 1 + path.split(' ').length)).toEqual(['assay', ...path.split(' ')])
    // A program whose commands do nothing: only the arguments are tried.
    const program = createProgram(() => undefined)
    let ran: string | undefined
    for (const leaf of leafCommands(program)) leaf.command.action(() => void (ran = leaf.path))
    await program.parseAsync(example.slice(1), { from: 'user' })
    expect(ran).toBe(path)
  })

  it('is printed on stdout with exit 0 when asked for, of the whole and of one command', async () => {
    const whole = await assay(['--help'])
    expect(whole).toMatchObject({ exit: 0, stderr: '' })
    for (const { path } of commands)
      expect(whole.stdout).toMatch(new RegExp(`^ {2}${path.split(' ')[0] ?? ''}\\b`, 'm'))
    expect(whole.stdout).toMatch(/Exit codes: 0 .* 130 interrupted/s)
    const one = await assay(['verify', 'chain', '--help'])
    expect(one).toMatchObject({ exit: 0, stderr: '' })
    expect(one.stdout).toContain('--recipe <file>')
    expect(one.stdout).toContain('--allow-incomplete')
    expect(one.stdout).toContain('assay verify chain shop.assay 1 --recipe recipe.json')
  })

  it('stands in on stderr with exit 2 where a command is missing', async () => {
    for (const args of [[], ['verify'], ['package']]) {
      const { exit, stdout, stderr } = await assay(args)
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
      expect(stderr).toMatch(/^Usage: assay/)
    }
  })

  it('prints the version of package.json', async () => {
    const { exit, stdout } = await assay(['--version'])
    expect({ exit, stdout }).toEqual({ exit: 0, stdout: `${version}\n` })
  })
})
