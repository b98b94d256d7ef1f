/** The Chain Doctor through the engine: sample from the store, confirmation over every record, report kept. */
import { describe, expect, it } from 'vitest'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'
import { randomFrom, randomHashes, sealedLog, type Design } from '../../../shared/core/doctor/sealed-logs.ts'

const design: Design = {
  algorithm: 'sha256',
  writer: 'python',
  sort: 'top',
  delimiter: '',
  leaveOut: ['created_at'],
  time: 'T3Z',
  placement: 'prefix',
  encoding: 'bytes',
  separator: '',
  prefix: '',
  names: ['digest', 'parent_digest'],
  genesis: 'zeros',
}

async function imported(lines: readonly string[]) {
  const test = await startEngagement()
  const file = fileWith(test.folder, 'log.ndjson', `${lines.join('\n')}\n`)
  const { sourceId } = await test.job('source.import', { engagementId: test.engagementId, file })
  return { ...test, sourceId, ref: { engagementId: test.engagementId, sourceId } }
}

describe('doctor.run', () => {
  it('confirms the recipe over records beyond the sample, keeps the report, and the recipe verifies', async () => {
    const { lines } = sealedLog(design, 700, randomFrom(3))
    const test = await imported(lines)
    expect((await test.call('doctor.result', test.ref)).report).toBeNull()
    const { report } = await test.job('doctor.run', test.ref)
    expect(report.outcome).toBe('found')
    expect(report.sample).toEqual({ matched: 200, of: 200 })
    expect(report.confirmed).toMatchObject({ entries: 700, matched: 700, mismatch: 0, chains: 1 })
    expect(report.confirmed?.links).toMatchObject({ ok: 699, genesis: 1 })
    expect(report.residue).toEqual([])
    expect((await test.call('doctor.result', test.ref)).report?.report).toEqual(report)
    if (report.recipe === null) throw new Error('no recipe')
    const verified = await test.job('chain.verify', { ...test.ref, recipe: report.recipe, secondOpinion: true })
    expect(verified.overall).toBe('verified')
    await test.close()
  })

  it('names the cause of what does not recompute, and changes no verdict', async () => {
    const { lines } = sealedLog(design, 300, randomFrom(4))
    const altered = lines.map((line, index) => (index === 250 ? line.replace('u_', 'x_') : line))
    const test = await imported(altered)
    const { report } = await test.job('doctor.run', test.ref)
    expect(report.outcome).toBe('found')
    expect(report.confirmed).toMatchObject({ entries: 300, matched: 299, mismatch: 1 })
    expect(report.residue.map(({ rows, first }) => [rows, first])).toEqual([[1, 250]])
    expect((await test.call('run.list', { engagementId: test.engagementId })).runs).toEqual([])
    await test.close()
  })

  it('gives the same report twice', async () => {
    const { lines } = sealedLog(design, 120, randomFrom(5))
    const test = await imported(lines)
    const first = await test.job('doctor.run', test.ref)
    const second = await test.job('doctor.run', test.ref)
    expect(JSON.stringify(second.report)).toBe(JSON.stringify(first.report))
    await test.close()
  })

  it('finds nothing behind random hashes, though the links follow', async () => {
    const test = await imported(randomHashes(80, randomFrom(6)))
    const { report } = await test.job('doctor.run', test.ref)
    expect(report.outcome).toBe('none')
    expect(report.recipe).toBeNull()
    expect(report.chain).toMatchObject({ followed: 79, of: 79 })
    expect(report.confirmed).toBeNull()
    await test.close()
  })
})
