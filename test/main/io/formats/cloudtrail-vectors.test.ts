/**
 * CloudTrail: own cases, which always run, and real log files (invictus-ir/aws_dataset), read from a folder beside the
 * repository. Without it they are skipped with a warning.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isCloudTrailDigest } from '../../../../src/main/io/formats/cloudtrail/format.ts'
import { detectFormat } from '../../../../src/main/io/formats/detect-format.ts'
import { Probe } from '../../../../src/main/io/formats/probe.ts'
import { vectorSet } from '../../../support/public-vectors.ts'
import { recordTiles } from './tile-recorder.ts'

const cases = join(import.meta.dirname, '../../../cases/cloudtrail')

interface TrailCase {
  readonly why: string
  readonly format: string | null
  readonly digest: boolean
  readonly accepted: number
  readonly rejected: readonly string[]
  readonly notes: Readonly<Record<string, number>>
  readonly truncated: boolean
}

describe('CloudTrail cases', () => {
  const names = readdirSync(cases).filter((name) => !name.endsWith('.md'))

  it('are all there', () => {
    expect(names.length).toBeGreaterThanOrEqual(15)
  })

  it.each(names)('%s', (name) => {
    const wanted = JSON.parse(readFileSync(join(cases, name, 'case.json'), 'utf8')) as TrailCase
    const bytes = readFileSync(join(cases, name, 'input.json'))
    const { candidates } = detectFormat(bytes, 'input.json', true)
    const claimed = candidates[0]?.format === 'cloudtrail' ? 'cloudtrail' : null
    const digest = isCloudTrailDigest(new Probe(bytes, 'input.json', true))
    expect({ claimed, digest }, wanted.why).toEqual({ claimed: wanted.format, digest: wanted.digest })
    const read = recordTiles('cloudtrail', bytes)
    const { accepted, rejected, notes, truncated } = wanted
    const reasons = read.of('rejected').map((tile) => tile.reason)
    // A digest is not this reader's to read; it must only not be taken for events.
    if (digest) expect([read.count('record'), reasons.length > 0]).toEqual([0, true])
    else
      expect(
        { accepted: read.count('record'), rejected: reasons, notes: read.notes, truncated: read.cut },
        wanted.why,
      ).toEqual({ accepted, rejected, notes, truncated })
    expect(read.covered).toBe(bytes.length)
  })
})

interface TrailEvent {
  readonly eventID: string
  readonly eventTime: string
  readonly errorCode?: string
  readonly userIdentity?: { readonly type?: string }
}

describe('real CloudTrail log files', () => {
  it('give 2,900 events with ids of their own, and every one is the text that stands in its file', (context) => {
    const vectors = join(vectorSet(context, 'cloudtrail-real'), 'CloudTrail')
    const files = readdirSync(vectors).filter((name) => name.endsWith('.json'))
    const ids = new Set<string>()
    const types: Record<string, number> = {}
    let events = 0
    let errors = 0
    for (const name of files) {
      const bytes = readFileSync(join(vectors, name))
      expect({ name, format: detectFormat(bytes.subarray(0, 65_536), name, bytes.length <= 65_536).format }).toEqual({
        name,
        format: 'cloudtrail',
      })
      const read = recordTiles('cloudtrail', bytes, [1, 4096, 70_000])
      expect({ name, rejected: read.count('rejected'), cut: read.cut, notes: read.notes }).toEqual({
        name,
        rejected: 0,
        cut: false,
        notes: {},
      })
      const whole = JSON.parse(bytes.toString('utf8')) as { readonly Records: readonly TrailEvent[] }
      const found = read.of('record').map((tile) => JSON.parse(tile.json ?? '') as TrailEvent)
      expect(found).toEqual(whole.Records)
      for (const event of found) {
        ids.add(event.eventID)
        events += 1
        if (event.errorCode !== undefined) errors += 1
        const type = event.userIdentity?.type ?? 'absent'
        types[type] = (types[type] ?? 0) + 1
      }
    }
    console.info(`real CloudTrail: ${files.length} files, ${events} events, ${ids.size} ids, ${errors} errors`)
    expect({ files: files.length, events, ids: ids.size, errors, types }).toEqual({
      files: 55,
      events: 2900,
      ids: 2900,
      errors: 300,
      types: { IAMUser: 2748, AssumedRole: 76, AWSService: 34, absent: 42 },
    })
  })
})
