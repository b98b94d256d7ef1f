/** Every folder of test/cases/head-list, read and judged. New cases need no code: README.md, heads.txt and case.json. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseHeadList } from '../../../../src/main/io/anchors/parse-head-list.ts'
import { judgeHeadList, type HeadList, type ListedHead } from '../../../../src/shared/core/anchor/head-list.ts'
import { AppError } from '../../../../src/shared/model/app-error.ts'
import { proofJudgementSchema } from '../../../../src/shared/model/proof.ts'
import { openTimestampsTexts } from '../../../../src/shared/text/catalogue/proof-opentimestamps.ts'

interface Case {
  readonly vouched: boolean
  readonly expected:
    | { readonly refused: string; readonly line: number }
    | {
        readonly verdict: string
        readonly reason: string | null
        readonly rung: string
        readonly form: string
        readonly heads: readonly { algorithm: string; hex: string; stated: string | null }[]
        readonly last: string | null
      }
}

const folder = join(import.meta.dirname, '../../../cases/head-list')
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const readCase = (name: string): Case => JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Case
const holder = 'the bank, by e-mail'

describe('the head list cases', () => {
  it('say in their name whether they verify, and are enough of both', () => {
    for (const name of names) {
      const { expected } = readCase(name)
      const verifies = !('refused' in expected) && expected.verdict === 'verified'
      expect([name, verifies]).toEqual([name, !name.endsWith('_fail')])
    }
    expect(names.filter((name) => name.endsWith('_fail')).length).toBeGreaterThanOrEqual(10)
    expect(names.filter((name) => !name.endsWith('_fail')).length).toBeGreaterThanOrEqual(10)
  })

  it('are byte for byte what their generator writes', () => {
    const made = mkdtempSync(join(tmpdir(), 'assay-cases-'))
    try {
      execFileSync(process.execPath, [join(folder, 'make-cases.mjs'), made])
      const written = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      expect(written.length).toBe(names.length * 3)
      for (const { parentPath, name } of written) {
        const path = join(parentPath, name)
        expect(readFileSync(path).equals(readFileSync(path.replace(made, folder))), path).toBe(true)
      }
    } finally {
      rmSync(made, { recursive: true })
    }
  })

  it.each(names)('%s', (name) => {
    const { vouched, expected } = readCase(name)
    const bytes = readFileSync(join(folder, name, 'heads.txt'))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if ('refused' in expected) {
      const error = thrownBy(() => parseHeadList(bytes, 'heads.txt'))
      expect(error).toBeInstanceOf(AppError)
      expect(error).toMatchObject({
        code: 'anchor-file-invalid',
        details: { line: String(expected.line), what: expected.refused },
      })
      return
    }
    const list = parseHeadList(bytes, 'heads.txt')
    const judgement = judgeHeadList(list, { sha256, vouched: vouched ? [{ sha256, holder }] : [] })
    expect(proofJudgementSchema.parse(judgement)).toEqual(judgement)
    const { verdict, reason, rung, commitments, attested, assertedMicros, steps, facts } = judgement
    expect({ verdict, reason, rung, form: list.form }).toEqual({
      verdict: expected.verdict,
      reason: expected.reason,
      rung: expected.rung,
      form: expected.form,
    })
    const named = commitments.map(({ stream: _stream, streamName: _name, sequence: _sequence, ...rest }) => rest)
    expect(named).toEqual(expected.heads.map((head) => ({ role: 'head', size: null, ...head })))
    const last = expected.last === null ? null : Date.parse(expected.last) * 1000
    expect(assertedMicros).toBe(last)
    expect(attested).toEqual(vouched && last !== null ? [{ micros: last, accuracyMicros: null, by: holder }] : [])
    for (const { step } of steps) expect(openTimestampsTexts.proofStep).toHaveProperty([step])
    for (const { label } of facts) expect(openTimestampsTexts.proofFact).toHaveProperty([label])
  })
})

function thrownBy(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

describe('a list', () => {
  const hex = (text: string): string => createHash('sha256').update(text).digest('hex')

  it('is vouched for by its own bytes only', () => {
    const list: HeadList = { form: 'text', heads: [head({ hex: hex('a') })] }
    const vouched = [{ sha256: hex('another file'), holder }]
    expect(judgeHeadList(list, { sha256: hex('this file'), vouched })).toMatchObject({
      verdict: 'not-checked',
      reason: 'head-list-not-known',
      rung: 'claimed',
      attested: [],
    })
  })

  it('of 200,000 lines is read; one more is refused', () => {
    const line = `${hex('a')}\n`
    expect(parseHeadList(Buffer.from(line.repeat(200_000)), 'x').heads.length).toBe(200_000)
    expect(thrownBy(() => parseHeadList(Buffer.from(line.repeat(200_001)), 'x'))).toMatchObject({
      details: { line: '200001', what: 'more than 200000 hashes' },
    })
  })

  it('that is not UTF-8 is refused at its line', () => {
    const bytes = Buffer.concat([Buffer.from(`${hex('a')}\n`), Buffer.from([0xff, 0xfe])])
    expect(thrownBy(() => parseHeadList(bytes, 'x'))).toMatchObject({ details: { line: '2', what: 'not UTF-8' } })
  })

  it('keeps what names no place or instant as text, and names cut to 256', () => {
    const bytes = Buffer.from(JSON.stringify({ hash: hex('a'), stream: 'x'.repeat(300), seq: '1e9', time: 'soon' }))
    expect(parseHeadList(bytes, 'x').heads).toEqual([
      head({ hex: hex('a'), stream: 'x'.repeat(256), streamName: 'stream', time: 'soon', line: 1 }),
    ])
  })

  it('keeps stream and place of each head, and the column that names the stream', () => {
    const list = (text: string) =>
      judgeHeadList(parseHeadList(Buffer.from(text), 'x'), { sha256: '', vouched: [] }).commitments
    expect(list(`Tenant-ID,head_hash,seq\n7,${hex('a')},41\n`)).toMatchObject([
      { stream: '7', streamName: 'tenantid', sequence: '41' },
    ])
    expect(list(`${hex('a')} 12 orders`)).toMatchObject([{ stream: 'orders', sequence: '12' }])
    expect(list(`${hex('a')} 12 orders`)[0]).not.toHaveProperty('streamName')
    expect(list(hex('a'))[0]).not.toHaveProperty('stream')
  })

  it('with a time that microseconds cannot say exactly keeps it as text', () => {
    const bytes = Buffer.from(`5432-03-05T00:00:00Z ${hex('a')}\n2255-01-01T00:00:00Z ${hex('b')}\n`)
    expect(parseHeadList(bytes, 'x').heads.map(({ time, micros }) => [time, micros])).toEqual([
      ['5432-03-05T00:00:00Z', null],
      ['2255-01-01T00:00:00Z', Date.UTC(2255, 0, 1) * 1000],
    ])
  })

  function head(parts: Partial<ListedHead>): ListedHead {
    const nothing = { time: null, micros: null, stream: null, streamName: null, sequence: null }
    return { line: 1, algorithm: 'sha256', hex: '', ...nothing, ...parts }
  }
})
