/** verify tlog as a person types it: a copied log of 300 entries, its earlier checkpoints, and what was changed. */
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import {
  checkpointText,
  cosignatureLine,
  leafOf,
  noteLine,
  plainKey,
  plainTiles,
  rootOf,
} from '../support/plain-tlog.ts'
import { assay, assayJson, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const copy = join(folder, 'copied-log')
const may = join(folder, 'checkpoint-of-may')
const log = plainKey('log.example')
const witness = plainKey('witness.example')
const entries = Array.from({ length: 300 }, (_, index) => Buffer.from(`entry ${index}`))

function noteOf(list: readonly Buffer[]): string {
  const text = checkpointText(log.name, list.length, rootOf(list.map(leafOf)))
  return `${text}\n${noteLine(log, text)}${cosignatureLine(witness, text, 1_746_057_600n)}`
}

beforeEach(() => {
  rmSync(copy, { recursive: true, force: true })
  for (const [path, bytes] of [...plainTiles(entries), ['checkpoint', noteOf(entries)] as const]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), bytes)
  }
  writeFileSync(may, noteOf(entries.slice(0, 120)))
})

const keys = ['--log-key', log.noteKey, '--witness-key', witness.cosignatureKey]

describe('assay verify tlog', () => {
  it('recomputes the log and shows that it begins with what was seen in May', async () => {
    const { exit, stdout } = await assay(['verify', 'tlog', copy, ...keys, '--earlier', may])
    expect(stdout).toMatch(/^verified +.*copied-log\/checkpoint, rung header-known$/m)
    expect(stdout).toMatch(/^verified +.*checkpoint-of-may, rung header-known$/m)
    expect(stdout).toMatch(/time +2025-05-01T00:00:00Z by witness\.example/)
    expect(stdout).toContain('holds    root recomputed from the tiles equals that of the checkpoint')
    expect(forbiddenIn(stdout)).toEqual([])
    expect(exit).toBe(0)
    const document = await assayJson(['verify', 'tlog', copy, ...keys, '--earlier', may])
    expect(document).toMatchObject({ schema: 'assay.verify.tlog/1', overall: 'verified', exit: 0 })
    expect(document.result).toMatchObject({ checkpoints: [{ file: join(copy, 'checkpoint') }, { file: may }] })
  })

  it('tells a log that was rewritten since May, though all of it is signed', async () => {
    const before = entries.slice(0, 120).with(7, Buffer.from('what stood here in May'))
    writeFileSync(may, noteOf(before))
    const { exit, stdout } = await assay(['verify', 'tlog', copy, ...keys, '--earlier', may])
    expect(stdout).toMatch(/^verified +.*copied-log\/checkpoint/m)
    expect(stdout).toMatch(/^mismatch +.*checkpoint-of-may, rung claimed: The root computed from the entries differs/m)
    expect(exit).toBe(1)
  })

  it('tells an entry that was changed, and a tile that is gone', async () => {
    appendFileSync(join(copy, 'tile/entries/001.p/44'), 'x')
    expect(await assay(['verify', 'tlog', copy, ...keys])).toMatchObject({ exit: 1 })
    rmSync(join(copy, 'tile/entries'), { recursive: true })
    expect(await assay(['verify', 'tlog', copy, ...keys])).toMatchObject({ exit: 0 })
    rmSync(join(copy, 'tile/0/000'))
    const { exit, stdout } = await assay(['verify', 'tlog', copy, ...keys])
    expect(exit).toBe(3)
    expect(stdout).toContain('A tile of the log that is needed is not among the files.')
    expect(stdout).toContain('expected  tile/0/000')
  })

  it('verifies nothing without a key, and refuses a key that was mistyped', async () => {
    expect(await assay(['verify', 'tlog', copy])).toMatchObject({ exit: 3 })
    const mistyped = log.noteKey.replace('log.example', 'log.exemple')
    const refused = await assay(['verify', 'tlog', copy, '--log-key', mistyped])
    expect(refused).toMatchObject({ exit: 2, stdout: '' })
    expect(refused.stderr).toContain('is no verifier key of a log or witness (key-id-differs). Nothing was done.')
  })
})
