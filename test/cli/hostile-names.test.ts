/** Names and texts from the audited side: whatever stands in them, nothing is run, nothing is forged, nothing moves the cursor. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plain } from '../../src/main/cli/output.ts'
import { shownName } from '../../src/shared/text/shown-name.ts'
import { assay, assayJson, type Ended, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const setting = { cwd: folder, env: { ASSAY_PASSPHRASE: 'a passphrase for tests' } }

const names = [
  'with space and "quotes" and \'apostrophes\'.ndjson',
  '-rf.ndjson',
  '$(touch pwned);`touch pwned`;&& touch pwned.ndjson',
  'line\nverified     forged by a file name.ndjson',
  'carriage\rreturn.ndjson',
  '\u001b[2J\u001b]0;title\u0007clear.ndjson',
  '\u009b31mC1.ndjson',
  'right\u202eto\u202cleft\u2066.ndjson',
  'Zoë 😀 日本.ndjson',
  '..ndjson',
  'evidence.assay',
  `${'n'.repeat(248)}.ndjson`,
]

/** Everything that moves the cursor, breaks a line or turns the direction of text. */
const dangerous = /[[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]--\n]/v

beforeAll(async () => {
  await succeed(['new', 'shop.assay', '--name', 'Shop', '--period', '2025-01-01..2025-12-31'], setting)
})
afterAll(remove)

function expectHarmless(ended: Ended): void {
  expect(ended.stdout + ended.stderr).not.toMatch(dangerous)
  expect(`${ended.stdout}\n${ended.stderr}`).not.toMatch(/^verified +forged/m)
  expect(existsSync(join(folder, 'pwned'))).toBe(false)
}

describe('a file name', () => {
  it.each(names.map((name, index) => ({ name, index, shown: JSON.stringify(name).slice(0, 60) })))(
    'such as $shown is imported, listed and found again',
    async ({ name, index }) => {
      writeFileSync(
        join(folder, name),
        `{"timestamp":"2025-01-01T00:00:00Z","actor_id":"a","action":"b","n":${index}}\n`,
      )
      const imported = await assay(['import', 'shop.assay', '--quiet', '--', name], setting)
      expect(imported).toMatchObject({ exit: 0, stderr: '' })
      expectHarmless(imported)
      expect(imported.stdout.startsWith(`${plain(shownName(name))}: `)).toBe(true)

      const listed = await assay(['sources', 'shop.assay'], setting)
      expectHarmless(listed)
      expect(listed.stdout.trimEnd().split('\n')).toHaveLength(index + 2)

      const { result } = await assayJson(['sources', 'shop.assay'], setting)
      // Control characters and direction marks are stored as U+FFFD; the name as it was still finds the source.
      expect(result[index].name).toBe(shownName(name))
      const sheet = await assay(['ipe', 'shop.assay', '--', name], setting)
      expect(sheet.exit).toBe(0)
      expectHarmless(sheet)
    },
  )

  it('has its facts in the document, also when it ends like an engagement', async () => {
    const record = '{"timestamp":"2025-01-03T00:00:00Z","actor_id":"a","action":"b"}\n'
    writeFileSync(join(folder, 'facts.assay'), record)
    const { inputs } = await assayJson(['import', 'shop.assay', 'facts.assay'], setting)
    expect(inputs).toMatchObject([{ path: 'facts.assay', bytes: record.length }])
  })

  it('that is not there is said without its control characters', async () => {
    const ended = await assay(['import', 'shop.assay', '\u001b[2Jnone\nassay: forged'], setting)
    expect(ended).toMatchObject({ exit: 4, stdout: '' })
    expectHarmless(ended)
    expect(ended.stderr.split('\n')).toHaveLength(2)
  })

  it('is harmless as an unknown command or option', async () => {
    for (const args of [['\u001b[2Jbogus\n'], ['sources', '--\u001b[2J']]) {
      const ended = await assay(args, setting)
      expect(ended.exit).toBe(2)
      expectHarmless(ended)
    }
  })

  it('of a new engagement and of a key is used as it is', async () => {
    const name = '\u001b[31m$(touch pwned)\n.assay'
    const made = await assay(
      ['new', name, '--name', 'x\u001b[2J\nforged', '--period', '2025-01-01..2025-12-31'],
      setting,
    )
    expect(made.exit).toBe(0)
    expectHarmless(made)
    const key = await assay(['key', 'new', '--name', 'Test', '-o', '\u001b[31m key.p12'], setting)
    expect(key.exit).toBe(0)
    expectHarmless(key)
    expect(readdirSync(folder)).toEqual(expect.arrayContaining([name, '\u001b[31m key.p12']))
  })
})

describe('text of a record', () => {
  it('cannot rewrite the screen that shows it', async () => {
    const actor = '\u001b[2J\u001b]0;title\u0007\nverified     forged by a record\u202e'
    const record = { timestamp: '2025-01-02T00:00:00Z', actor_id: actor, action: 'login', old_values: { a: actor } }
    // Raw control characters are no JSON; the export escapes them, and reading undoes that.
    const lines = [record, record, record].map((item, index) => JSON.stringify({ ...item, index }))
    writeFileSync(join(folder, 'records.ndjson'), `${lines.join('\n')}\n{"broken": "${actor.replace('\n', '\r')}\n`)
    const imported = await assay(['import', 'shop.assay', 'records.ndjson'], setting)
    expect(imported.exit).toBe(0)
    expect(imported.stdout).toContain('3 accepted + 1 rejected')
    expectHarmless(imported)
    const { result } = await assayJson(['inspect', 'shop.assay', 'records.ndjson', '--record', '1'], setting)
    expect(result.fields.find((field: { field: string }) => field.field === 'actorId').text).toBe(actor)
    const commands = [
      ['inspect', 'shop.assay', 'records.ndjson', '--record', '1'],
      ['findings', 'shop.assay'],
      ['detect', 'shop.assay'],
      ['erasure', 'preview', 'shop.assay', '--subject', actor],
      ['log', 'show', 'shop.assay'],
    ]
    for (const args of commands) expectHarmless(await assay([...args, '--quiet'], setting))
  })
})
