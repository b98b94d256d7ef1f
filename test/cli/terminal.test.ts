/** What a person sees on a terminal, and what a program sees that is none: progress, colour, prompts. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingTerminal, onTerminal } from './pseudo-terminal.ts'
import { assay, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const reason = missingTerminal()
if (reason !== undefined) console.warn(`SKIPPED, tests on a terminal: ${reason}`)
const escape = '\u001b'
const verify = ['verify', 'chain', 'shop.assay']

beforeAll(async () => {
  await succeed(['new', 'shop.assay', '--name', 'Shop', '--period', '2024-10-01..2025-03-31'], { cwd: folder })
  await succeed(['import', 'shop.assay', join(sample, 'clean/shop-b.ndjson')], { cwd: folder })
})
afterAll(remove)

describe.skipIf(reason !== undefined)('on a terminal', () => {
  it('a bar shows the progress, is taken away, and the verdict has a colour', async () => {
    const { exit, screen } = await onTerminal(verify, { cwd: folder })
    expect(exit).toBe(0)
    expect(screen).toContain(`\r${escape}[2Kchain  [========================] 1,900 of 1,900 entries`)
    expect(screen).toContain(`${escape}[32mverified`)
    // After the bar is taken away, only the result is left.
    const left = screen.slice(screen.lastIndexOf(`${escape}[2K`) + 4)
    expect(left.startsWith(`${escape}[32mverified    ${escape}[0m Recomputing the chain`)).toBe(true)
  })

  it('NO_COLOR takes the colour and leaves the words', async () => {
    const { screen } = await onTerminal([...verify, '--quiet'], { cwd: folder, env: { NO_COLOR: '1' } })
    expect(screen).not.toContain(escape)
    expect(screen).toMatch(/^verified {4} Recomputing the chain/)
  })

  it('an empty NO_COLOR asks for nothing', async () => {
    const { screen } = await onTerminal([...verify, '--quiet'], { cwd: folder, env: { NO_COLOR: '' } })
    expect(screen).toContain(`${escape}[32mverified`)
  })

  it('a dumb terminal gets neither colour nor a bar', async () => {
    const { screen } = await onTerminal(verify, { cwd: folder, env: { TERM: 'dumb' } })
    expect(screen).not.toContain(escape)
    expect(screen).toMatch(/^chain 100 % {2}1,900 of 1,900 entries\r$/m)
  })

  it('a passphrase is asked for, is not shown, and Ctrl+C in the prompt ends with 130', async () => {
    const keys = 'a passphrase for tests'
    const make = ['key', 'new', '--name', 'Test Signer', '-o', 'me.p12']
    const made = await onTerminal(make, { cwd: folder, type: { at: 'Passphrase', keys: `${keys}\r` } })
    expect(made.exit).toBe(0)
    expect(made.screen).toContain('Test Signer')
    expect(made.screen).not.toContain(keys)
    const shown = await assay(['key', 'show', 'me.p12'], { cwd: folder, env: { ASSAY_PASSPHRASE: keys } })
    expect(shown.exit).toBe(0)

    const stopped = await onTerminal(['key', 'show', 'me.p12'], {
      cwd: folder,
      type: { at: 'Passphrase', keys: '\u0003' },
    })
    expect(stopped.exit).toBe(130)
    expect(stopped.screen).toMatch(/Interrupted/)
  })
})

describe('without a terminal', () => {
  it('progress is a line per step on stderr', async () => {
    const { stderr } = await assay(verify, { cwd: folder })
    expect(stderr).toMatch(/^(?:chain \d+0? % {2}[\d,]+ of 1,900 entries\n)+$/)
  })

  it.each([[['--progress', 'json']], [['--progress=json']]])('%s gives one JSON object a line', async (options) => {
    const { stderr, stdout } = await assay([...verify, ...options], { cwd: folder })
    const steps = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(steps.at(-1)).toEqual({ stage: 'chain', unit: 'entries', done: 1900, total: 1900 })
    expect(stdout).toMatch(/^verified /)
  })

  it.each([['--quiet'], ['--progress=none']])('%s is silent', async (option) => {
    expect((await assay([...verify, option], { cwd: folder })).stderr).toBe('')
  })

  it('global options are understood before and after the command', async () => {
    const before = await assay(['--json', '--quiet', '--reproducible', ...verify], { cwd: folder })
    const after = await assay([...verify, '--json', '--quiet', '--reproducible'], { cwd: folder })
    expect(before).toEqual(after)
    expect(before.stdout).toMatch(/^\{/)
  })
})
