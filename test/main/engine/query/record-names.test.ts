/**
 * Records that differ in one escaped name, read one after the other. V8 13.6 gives the second the name of the first when
 * both go through `JSON.parse`; nothing that is shown, searched, compared or judged may.
 */
import { describe, expect, it } from 'vitest'
import type { EntryField, SourceProfile } from '../../../../src/shared/model/profile.ts'
import { entryIdFrom } from '../../../../src/shared/model/digest.ts'
import { RecordView } from '../../../../src/main/engine/query/record-view.ts'
import { fileWith, startEngagement } from '../../../support/temporary-engine.ts'

/** Each test has a first member of its own, so that no other test's objects stand between the two. */
const backslash = (first: string, value = '1'): string => String.raw`{"${first}":0,"\\":${value},"b":2}`
const lineFeed = (first: string, value = '1'): string => String.raw`{"${first}":0,"\n":${value},"b":2}`

function row(index: number, resource: string, before: string, after: string): string {
  const at = `2025-01-01T00:${String(index).padStart(2, '0')}:00Z`
  return `{"id":"e${index}","sequence":${index},"timestamp":"${at}","actor_id":"u_1","action":"order.update","resource_type":"order","resource_id":"${resource}","old_values":${before},"new_values":${after}}\n`
}

type Engagement = Awaited<ReturnType<typeof startEngagement>>

async function imported(test: Engagement, name: string, content: string): Promise<number> {
  const file = fileWith(test.folder, name, content)
  const { engagementId } = test
  return (await test.job('source.import', { engagementId, file, profileId: 'guide-b' })).sourceId
}

describe('a record view', () => {
  const profile: SourceProfile = {
    profile: 'assay.profile/1',
    id: 'names',
    name: 'Names',
    version: 1,
    fields: { after: ['v'] } satisfies Partial<Record<EntryField, string[]>>,
    zone: 'UTC',
    epochUnit: 's',
    recipes: [],
  }
  const place = { entryId: 0, line: 1, byteStart: 0, byteLength: 0, sequence: null, occurredMicros: null }
  const shown = (text: string): RecordView => {
    const view = new RecordView(profile)
    const bytes = Buffer.from(text)
    view.show({ ...place, digest: Buffer.alloc(32) } as never, 1, 0, bytes, 0, bytes.length, { kind: 'json' } as never)
    return view
  }
  const leavesOf = (text: string): string[] => {
    const paths: string[] = []
    shown(text).leaves((path) => paths.push(path))
    return paths
  }

  it('names leaves, and leaves of JSON held in text, as the record does', () => {
    expect(leavesOf(backslash('view'))).toEqual(['view', '\\', 'b'])
    expect(leavesOf(lineFeed('view'))).toEqual(['view', '\n', 'b'])
    const held = (text: string): string[] => leavesOf(`{"v":${JSON.stringify(text)}}`)
    expect(held(backslash('held'))).toEqual(['v', 'v.held', 'v.\\', 'v.b'])
    expect(held(lineFeed('held'))).toEqual(['v', 'v.held', 'v.\n', 'v.b'])
  })

  it('has objects as values with the names of the record', () => {
    expect(Object.keys(shown(`{"v":${backslash('value')}}`).field('after').value as object)).toContain('\\')
    expect(Object.keys(shown(`{"v":${lineFeed('value')}}`).field('after').value as object)).toEqual([
      'value',
      '\n',
      'b',
    ])
  })
})

describe('records that differ in one escaped name', () => {
  it('are shown with both names among what changed', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    await imported(test, 'log.ndjson', row(1, 'r', backslash('seen'), lineFeed('seen')))
    const detail = await test.call('entry.inspect', { engagementId, entryId: entryIdFrom(1, 0) })
    expect(detail.changes).toEqual([
      { path: '\\', before: '1', after: null },
      { path: '\n', before: null, after: '1' },
    ])
    await test.close()
  })

  it('are told apart by a comparison, in one form and between two', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const csv = (after: string): string =>
      `id,sequence,timestamp,actor_id,action,resource_type,resource_id,new_values\r\ne1,1,2025-01-01T00:01:00Z,u_1,order.update,order,r,"${after.replaceAll('"', '""')}"\r\n`
    const line = (after: string): string => row(1, 'r', 'null', after)
    const left = await imported(test, 'left.ndjson', line(backslash('compared')))
    const sameForm = await imported(test, 'right.ndjson', line(lineFeed('compared')))
    const otherForm = await imported(test, 'right.csv', csv(lineFeed('compared')))
    const equal = await imported(test, 'equal.csv', csv(backslash('compared')))
    for (const [rightId, changed] of [
      [sameForm, 1],
      [otherForm, 1],
      [equal, 0],
    ] as const) {
      const { result } = await test.job('source.compare', { engagementId, leftId: left, rightId })
      expect(result).toMatchObject({ changed, removed: 0, added: 0 })
    }
    await test.close()
  })

  it('are two fields to the continuity of a state', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    // Taken for one field, its old value would not be the one that the event before left.
    const apart = await imported(
      test,
      'apart.ndjson',
      row(1, 'r', '{"left":1}', backslash('left')) + row(2, 'r', lineFeed('left', '5'), lineFeed('left', '6')),
    )
    const broken = await imported(
      test,
      'broken.ndjson',
      row(1, 'r', backslash('gone'), lineFeed('gone')) + row(2, 'r', lineFeed('gone', '5'), lineFeed('gone', '6')),
    )
    const fieldsOf = async (sourceId: number): Promise<string[]> => {
      const { results } = await test.job('continuity.verify', { engagementId, sourceId })
      const [result] = results
      if (result?.kind !== 'continuity') throw new Error('no continuity result')
      return result.holes.flatMap((hole) => hole.breaks.map((item) => item.field))
    }
    expect(await fieldsOf(apart)).not.toContain('\\\\')
    const found = await fieldsOf(broken)
    expect(found).toContain('\n')
    expect(found.filter((field) => field.includes('\\'))).toEqual([])
    await test.close()
  })

  it('are searched for a person by the name that is written', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const person = 'anna@example.com'
    const spelled = String.raw`\u0061nna@example.com`
    // As long as the person's name, and made of the characters that its spelling begins with.
    const before = JSON.stringify(spelled.slice(0, person.length))
    const object = (quoted: string): string => `{"searched":0,${quoted}:1}`
    await imported(
      test,
      'log.ndjson',
      row(1, 'r', 'null', object(before)) +
        row(2, 'r', 'null', object(`"${spelled}"`)) +
        row(3, 'r', 'null', JSON.stringify(object(`"${spelled}"`))),
    )
    const preview = await test.job('erasure.preview', { engagementId, subjects: [person], transform: 'blank' })
    expect(preview.rows.map(({ pointer }) => pointer.line)).toEqual([2, 3])
    await test.close()
  })

  it('meet a rule by the name that is written', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const change = (minute: number, name: string): string =>
      `{"timestamp":"2025-03-03T12:0${minute}:00Z","user_id":"u_1","action":"product.update.success","resource_type":"product","resource_id":"p_1","previous_state":{"ruled":0,${name}:10},"new_state":{"ruled":0,${name}:100}}\n`
    // As long as `price`, and made of the characters that its spelling begins with.
    const content = change(1, String.raw`"\\u007"`) + change(2, String.raw`"\u0070rice"`)
    await test.job('source.import', {
      engagementId,
      file: fileWith(test.folder, 'prices.ndjson', content),
      profileId: 'guide-a',
    })
    const { rules } = await test.job('analysis.run', { engagementId })
    const results = rules.flatMap((item) => item.results).filter(({ rule }) => rule === '2')
    expect(results.map(({ mode, hits }) => [mode, hits.map(({ pointer }) => pointer.line)])).toEqual([
      ['as-written', [2]],
      ['strict', [2]],
    ])
    await test.close()
  })

  it('have a signature in the column that is named so', async () => {
    const test = await startEngagement()
    const { engagementId } = test
    const signature = Buffer.alloc(64, 7).toString('base64')
    const signed = (index: number, name: string): string =>
      row(index, 'r', 'null', `{"signed_by":0,${name}:"${signature}"}`)
    const sourceId = await imported(
      test,
      'signed.ndjson',
      signed(1, String.raw`"\\u0073ign"`) +
        [2, 3, 4].map((index) => signed(index, String.raw`"\u0073ignature"`)).join(''),
    )
    const { results } = await test.job('seals.verify', { engagementId, sourceId })
    expect(results).toMatchObject([{ detail: { columns: [{ column: 'new_values.signature', values: 3 }] } }])
    await test.close()
  })
})
