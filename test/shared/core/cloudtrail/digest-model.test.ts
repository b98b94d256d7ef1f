import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isSha256,
  looksLikeDigest,
  readDigest,
  signedText,
} from '../../../../src/shared/core/cloudtrail/digest-model.ts'
import { isDigestPath, isLogPath, parseDigestKey } from '../../../../src/shared/core/cloudtrail/digest-key.ts'
import { EventTimeScanner } from '../../../../src/shared/core/cloudtrail/event-times.ts'
import { readMetadata } from '../../../../src/shared/core/cloudtrail/metadata.ts'

const digest = {
  awsAccountId: '123456789012',
  digestStartTime: '2024-03-01T00:00:00Z',
  digestEndTime: '2024-03-01T01:00:00Z',
  digestS3Bucket: 'evidence-bucket',
  digestS3Object: 'AWSLogs/x.json.gz',
  digestPublicKeyFingerprint: '31e8b5433410dfb61a9dc45cc65b22ff',
  digestSignatureAlgorithm: 'SHA256withRSA',
  newestEventTime: null,
  oldestEventTime: null,
  previousDigestS3Bucket: null,
  previousDigestS3Object: null,
  previousDigestHashValue: null,
  previousDigestHashAlgorithm: null,
  previousDigestSignature: null,
  logFiles: [],
}

describe('a digest document', () => {
  it('is read without faults when nothing is missing', () => {
    expect(readDigest(digest)?.faults).toEqual([])
  })

  it('has all its faults gathered', () => {
    const { digestS3Bucket: _bucket, previousDigestSignature: _signature, ...rest } = digest
    const read = readDigest({
      ...rest,
      digestEndTime: 'noon',
      awsAccountId: 12,
      logFiles: [{ s3Bucket: 'b', s3Object: 'k', hashAlgorithm: 'SHA-256' }, 7],
    })
    expect(read?.faults).toEqual([
      'digestS3Bucket is absent',
      'digestEndTime is no time',
      'previousDigestSignature is absent',
      'logFiles[0].hashValue is absent',
      'logFiles[1].s3Bucket is absent',
      'logFiles[1].s3Object is absent',
      'logFiles[1].hashValue is absent',
      'logFiles[1].hashAlgorithm is absent',
      'awsAccountId is of type number',
    ])
  })

  it('signs four lines, with the word null for no signature before', () => {
    const read = readDigest(digest)
    const hash = createHash('sha256').update('x').digest('hex')
    expect(read === null ? null : signedText(read, hash)).toBe(
      `2024-03-01T01:00:00Z\nevidence-bucket/AWSLogs/x.json.gz\n${hash}\nnull`,
    )
    const later = readDigest({ ...digest, previousDigestSignature: 'ab12' })
    expect(later === null ? null : signedText(later, hash)?.split('\n')[3]).toBe('ab12')
  })

  it('takes any JSON value without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, logs) => {
        readDigest(value)
        looksLikeDigest(value)
        readMetadata(value, 'x.json')
        const read = readDigest({ ...digest, logFiles: logs, digestEndTime: value })
        if (read !== null) signedText(read, 'x')
      }),
    )
  })

  it('knows a hash by its 64 digits', () => {
    expect(isSha256('a'.repeat(64))).toBe(true)
    expect(isSha256('a'.repeat(63))).toBe(false)
    expect(isSha256('A'.repeat(64))).toBe(false)
  })
})

describe('keys of digests', () => {
  const day = 'CloudTrail-Digest/us-east-2/2015/08/16'
  it('say account, region, trail and time, also when the trail has underscores in its name', () => {
    const key = `pre/AWSLogs/o-exampleorg/111122223333/${day}/111122223333_CloudTrail-Digest_us-east-2_your_trail_us-west-1_20150816T130550Z_backfill.json.gz`
    expect(parseDigestKey(key)).toEqual({
      account: '111122223333',
      region: 'us-east-2',
      trail: 'your_trail',
      prefix: 'pre/AWSLogs/o-exampleorg',
      backfill: true,
      timeMicros: Date.UTC(2015, 7, 16, 13, 5, 50) * 1000,
    })
  })
  it('are told from those of log files', () => {
    expect(isDigestPath('a/111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150816T130550Z.json.gz')).toBe(true)
    expect(isLogPath('a/111122223333_CloudTrail-Digest_us-east-2_t_us-east-2_20150816T130550Z.json.gz')).toBe(false)
    expect(isLogPath('a/111122223333_CloudTrail_us-east-2_20150801T0210Z_Mu0KsOhtH1ar15ZZ.json.gz')).toBe(true)
    expect(parseDigestKey('a/b.json.gz')).toBeNull()
  })
})

describe('times of events', () => {
  const scan = (text: string, piece: number) => {
    const bytes = Buffer.from(text)
    const scanner = new EventTimeScanner()
    for (let at = 0; at < bytes.length; at += piece) scanner.push(bytes.subarray(at, at + piece))
    return scanner.end()
  }

  it('are those of the events and of nothing inside them, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 4e9 }), other: fc.jsonValue() }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        (events, piece, pretty) => {
          const times = events.map(({ at }) => new Date(at * 1000).toISOString())
          const value = {
            eventTime: '2001-01-01T00:00:00Z',
            Records: events.map(({ other }, index) => ({
              a: other,
              eventTime: times[index],
              z: { eventTime: '1990-01-01T00:00:00Z', other },
            })),
            more: [{ eventTime: '2002-01-01T00:00:00Z' }],
          }
          const found = scan(JSON.stringify(value, null, pretty ? 1 : 0), piece)
          const micros = times.map((time) => Date.parse(time) * 1000)
          expect(found).toEqual({
            hasRecords: true,
            events: events.length,
            timed: events.length,
            oldestMicros: micros.length === 0 ? null : Math.min(...micros),
            newestMicros: micros.length === 0 ? null : Math.max(...micros),
          })
        },
      ),
    )
  })

  it('are none in what is no log file', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => new EventTimeScanner().push(bytes)))
    expect(scan('{"logFiles":[{"eventTime":"2024-01-01T00:00:00Z"}]}', 7)).toMatchObject({
      hasRecords: false,
      events: 0,
      timed: 0,
    })
  })
})
