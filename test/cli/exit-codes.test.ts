/** Exit codes are the contract with scripts: each one, and what must not be mistaken for another. */
import { spawnSync } from 'node:child_process'
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, cliEnvironment, type Ended, program, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const faulty = join(sample, 'faulty')
const clean = join(sample, 'clean')
const settings = { cwd: folder, env: { ASSAY_PASSPHRASE: 'a passphrase for tests' } }

function run(...args: readonly string[]): Promise<Ended> {
  return assay([...args, '--quiet'], settings)
}

beforeAll(async () => {
  const period = ['--period', '2024-10-01..2025-05-31']
  for (const name of ['clean', 'faulty', 'empty'])
    await succeed(['new', `${name}.assay`, '--name', name, ...period], settings)
  await succeed(['import', 'clean.assay', join(clean, 'shop-b.ndjson'), join(clean, 'shop-a.ndjson')], settings)
  await succeed(['import', 'faulty.assay', join(faulty, 'shop-b.ndjson')], settings)
  await succeed(['key', 'new', '--name', 'Test', '-o', 'me.p12'], settings)
  writeFileSync(join(folder, 'note.txt'), 'no engagement, no package, no recipe\n')
  mkdirSync(join(folder, 'directory'))
})
afterAll(remove)

describe('exit 0 and 1', () => {
  it('0 when everything asked for was checked and nothing differs', async () => {
    expect(await run('verify', 'chain', 'clean.assay', '1')).toMatchObject({ exit: 0 })
  })

  it('1 when something differs, also when incomplete things are allowed', async () => {
    expect(await run('verify', 'chain', 'faulty.assay')).toMatchObject({ exit: 1 })
    expect(await run('verify', 'chain', 'faulty.assay', '--allow-incomplete')).toMatchObject({ exit: 1 })
  })

  it('3 for a package of an unknown signer, 0 when the signer is trusted, 1 when one byte is changed', async () => {
    const build = ['package', 'build', 'clean.assay', '--template', 'sox', '--key', 'me.p12']
    expect(await run(...build, '-o', 'sox.evidence.zip')).toMatchObject({ exit: 0 })
    expect(await run('package', 'verify', 'sox.evidence.zip')).toMatchObject({ exit: 3 })
    const { result } = await assayJson(['key', 'show', 'me.p12'], settings)
    expect(await run('package', 'verify', 'sox.evidence.zip', '--trust', result.fingerprint)).toMatchObject({ exit: 0 })
    const bytes = readFileSync(join(folder, 'sox.evidence.zip'))
    // Inside the packed bytes of that file: its local header is 30 bytes and the name.
    const at = bytes.indexOf('HOW-TO-VERIFY.txt') + 200
    bytes[at] = (bytes[at] as number) ^ 1
    writeFileSync(join(folder, 'changed.evidence.zip'), bytes)
    const changed = await run('package', 'verify', 'changed.evidence.zip', '--trust', result.fingerprint)
    expect(changed.exit).toBe(1)
    expect(changed.stdout).toMatch(/^ {4}data\/HOW-TO-VERIFY\.txt: /m)
  })
})

describe('exit 2', () => {
  const wrong: readonly (readonly [what: string, args: readonly string[], says: RegExp])[] = [
    ['an unknown command', ['bogus'], /unknown command 'bogus'/],
    ['an unknown option', ['sources', 'clean.assay', '--bogus'], /unknown option '--bogus'/],
    ['a missing argument', ['import'], /missing required argument 'engagement'/],
    ['a missing option', ['new', 'x.assay'], /required option '--name <name>' not specified/],
    ['too many arguments', ['sources', 'clean.assay', 'more'], /too many arguments/],
    ['an unknown progress form', ['recipe', 'list', '--progress', 'loud'], /Allowed choices are auto, json, none/],
    ['a day that does not exist', ['new', 'x.assay', '--name', 'x', '--period', '2025-02-01..2025-02-30'], /--period/],
    [
      'a period that ends before it begins',
      ['new', 'x.assay', '--name', 'x', '--period', '2025-02-02..2025-02-01'],
      /ends before it begins/,
    ],
    [
      'an unknown framework',
      ['new', 'x.assay', '--name', 'x', '--period', '2025-01-01..2025-12-31', '--framework', 'iso'],
      /not iso/,
    ],
    ['an unknown format', ['import', 'clean.assay', 'note.txt', '--format', 'word'], /There is no format word\./],
    ['a zone by name', ['detect', 'clean.assay', '--zone', 'Europe/Berlin'], /not Europe\/Berlin/],
    ['a zone by name at import', ['import', 'clean.assay', 'note.txt', '--zone', 'EST'], /not EST/],
    ['an unknown mode', ['detect', 'clean.assay', '--mode', 'lax'], /as-written and strict/],
    ['an unknown kind of finding', ['findings', 'clean.assay', '--kind', 'bogus'], /not bogus/],
    ['an unknown source', ['ipe', 'clean.assay', '7'], /no single source 7\. Sources: 1 shop-b\.ndjson/],
    ['a record beyond the source', ['inspect', 'clean.assay', '1', '--record', '1901'], /from 1 to 1900/],
    ['a record number that is none', ['inspect', 'clean.assay', '1', '--record', '1e2'], /from 1 to 1900/],
    ['an unknown shipped recipe', ['recipe', 'show', 'sha256.bogus'], /no shipped recipe/],
    ['trust without a chain id', ['trust', 'add', 'clean.assay', '--block-hash', `0x${'0'.repeat(64)}`], /--chain-id/],
    [
      'an unknown template',
      ['package', 'build', 'clean.assay', '--template', 'x', '--key', 'me.p12', '-o', 'x.zip'],
      /not x/,
    ],
    [
      'a transform that is none',
      ['erasure', 'preview', 'clean.assay', '--subject', 'x', '--transform', 'shred'],
      /blank and pseudonym/,
    ],
    [
      'an engagement that exists',
      ['new', 'clean.assay', '--name', 'x', '--period', '2025-01-01..2025-12-31'],
      /exists already/,
    ],
    ['a key file that exists', ['key', 'new', '--name', 'x', '-o', 'me.p12'], /exists/],
  ]

  it.each(wrong)('for %s, said on stderr in one line', async (_what, args, says) => {
    const ended = await run(...args)
    expect(ended).toMatchObject({ exit: 2, stdout: '' })
    expect(ended.stderr).toMatch(says)
    expect(ended.stderr).toMatch(/^assay: .*\n$/)
    expect(existsSync(join(folder, 'x.assay'))).toBe(false)
  })

  it('for a package file that exists, which is left alone unless --force is given', async () => {
    writeFileSync(join(folder, 'kept.zip'), 'kept')
    const build = ['package', 'build', 'clean.assay', '--template', 'soc2', '--key', 'me.p12', '-o', 'kept.zip']
    expect(await run(...build)).toMatchObject({ exit: 2, stdout: '' })
    expect(readFileSync(join(folder, 'kept.zip'), 'utf8')).toBe('kept')
    expect(await run(...build, '--force')).toMatchObject({ exit: 0 })
    expect(readFileSync(join(folder, 'kept.zip')).subarray(0, 2).toString()).toBe('PK')
  })

  it('for a passphrase that is neither set nor typed', async () => {
    const ended = await assay(['key', 'show', 'me.p12'], { cwd: folder })
    expect(ended).toMatchObject({ exit: 2, stdout: '' })
    expect(ended.stderr).toMatch(/ASSAY_PASSPHRASE/)
  })
})

describe('exit 3', () => {
  it('when something is unanchored, and 0 when that is allowed', async () => {
    const args = ['verify', 'merkle', 'clean.assay']
    const document = await assayJson(args, settings)
    expect(document).toMatchObject({ exit: 3, overall: 'unanchored' })
    expect(await run(...args)).toMatchObject({ exit: 3 })
    expect(await run(...args, '--allow-incomplete')).toMatchObject({ exit: 0 })
  })

  it('when no recipe reproduces a chain', async () => {
    writeFileSync(join(folder, 'other.json'), recipeText({ placement: 'suffix' }))
    const ended = await run('verify', 'chain', 'clean.assay', '1', '--recipe', 'other.json')
    expect(ended.exit).toBe(3)
    expect(ended.stdout).toMatch(/^not-checked /)
  })
})

describe('exit 4', () => {
  const unreadable: readonly (readonly [what: string, args: readonly string[]])[] = [
    ['an engagement that is not there', ['sources', 'none.assay']],
    ['an engagement that is none', ['sources', 'note.txt']],
    ['an engagement that is a folder', ['sources', 'directory']],
    [
      'a new engagement in a folder that is not there',
      ['new', 'none/x.assay', '--name', 'x', '--period', '2025-01-01..2025-12-31'],
    ],
    ['an evidence file that is not there', ['import', 'clean.assay', 'none.ndjson']],
    ['an evidence file that is a folder', ['import', 'clean.assay', 'directory']],
    ['an evidence file of another digest', ['import', 'clean.assay', 'note.txt', '--expect-sha256', '0'.repeat(64)]],
    ['a recipe file that is not there', ['verify', 'chain', 'clean.assay', '1', '--recipe', 'none.json']],
    ['a recipe file that is no JSON', ['verify', 'chain', 'clean.assay', '1', '--recipe', 'note.txt']],
    ['a recipe file that is no recipe', ['recipe', 'check', 'wrong.json']],
    ['anchor material that is none', ['anchor', 'add', 'clean.assay', 'note.txt', '--source', '2']],
    ['trust entries that are none', ['trust', 'add', 'clean.assay', 'note.txt']],
    ['a package that is none', ['package', 'verify', 'note.txt']],
    ['a package that is not there', ['package', 'verify', 'none.evidence.zip']],
    ['a key file that is none', ['key', 'show', 'note.txt']],
  ]

  it.each(unreadable)('for %s, said on stderr in one line', async (_what, args) => {
    writeFileSync(join(folder, 'wrong.json'), recipeText({ placement: 'sideways' }))
    const ended = await run(...args)
    expect(ended).toMatchObject({ exit: 4, stdout: '' })
    expect(ended.stderr).toMatch(/^assay: .*\n$/)
    expect(ended.stderr).not.toMatch(/internal fault/i)
  })

  it('for a wrong passphrase', async () => {
    const ended = await assay(['key', 'show', 'me.p12'], {
      cwd: folder,
      env: { ASSAY_PASSPHRASE: 'another passphrase' },
    })
    expect(ended).toMatchObject({ exit: 4, stdout: '' })
  })

  it('for an engagement of a newer layout, which is left as it is', async () => {
    copyFileSync(join(folder, 'empty.assay'), join(folder, 'newer.assay'))
    const bytes = readFileSync(join(folder, 'newer.assay'))
    // user_version, SQLite's file format section 1.3, offset 60.
    bytes.writeUInt32BE(999_999, 60)
    writeFileSync(join(folder, 'newer.assay'), bytes)
    const ended = await run('sources', 'newer.assay')
    expect(ended).toMatchObject({ exit: 4, stdout: '' })
    expect(ended.stderr).toMatch(/newer Assay/)
    expect(readFileSync(join(folder, 'newer.assay')).equals(bytes)).toBe(true)
  })

  it('with the receipts of the files that were imported before the unreadable one', async () => {
    const ended = await run(
      'import',
      'empty.assay',
      join(clean, 'shop-b.ndjson'),
      'none.ndjson',
      join(clean, 'shop-a.ndjson'),
    )
    expect(ended.exit).toBe(4)
    expect(ended.stdout).toMatch(/^shop-b\.ndjson: .*\n {2}1,900 accepted/)
    const { result } = await assayJson(['sources', 'empty.assay'], settings)
    expect(result.map((source: { name: string }) => source.name)).toEqual(['shop-b.ndjson'])
  })
})

describe('exit 5', () => {
  it('when the results cannot be written, never 1', () => {
    const full = openSync('/dev/full', 'w')
    const ended = spawnSync(process.execPath, [program, 'recipe', 'list'], {
      env: cliEnvironment(),
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    closeSync(full)
    expect(ended.status).toBe(5)
    expect(ended.stderr).toMatch(/^assay: The results could not be written: ENOSPC.*\n$/)
  })

  it('is not what a reader causes who has seen enough', () => {
    const command = `"${process.execPath}" "${program}" recipe list | head -1; echo "\${PIPESTATUS[0]}"`
    const ended = spawnSync('bash', ['-c', command], { env: cliEnvironment(), encoding: 'utf8' })
    expect(ended.stdout).toMatch(/^sha256\.raw-minus-fields\.inside\.hex .*\n0\n$/)
    expect(ended.stderr).toBe('')
  })
})

function recipeText(previous: object): string {
  const canonical = { form: 'jcs', exclude: ['entry_hash', 'prev_hash'] }
  return JSON.stringify({
    recipe: 'assay.recipe/1',
    id: 'test',
    name: 'Test',
    algorithm: 'sha256',
    canonical,
    previous,
  })
}
