// The target for chains of sync committees: a transcript that was changed at random is refused by its reader, or judged.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { parseBeacon } from '../../src/main/io/anchors/parse-beacon.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { blsPort } from '../../src/main/io/signing/bls.ts'
import { verifyBeaconChain } from '../../src/shared/core/beacon/verify-beacon-chain.ts'
import { AppError } from '../../src/shared/model/app-error.ts'
import { pin, testNetwork } from '../../test/shared/core/beacon/beacon-run.ts'
import { makeChain, transcriptOf } from '../../test/support/beacon-signer.ts'
import { mutate, pick } from './mutate.mjs'

export function beaconTarget() {
  let made
  // Made on the first run: it takes a second, and a run of other targets needs none of it.
  const material = () => {
    const { chain, pinned } = makeChain({ network: testNetwork, firstPeriod: 5, updates: 1, finality: true })
    const whole = transcriptOf(chain)
    const answer = (data) => Buffer.from(JSON.stringify({ version: 'electra', data }))
    // Each answer alone too: of the whole, nearly every byte is one of a key.
    const files = [answer(chain.finality), answer(chain.bootstrap), answer(chain.updates[0]), whole]
    return { files, good: parseBeacon(whole, 'good.json'), trust: [pin(pinned)] }
  }
  return {
    name: 'beacon',
    make(random) {
      made ??= material()
      return mutate(random, pick(random, made.files), made.files)
    },
    async check(input) {
      const { good, trust } = made
      const sha256 = await loadHasher('sha256')
      let read
      try {
        read = parseBeacon(input, 'fuzzed.json')
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'transcript-invalid') throw error
        return
      }
      const data = {
        bootstrap: read.bootstrap ?? good.bootstrap,
        updates: read.updates.length > 0 ? read.updates : good.updates,
        finality: read.finality ?? good.finality,
      }
      const judged = verifyBeaconChain({ data, trust, networks: [testNetwork] }, { sha256, bls: blsPort })
      const failed = judged.steps.filter((step) => step.holds !== true)
      assert.equal(judged.verdict === 'verified', failed.length === 0)
      assert(failed.every((step) => step.reason !== null && judged.known.length === 0))
      // What verifies says what the good chain says: nothing that is shown can be changed and still hold.
      if (judged.verdict === 'verified') assert.deepEqual(judged.known, (made.known ??= judged.known))
    },
  }
}
