/**
 * The further checks in everything that sums up: "verify all", findings, overview, and a package, whose report, runs and
 * exceptions must say the same as the results.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ContinuityResult } from '../../../../src/shared/model/continuity.ts'
import type { Finding } from '../../../../src/shared/model/finding.ts'
import { buildCase, makeKeys, trailCases, writeCopy, type TrailCase } from '../../../support/cloudtrail-case.ts'
import { samplePath } from '../../../support/answer-key.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'
import { issueTestKey, passphrase } from '../../io/signing/material.ts'
import { unpack } from '../package/package-material.ts'

/** In parts, so that no scanner takes this file for one that holds a key. */
const secret = ['AKIA', 'Q7ZK3MPL2XWV5TRB'].join('')

/** Sequence 41 is missing and 60 is there twice; one old price is not the last one; one id is an hour off. */
function oddLog(): string {
  const rows = Array.from({ length: 120 }, (_, index) => {
    const micros = Date.UTC(2026, 0, 2) + index * 60_000
    const time = (index === 90 ? micros - 3_600_000 : micros).toString(16).padStart(12, '0')
    return {
      id: `${time.slice(0, 8)}-${time.slice(8)}-7${index.toString(16).padStart(3, '0')}-9abc-${String(index).padStart(12, '0')}`,
      sequence: index >= 40 ? index + 2 : index + 1,
      timestamp: new Date(micros).toISOString(),
      actor_id: `u_${index % 4}`,
      action: 'update',
      resource_type: 'price',
      resource_id: `sku_${index % 10}`,
      old_values: { note: index === 75 ? `key ${secret}` : `n${index - 10}` },
      new_values: { note: `n${index}` },
    }
  })
  return rows.map((row, index) => `${JSON.stringify(index === 59 ? { ...row, sequence: 60 } : row)}\n`).join('')
}

let test: Awaited<ReturnType<typeof startEngagement>>
let cleanB: number
let odd: number
beforeAll(async () => {
  test = await startEngagement()
  const { engagementId } = test
  cleanB = (await test.job('source.import', { engagementId, file: samplePath('clean', 'shop-b.ndjson') })).sourceId
  const file = fileWith(test.folder, 'odd.ndjson', oddLog())
  odd = (await test.job('source.import', { engagementId, file })).sourceId
  return () => test.close()
})

async function findingsOf(kind: Finding['kind']): Promise<readonly Finding[]> {
  const { engagementId } = test
  return (await test.call('finding.list', { engagementId, kind, start: 0, count: 100 })).findings
}

describe('verify all', () => {
  it('makes every check that applies, in a fixed order, and names the others with a reason', async () => {
    const { engagementId } = test
    const { results, skipped, overall } = await test.job('all.verify', { engagementId, sourceId: cleanB })
    expect(results.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['chain', 'verified'],
      ['sequence', 'verified'],
      ['continuity', 'verified'],
      ['ids', 'verified'],
    ])
    expect((results[2] as ContinuityResult).tested).toBeGreaterThan(500)
    expect(skipped?.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['merkle', 'no-batches'],
      ['anchors', 'no-batches'],
      ['seals', 'no-seal'],
    ])
    expect(overall).toBe('verified')
  })

  it('leaves findings that point at the entries', async () => {
    const { engagementId } = test
    const { results } = await test.job('all.verify', { engagementId, sourceId: odd })
    expect(Object.fromEntries(results.map(({ kind, verdict }) => [kind, verdict]))).toMatchObject({
      sequence: 'mismatch',
      continuity: 'gap',
      ids: 'mismatch',
    })
    expect((await findingsOf('sequence-gap')).map(({ subject }) => subject)).toContain('41')
    expect((await findingsOf('sequence-repeat'))[0]).toMatchObject({ subject: '60', pointers: [{ sourceId: odd }] })
    expect((await findingsOf('state-break'))[0]).toMatchObject({ pointers: [{ line: 76 }, { line: 66 }] })
    expect((await findingsOf('id-time'))[0]).toMatchObject({ pointers: [{ line: 91 }] })
    expect(JSON.stringify(await findingsOf('state-break'))).not.toContain(secret)
  })

  it('does not list what the analysis finds in the same numbers a second time', async () => {
    const { engagementId } = test
    const before = await findingsOf('sequence-gap')
    await test.job('analysis.run', { engagementId })
    expect((await findingsOf('sequence-gap')).map(({ subject }) => subject)).toEqual(
      before.map(({ subject }) => subject),
    )
  })

  it('counts in the overview, and a check without anything to be about counts in no total', async () => {
    const { engagementId } = test
    const clean = (await test.call('engagement.overview', { engagementId })).matrix.find(
      (row) => row.sourceId === cleanB,
    )
    expect(clean?.further?.map(({ kind, verdict, applies }) => [kind, verdict, applies])).toEqual([
      ['sequence', 'verified', true],
      ['continuity', 'verified', true],
      ['ids', 'verified', true],
    ])
    await test.job('seals.verify', { engagementId, sourceId: cleanB })
    const { sources } = await test.call('source.list', { engagementId })
    expect(sources.find((source) => source.sourceId === cleanB)?.verdict).toBe('verified')
    expect((await findingsOf('check-incomplete'))[0]).toMatchObject({ severity: 'note', subject: 'no-seal' })
  })
})

describe('a package', () => {
  let files: Map<string, Uint8Array>
  let report = ''
  const textOf = (path: string): string => Buffer.from(files.get(path) ?? []).toString('utf8')
  const json = (path: string): Record<string, unknown> => JSON.parse(textOf(path)) as Record<string, unknown>

  beforeAll(async () => {
    const { engagementId, folder } = test
    const { given } = trailCases().find((item) => item.given.expect.verdict === 'mismatch') as { given: TrailCase }
    const built = buildCase(given, makeKeys())
    const copy = join(folder, 'copied-trail')
    mkdirSync(copy)
    writeCopy(built.copy, copy)
    const keys = fileWith(folder, 'aws-keys.json', JSON.stringify(built.keyList))
    await test.job('cloudtrail.verify', { engagementId, files: [copy], keys: [keys] })
    await test.job('doctor.run', { engagementId, sourceId: cleanB })
    const keyFile = join(folder, 'key.p12')
    writeFileSync(keyFile, issueTestKey().p12)
    const out = join(folder, 'further.evidence.zip')
    await test.job('package.build', { engagementId, template: 'soc2', keyFile, passphrase, out })
    files = await unpack(readFileSync(out))
    const pdf = fileWith(folder, 'report.pdf', files.get('data/report.pdf') ?? new Uint8Array())
    report = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })
  }, 300_000)

  it('has every run with its result, and the digest of each', async () => {
    const { engagementId } = test
    for (const path of [
      'source-2-continuity',
      'source-2-sequence',
      'source-2-ids',
      'source-1-seals',
      'files-1-cloudtrail',
    ])
      expect(json(`data/runs/${path}.json`)).toMatchObject({ run: { state: 'finished' }, result: {} })
    const { run } = json('data/runs/source-2-continuity.json') as { run: { runId: number; resultSha256: string } }
    expect(report).toContain(run.resultSha256)
    const { runs } = await test.call('run.list', { engagementId, limit: 200 })
    const { checks } = json('data/runs/history.json') as { checks: { runs: { run: { runId: number } }[] }[] }
    const kept = checks.flatMap((check) => check.runs.map((item) => item.run.runId))
    expect(kept.toSorted((a, b) => a - b)).toEqual(runs.map(({ runId }) => runId).toSorted((a, b) => a - b))
  })

  it('lists the exceptions with their places, the same as the findings', async () => {
    const rows = textOf('data/extracts/exceptions.csv').split('\r\n')
    const of = (kind: string): string[] => rows.filter((row) => row.includes(kind))
    expect(of('Old value is not the last known one')[0]).toContain('line 76')
    expect(of('Sequence number is there twice')).toHaveLength(1)
    expect(of('Stated time differs from the time in the id')[0]).toContain('line 91')
    expect(of('Digest or log file differs')).toHaveLength((await findingsOf('digest-mismatch')).length)
    expect(of('Digest or log file differs').length).toBeGreaterThan(0)
  })

  it('carries the inferred recipe and the statement of the doctor, which is called no verdict', () => {
    expect(json('data/recipes/source-1-inferred.json')).toMatchObject({ algorithm: 'sha256' })
    expect(json('data/runs/source-1-doctor.json')).toMatchObject({
      schema: 'assay.doctor/1',
      report: { outcome: 'found' },
    })
    expect(report).toContain('An inference from the records, and no verdict')
  })

  it('says in its report what each check does not prove', () => {
    expect(report).toContain('6.1 Further checks')
    for (const title of ['State continuity', 'Sequence numbers', 'Clocks inside ids', 'CloudTrail digests'])
      expect(report).toContain(title)
    expect(report.replaceAll(/\s+/g, ' ')).toContain('What this does not prove')
    expect(textOf('data/HOW-TO-VERIFY.txt')).toContain('State continuity of data/extracts/source-2-odd.ndjson')
  })

  it('shows no secret outside the source itself, and no folder of whoever ran the checks', () => {
    for (const [path, bytes] of files) {
      if (/^data\/(?:extracts\/source-\d|report)/.test(path)) continue
      const text = Buffer.from(bytes).toString('utf8')
      expect(text, path).not.toContain(secret)
      if (path.startsWith('data/runs/')) expect(text, path).not.toContain(test.folder)
    }
    expect(report).not.toContain(secret)
    expect(report).not.toContain(test.folder)
  })
})
