/**
 * The same cases through the validation classes of the AWS command line, with an object store made of the same files, and
 * compared object by object. Where it says something else, the case says why (`peer`); any other difference fails.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CloudTrailResult } from '../../../../src/shared/model/cloudtrail.ts'
import {
  buildCase,
  makeKeys,
  trailCases,
  writeCopy,
  writeMetadata,
  type TrailCase,
} from '../../../support/cloudtrail-case.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const script = join(import.meta.dirname, '../../../support/cloudtrail-peer.py')
const hasPackage = (python: string): boolean =>
  spawnSync(python, ['-c', 'import awscli.customizations.cloudtrail.validation, botocore']).status === 0
/** Debian's package first; another Python may have a newer version, which knows backfill digests. */
const pythons = ['/usr/bin/python3', 'python3'].filter(hasPackage)
if (pythons.length === 0)
  console.warn('SKIPPED: awscli is not installed (apt-get install awscli); nothing was compared')

const keys = makeKeys()
const cases = trailCases()
  // One trail is asked for at a time; a second one in the bucket is another question.
  .filter(({ given }) => given.also === undefined)
  .map((item) => ({ ...item, built: buildCase(item.given, keys) }))

function question(given: TrailCase, built: (typeof cases)[number]['built']): unknown {
  const { make = {} } = given
  const bucketByPath = new Map(built.objects.map(({ bucket, label }) => [built.copy.pathByLabel.get(label), bucket]))
  return {
    objects: Array.from(built.copy.files, ([key, { bytes, metadata }]) => ({
      bucket: bucketByPath.get(key) ?? make.bucket ?? 'evidence-bucket',
      key,
      bytes: bytes.toString('base64'),
      metadata,
    })),
    keys: built.keyList,
    region: make.region ?? 'eu-central-1',
    account: make.account ?? '123456789012',
    trail: make.trail ?? 'audit_trail',
    bucket: built.objects.findLast(({ label }) => label.includes('digest'))?.bucket,
    prefix: make.prefix ?? '',
    start: Date.UTC(2024, 2, 1) / 1000,
    end: Date.UTC(2024, 2, 1, 12) / 1000,
  }
}

type Says = 'valid' | 'INVALID' | 'nothing'

describe.skipIf(pythons.length === 0).each(pythons)('beside awscli of %s', (python) => {
  const answers = new Map<string, readonly string[]>()
  const ours = new Map<string, CloudTrailResult>()
  let version = ''

  beforeAll(async () => {
    const input = JSON.stringify(cases.map(({ given, built }) => question(given, built)))
    const { stdout, stderr, status } = spawnSync(python, [script], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
    if (status !== 0) throw new Error(stderr)
    const reply = JSON.parse(stdout) as { version: string; lines: string[][] }
    version = reply.version
    cases.forEach(({ name }, index) => answers.set(name, reply.lines[index] ?? []))
    const engine = await startEngagement()
    for (const { name, built } of cases) {
      const root = join(engine.folder, name)
      mkdirSync(join(root, 'copy'), { recursive: true })
      writeCopy(built.copy, join(root, 'copy'))
      writeFileSync(join(root, 'keys.json'), JSON.stringify(built.keyList))
      // The peer sees the metadata of every object, so this run gets it too.
      const digests = built.objects.filter(
        ({ label }) => label.includes('digest') && built.copy.files.has(built.copy.pathByLabel.get(label) ?? ''),
      )
      const { results } = await engine.job('cloudtrail.verify', {
        engagementId: engine.engagementId,
        files: [join(root, 'copy')],
        keys: [join(root, 'keys.json')],
        metadata: writeMetadata(digests, join(root, 'metadata')),
      })
      ours.set(name, results[0] as CloudTrailResult)
    }
    await engine.close()
  })

  it.each(cases)('$name', ({ name, given, built }) => {
    const lines = answers.get(name) ?? []
    const result = ours.get(name) as CloudTrailResult
    const peerByKey = new Map(
      lines.flatMap((line): [string, Says][] => {
        const match = /file\ts3:\/\/[^/]+\/(\S+)\t(valid|INVALID)/.exec(line)
        return match === null ? [] : [[match[1] as string, match[2] as Says]]
      }),
    )
    const ownByKey = new Map<string, Says>()
    for (const row of [...result.digests, ...result.logs]) {
      // A second file that claims to be a digest is not an object of its own.
      if (row.key === null || row.reason === 'digest-repeated') continue
      // Not checked is what the peer has no word for: it leaves such objects out.
      const says = row.verdict === 'verified' ? 'valid' : row.verdict === 'not-checked' ? 'nothing' : 'INVALID'
      ownByKey.set(row.key, says)
    }
    const differs = Object.fromEntries(
      built.objects.flatMap(({ key, label }): [string, string][] => {
        const path = built.copy.pathByLabel.get(label) ?? key
        const peer = peerByKey.get(key) ?? peerByKey.get(path) ?? 'nothing'
        const own = ownByKey.get(key) ?? 'nothing'
        return peer === own ? [] : [[label, `${own}, peer ${peer}`]]
      }),
    )
    // `what is found: why it is so`.
    const told = Object.fromEntries(
      Object.entries(given.peer ?? {}).map(([label, text]) => [label, text.slice(0, text.indexOf(':'))]),
    )
    if (name === 'two-digests-missing_fail') {
      // The vendor's program names the one that is linked, and not the one before it.
      expect(lines.filter((line) => /^Digest file\t.*not found/.test(line))).toHaveLength(1)
      expect(result.counts.digestsMissing).toBe(2)
    }
    expect(differs, `awscli ${version}:\n${lines.join('\n')}`).toEqual(told)
  })
})
