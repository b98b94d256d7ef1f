/**
 * The bundles of sigstore-conformance (`test/assets/bundle-verify`, read where they lie): each folder whose name ends in
 * `_fail` must not come out as verified about its artifact, every other one must. Identities are not judged, so none is
 * given. Cases without a trusted root of their own want that of the public instance: it is taken from the case that carries
 * it with one time changed, and that time is taken away again.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeBundle } from '../../../../src/main/io/anchors/sigstore/judge-bundle.ts'
import { parseTrustedRoot, type SigstoreRoot } from '../../../../src/main/io/anchors/sigstore/trusted-root.ts'
import { loadTlogPorts } from '../../../../src/main/io/anchors/tlog-ports.ts'
import { spkiFrom } from '../../../../src/main/io/signing/public-key.ts'
import { timestampCrypto as crypto } from '../../../../src/main/io/signing/timestamp-crypto.ts'
import { missingVectors, vectorPath } from '../../../support/public-vectors.ts'

const set = 'sigstore-conformance'
const missing = missingVectors(set)
/** The set as published, or its one folder of cases alone. */
const folder = [vectorPath(set, 'test/assets/bundle-verify'), vectorPath(set, 'bundle-verify')].find(existsSync)
const names =
  missing !== null || folder === undefined
    ? []
    : readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bundle.sigstore.json')))
const at = (...parts: string[]): string => join(folder ?? '', ...parts)
const fileOf = (name: string, file: string): Buffer | null =>
  existsSync(at(name, file)) ? readFileSync(at(name, file)) : null

function publicRoot(): Buffer {
  const json = JSON.parse(readFileSync(at('trust-root-tlog-validity-end-inclusive', 'trusted_root.json'), 'utf8')) as {
    tlogs: { publicKey: { validFor: { end?: string | null } } }[]
  }
  const [first] = json.tlogs
  expect(first?.publicKey.validFor.end).toBe('2023-07-12T15:56:36Z')
  delete first?.publicKey.validFor.end
  return Buffer.from(JSON.stringify(json))
}

function rootOf(name: string): SigstoreRoot {
  const parsed = parseTrustedRoot(fileOf(name, 'trusted_root.json') ?? publicRoot())
  if (parsed.kind === 'refused') throw new Error(`${name}: ${parsed.problem}`)
  return parsed.root
}

function keysOf(name: string): Uint8Array[] {
  const text = fileOf(name, 'key.pub')?.toString('utf8')
  const spki = text === undefined ? null : spkiFrom({ kind: 'pem', text })
  return spki === null ? [] : [spki]
}

describe.skipIf(missing !== null)('sigstore-conformance', () => {
  it('is there as a whole', () => {
    expect(names.length).toBeGreaterThanOrEqual(70)
    expect(names.filter((name) => name.endsWith('_fail')).length).toBeGreaterThanOrEqual(49)
  })

  for (const name of names)
    it(`${name}`, async () => {
      const { sha256 } = await loadTlogPorts()
      const artifact = fileOf(name, 'artifact') ?? readFileSync(at('a.txt'))
      const trust = { roots: [rootOf(name)], keys: keysOf(name) }
      const judgement = judgeBundle(fileOf(name, 'bundle.sigstore.json') as Buffer, trust, { sha256, crypto })
      const digest = createHash('sha256').update(artifact).digest('hex')
      const isAbout = judgement.commitments.some(({ hex }) => hex === digest)
      const open = judgement.steps.filter(({ holds }) => holds !== true)
      const accepted = judgement.verdict === 'verified' && isAbout
      expect({ accepted, open: accepted ? open : [] }).toEqual({ accepted: !name.endsWith('_fail'), open: [] })
    })
})
