/**
 * How long a chain of sync committees takes: 300 updates, about 11 months, made by the tests' signer and then judged as
 * they would be from a file. Making them is not counted. Prints one line and judges nothing; `beacon.ts N` takes N updates.
 */
import { parseBeacon } from '../../src/main/io/anchors/parse-beacon.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { blsPort } from '../../src/main/io/signing/bls.ts'
import { verifyBeaconChain } from '../../src/shared/core/beacon/verify-beacon-chain.ts'
import { pin, testNetwork } from '../../test/shared/core/beacon/beacon-run.ts'
import { makeChain, transcriptOf } from '../../test/support/beacon-signer.ts'

const updates = Number(process.argv[2] ?? 300)
const { chain, pinned } = makeChain({ network: testNetwork, firstPeriod: 5, updates, finality: true, absent: 10 })
const bytes = transcriptOf(chain)
const sha256 = await loadHasher('sha256')

const start = performance.now()
const data = parseBeacon(bytes, 'bench.json')
const parsed = performance.now()
const before = process.cpuUsage()
const { verdict } = verifyBeaconChain({ data, trust: [pin(pinned)], networks: [testNetwork] }, { sha256, bls: blsPort })
const end = performance.now()
const { user, system } = process.cpuUsage(before)
console.log(
  `${updates} updates, ${(bytes.length / 1e6).toFixed(1)} MB: read ${((parsed - start) / 1000).toFixed(2)} s, judged ${((end - parsed) / 1000).toFixed(2)} s of which ${((user + system) / 1e6).toFixed(2)} s of processor (${((user + system) / 1e3 / (updates + 1)).toFixed(0)} ms each), ${verdict}`,
)
