// The judge of Sigstore bundles, and the reader of trusted roots, on bundles and roots of an instance of their own that were
// cut, flipped, spliced and grown: a judgement every time, and one that holds commits to what was signed.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { judgeBundle, neededArtifact } from '../../src/main/io/anchors/sigstore/judge-bundle.ts'
import { parseTrustedRoot } from '../../src/main/io/anchors/sigstore/trusted-root.ts'
import { loadTlogPorts } from '../../src/main/io/anchors/tlog-ports.ts'
import { timestampCrypto } from '../../src/main/io/signing/timestamp-crypto.ts'
import { proofJudgementSchema } from '../../src/shared/model/proof.ts'
import { PlainSigstore, textOf } from '../../test/support/plain-sigstore.ts'
import { mutate, pick } from './mutate.mjs'

const { sha256 } = await loadTlogPorts()
const ports = { sha256, crypto: timestampCrypto }

export function sigstoreTargets() {
  const instance = new PlainSigstore()
  const artifact = Buffer.from('artifact')
  const bundles = [
    { version: '0.1' },
    { version: '0.2', content: 'envelope', entryType: 'intoto' },
    { content: 'envelope', entryType: 'dsse' },
    { log: 'second' },
    { content: 'envelope', log: 'second' },
    { bareKey: true },
  ].map((options) => textOf(instance.bundle(artifact, options)))
  const rootBytes = Buffer.from(JSON.stringify(instance.trustedRoot()))
  const { root } = parseTrustedRoot(rootBytes)
  const hex = Buffer.from(sha256.hash(artifact)).toString('hex')
  // Base64 inside of JSON is opened too, or a flipped bit would nearly always end at the reader of base64.
  const pool = [...bundles, rootBytes, instance.timestamp(artifact), instance.rootCertificate]
  return [
    {
      name: 'sigstore-bundle',
      make: (random) => {
        const bundle = pick(random, bundles)
        return random.below(3) === 0 ? mutate(random, bundle, pool) : insideBase64(random, bundle, pool)
      },
      check(input) {
        for (const roots of [[root], []]) {
          const judgement = judgeBundle(input, { roots, keys: [] }, ports)
          assert.deepEqual(proofJudgementSchema.parse(judgement), judgement)
          assert(judgement.steps.length > 0 && judgement.steps.length < 600, `${judgement.steps.length} steps`)
          if (judgement.verdict !== 'verified') continue
          assert(roots.length > 0, 'verified without a root')
          assert.deepEqual(
            judgement.commitments.map((one) => one.hex),
            [hex],
            'a changed bundle holds and is about something else',
          )
        }
        neededArtifact(input)
      },
    },
    {
      name: 'sigstore-root',
      make: (random) =>
        random.below(3) === 0 ? mutate(random, rootBytes, pool) : insideBase64(random, rootBytes, pool),
      check(input) {
        const parsed = parseTrustedRoot(input)
        if (parsed.kind === 'refused') return
        for (const bundle of bundles)
          proofJudgementSchema.parse(judgeBundle(bundle, { roots: [parsed.root], keys: [] }, ports))
      },
    },
  ]
}

/** The text with the bytes of one of its base64 members changed. */
function insideBase64(random, text, pool) {
  const whole = text.toString('utf8')
  const members = [...whole.matchAll(/"([A-Za-z0-9+/]{16,}={0,2})"/g)]
  const [quoted, base64] = pick(random, members)
  const changed = mutate(random, Buffer.from(base64, 'base64'), pool).subarray(0, 20_000)
  return Buffer.from(whole.replace(quoted, `"${changed.toString('base64')}"`))
}
