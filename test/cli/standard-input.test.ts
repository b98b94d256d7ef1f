/** Evidence from a pipe: kept beside the engagement while it is read, stored like a file, and gone afterwards. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, cliEnvironment, ended, program, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)

const evidence = readFileSync(join(sample, 'clean/shop-b.ndjson'))
const card = '4111 1111 1111 1111'
const cards = `${JSON.stringify({ id: 'a', timestamp: '2025-01-01T00:00:00Z', card_number: card })}\n`

beforeAll(async () => {
  for (const name of ['piped', 'cards', 'refused', 'folder'])
    await succeed(['new', `${name}.assay`, '--name', 'E', '--period', '2024-10-01..2025-03-31'], { cwd: folder })
})

/** No copy of the input may stay behind, nor a word of where it lay. */
function expectNothingLeft(engagement: string): void {
  expect(readdirSync(folder).filter((name) => name.startsWith('.assay-input'))).toEqual([])
  for (const name of readdirSync(folder).filter((item) => item.startsWith(engagement)))
    expect(readFileSync(join(folder, name)).includes('.assay-input')).toBe(false)
}

describe('standard input', () => {
  it('is imported as the file would be, under the name that is given', async () => {
    const document = await assayJson(['import', 'piped.assay', '-', '--name', 'from-pipe.ndjson'], {
      cwd: folder,
      stdin: evidence,
    })
    const sha256 = createHash('sha256').update(evidence).digest('hex')
    expect(document.inputs).toEqual([{ path: '-', bytes: evidence.length, sha256 }])
    expect(document.result).toMatchObject([{ name: 'from-pipe.ndjson', receipt: { bytes: evidence.length, sha256 } }])
    expectNothingLeft('piped.assay')
    const again = await assay(['verify', 'chain', 'piped.assay', '1', '--quiet'], { cwd: folder })
    expect(again.stdout).toMatch(/^verified /)
    const back = await assay(['original', 'piped.assay', '1', '-o', 'back.ndjson', '--quiet'], { cwd: folder })
    expect(back.exit).toBe(0)
    expect(readFileSync(join(folder, 'back.ndjson')).equals(evidence)).toBe(true)
  })

  it('cannot be left where it is when it holds card data, and is stored redacted when that is chosen', async () => {
    const refused = await assay(['import', 'cards.assay', '-', '--pan', 'reference'], { cwd: folder, stdin: cards })
    expect(refused.exit).toBe(4)
    expect(refused.stderr).toContain('came in on standard input, so there is no file to leave its bytes in')
    const asked = await assay(['import', 'cards.assay', '-'], { cwd: folder, stdin: cards })
    expect(asked.exit).toBe(4)
    expectNothingLeft('cards.assay')
    const redacted = await assay(['import', 'cards.assay', '-', '--pan', 'redact'], { cwd: folder, stdin: cards })
    expect({ exit: redacted.exit, stderr: redacted.stderr }).toMatchObject({ exit: 0 })
    expectNothingLeft('cards.assay')
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(card)).toBe(false)
  })

  it.each([
    [['-', '-'], /can be imported once/],
    [['x.ndjson', '--name', 'y'], /no file is -/],
    [['-', '--name', '../y'], /may hold no folder/],
  ])('is refused as %j', async (args, says) => {
    const { exit, stderr } = await assay(['import', 'refused.assay', ...args], { cwd: folder, stdin: evidence })
    expect(exit).toBe(2)
    expect(stderr).toMatch(says)
    expectNothingLeft('refused.assay')
  })

  it('leaves nothing when the wait for it is interrupted', async () => {
    const child = spawn(process.execPath, [program, 'import', 'refused.assay', '-'], {
      cwd: folder,
      env: cliEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const end = ended(child)
    child.stdin.write(evidence.subarray(0, 1000))
    while (!readdirSync(folder).some((name) => name.startsWith('.assay-input')))
      await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGTERM')
    expect((await end).exit).toBe(130)
    expectNothingLeft('refused.assay')
    expect((await assayJson(['sources', 'refused.assay'], { cwd: folder })).result).toEqual([])
  })
})

describe('a folder', () => {
  it('is named in the document by its files, each with its hash', async () => {
    mkdirSync(join(folder, 'logs/2025'), { recursive: true })
    writeFileSync(join(folder, 'logs/b.ndjson'), '{"id":"b","timestamp":"2025-01-02T00:00:00Z"}\n')
    writeFileSync(join(folder, 'logs/2025/a.ndjson'), '{"id":"a","timestamp":"2025-01-01T00:00:00Z"}\n')
    const document = await assayJson(['import', 'folder.assay', 'logs'], { cwd: folder })
    expect(document.exit).toBe(0)
    expect(document.inputs).toEqual(
      ['logs/2025/a.ndjson', 'logs/b.ndjson'].map((path) => {
        const bytes = readFileSync(join(folder, path))
        return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
      }),
    )
  })
})
