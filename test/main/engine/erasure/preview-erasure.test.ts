/** The erasure preview: the rows of the answer key, no more and no fewer, and an engagement that stays as it was. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { ErasurePreview } from '../../../../src/shared/ipc/payloads.ts'
import { readAnswerKey, samplePath, sampleRecords, type SampleSet } from '../../../support/answer-key.ts'
import {
  fileWith,
  folderDigests,
  logicalDump,
  startEngagement,
  temporaryFolder,
} from '../../../support/temporary-engine.ts'

const files = ['shop-a.ndjson', 'shop-b.ndjson'] as const

async function engagementOf(set: SampleSet): Promise<Awaited<ReturnType<typeof startEngagement>>> {
  const test = await startEngagement()
  const { engagementId } = test
  for (const file of files) await test.job('source.import', { engagementId, file: samplePath(set, file) })
  await test.call('anchor.add', { engagementId, sourceId: 1, file: samplePath(set, 'shop-a-anchors.ndjson') })
  await test.job('all.verify', { engagementId })
  return test
}

/** Lines by file name, as the key has them. */
function linesOf(preview: ErasurePreview): Record<string, number[]> {
  return Object.fromEntries(
    files.map((file, index) => [
      file,
      preview.rows.filter((row) => row.pointer.sourceId === index + 1).map((row) => row.pointer.line ?? 0),
    ]),
  )
}

describe.each(['clean', 'faulty'] as const)('the erasure preview over the sample set %s', (set) => {
  const key = readAnswerKey(set)
  let test: Awaited<ReturnType<typeof startEngagement>>
  beforeAll(async () => {
    test = await engagementOf(set)
    return () => test.close()
  })

  it('affects exactly the entries of the key, nested JSON included, and no near miss', async () => {
    const preview = await test.job('erasure.preview', {
      engagementId: test.engagementId,
      subjects: [...key.erasure.subject],
      transform: 'blank',
    })
    expect(linesOf(preview)).toEqual(key.erasure.files)
    expect(preview.entries).toBe(Object.values(key.erasure.files).flat().length)
    const near = Object.entries(key.erasure.nearMisses).flatMap(([file, lines]) =>
      lines.filter((line) => linesOf(preview)[file]?.includes(line)),
    )
    expect(near).toEqual([])
    for (const source of preview.bySource)
      expect(source.asActor + source.asObject + source.asBoth).toBe(key.erasure.files[source.sourceName]?.length)
  })

  it('shows what stands there now and what would, with nothing of the subject left', async () => {
    const preview = await test.job('erasure.preview', {
      engagementId: test.engagementId,
      subjects: [...key.erasure.subject],
    })
    const recordBySource = files.map((file) => sampleRecords(set, file))
    for (const { pointer, changes } of preview.rows) {
      expect(changes.length).toBeGreaterThan(0)
      const text = JSON.stringify(recordBySource[pointer.sourceId - 1]?.get(pointer.line ?? 0)).toLowerCase()
      for (const change of changes) {
        expect(text).toContain(JSON.stringify(change.before).slice(1, -1).toLowerCase())
        expect(change.after).not.toBe(change.before)
        const words = change.after.toLowerCase().split(/[^a-z0-9_@.-]+/)
        for (const identifier of key.erasure.subject) expect(words).not.toContain(identifier.toLowerCase())
      }
    }
  })

  it('changes nothing: not a row, not a byte of the file', async () => {
    const { file, folder } = test
    await test.call('engagement.close', { engagementId: test.engagementId })
    const digests = folderDigests(folder)
    const { engagementId } = await test.call('engagement.open', { file })
    const before = logicalDump(file)
    for (const transform of ['blank', 'pseudonym'] as const) {
      const preview = await test.job('erasure.preview', { engagementId, subjects: [...key.erasure.subject], transform })
      expect(preview.entries).toBeGreaterThan(0)
    }
    expect(logicalDump(file)).toEqual(before)
    await test.call('engagement.close', { engagementId })
    expect(folderDigests(folder)).toEqual(digests)
  })
})

describe('what an erasure would do to the checks', () => {
  let test: Awaited<ReturnType<typeof startEngagement>>
  beforeAll(async () => {
    test = await engagementOf('clean')
    return () => test.close()
  })

  it('names the entries and batches that would no longer recompute, and the verdicts before and after', async () => {
    const { engagementId } = test
    const key = readAnswerKey('clean')
    const preview = await test.job('erasure.preview', { engagementId, subjects: [...key.erasure.subject] })
    const dates = new Set(
      key.erasure.files['shop-a.ndjson']?.map((line) =>
        String(sampleRecords('clean', 'shop-a.ndjson').get(line)?.['timestamp']).slice(0, 10),
      ),
    )
    const chain = preview.effects.find((effect) => effect.check === 'chain')
    const merkle = preview.effects.find((effect) => effect.check === 'merkle')
    expect(chain).toMatchObject({
      sourceId: 2,
      verdictBefore: 'verified',
      verdictAfter: 'not-checked',
      affected: key.erasure.files['shop-b.ndjson']?.length,
      of: 1900,
    })
    expect(merkle).toMatchObject({
      sourceId: 1,
      verdictBefore: 'verified',
      verdictAfter: 'not-checked',
      affected: dates.size,
      of: 180,
    })
    expect(merkle?.detail.split(' ')).toEqual([...dates].toSorted())
  })

  it('says when a subject is nowhere, and leaves verdicts as they are', async () => {
    const preview = await test.job('erasure.preview', {
      engagementId: test.engagementId,
      subjects: ['nobody@nowhere.example'],
    })
    expect(preview).toMatchObject({ entries: 0, rows: [], warnings: expect.arrayContaining(['subject-not-found']) })
    for (const effect of preview.effects)
      expect(effect).toMatchObject({ affected: 0, verdictAfter: effect.verdictBefore })
  })

  it('gives one person one pseudonym within a preview and another one in the next', async () => {
    const { engagementId } = test
    const [subject = ''] = readAnswerKey('clean').erasure.subject
    const pseudonyms = async (): Promise<Set<string>> => {
      const preview = await test.job('erasure.preview', { engagementId, subjects: [subject], transform: 'pseudonym' })
      return new Set(
        preview.rows.flatMap((row) =>
          row.changes
            .filter((change) => change.match === 'whole' && change.before === subject)
            .map((change) => change.after),
        ),
      )
    }
    const first = await pseudonyms()
    const second = await pseudonyms()
    expect([first.size, second.size]).toEqual([1, 1])
    expect([...first]).not.toEqual([...second])
  })

  it('finds a person in columns, in a sentence, in JSON held in a column, and an address in any letters', async () => {
    const own = await startEngagement()
    const rows = [
      '1,ann_7,a,,',
      '2,bob,a,told ann_7 so,',
      '3,bob,a,,"{""by"":{""id"":""ann_7""}}"',
      '4,bob,a,ann_77 and ANN_7,"{""x"":""xann_7""}"',
      '5,bob,a,ANN@Shop.Example,',
    ]
    const csv = `sequence,user_id,action,note,new_values\n${rows.join('\n')}\n`
    await own.job('source.import', {
      engagementId: own.engagementId,
      file: fileWith(temporaryFolder(), 'log.csv', csv),
    })
    const preview = await own.job('erasure.preview', {
      engagementId: own.engagementId,
      subjects: ['ann_7', 'ann@shop.example'],
    })
    expect(preview.rows.map((row) => [row.pointer.line, row.role])).toEqual([
      [2, 'actor'],
      [3, 'object'],
      [4, 'object'],
      [6, 'object'],
    ])
    await own.close()
  })

  it('refuses a subject of blanks as a matter of use', async () => {
    const own = await startEngagement()
    await own.job('source.import', { engagementId: own.engagementId, file: samplePath('faulty', 'shop-b.ndjson') })
    expect(
      await own.outcome('erasure.preview', { engagementId: own.engagementId, subjects: ['user_1', '  '] }),
    ).toMatchObject({ kind: 'failed', error: { code: 'usage' } })
    await own.close()
  })
})
