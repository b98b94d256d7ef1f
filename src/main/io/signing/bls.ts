/** BLS12-381 signature sums of beacon sync committees with @noble/curves. */
import { bls12_381 } from '@noble/curves/bls12-381.js'
import type { BlsOutcome, BlsPort } from '../../../shared/core/beacon/bls-port.ts'
import { bytesToHex, equalBytes } from '../../../shared/core/bytes/hex.ts'

/** `DST` of draft-irtf-cfrg-bls-signature-05 §4.2.3, scheme proof-of-possession, which the beacon chain uses. */
const domainSeparationTag = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_'

const G1 = bls12_381.G1.Point
const G2 = bls12_381.G2.Point
type KeyPoint = InstanceType<typeof G1>
type SignaturePoint = InstanceType<typeof G2>

/** Keys that were decompressed last: one who stays away does so for a whole period. Not evidence, only time. */
const keyCacheSize = 1024
const keyCache = new Map<string, KeyPoint>()

export const blsPort: BlsPort = {
  check({ aggregateKey, absentKeys, signature, message }) {
    const sum = keyPoint(aggregateKey)
    if (typeof sum === 'string') return { kind: sum, what: 'aggregate-key', bytes: aggregateKey }
    let signers: KeyPoint = sum
    for (const bytes of absentKeys) {
      const absent = keyPoint(bytes)
      if (typeof absent === 'string') return { kind: absent, what: 'absent-key', bytes }
      signers = signers.subtract(absent)
    }
    if (signers.is0()) return { kind: 'infinity', what: 'signing-keys', bytes: new Uint8Array() }
    const signed = signaturePoint(signature)
    if (typeof signed === 'string') return { kind: signed, what: 'signature', bytes: signature }
    const hashed = bls12_381.longSignatures.hash(message, domainSeparationTag)
    return { kind: bls12_381.longSignatures.verify(signed, hashed, signers) ? 'holds' : 'differs' }
  },
}

type Refused = Exclude<BlsOutcome['kind'], 'holds' | 'differs'>

function keyPoint(bytes: Uint8Array): KeyPoint | Refused {
  const hex = bytesToHex(bytes)
  const known = keyCache.get(hex)
  if (known !== undefined) return known
  const point = decoded(() => G1.fromBytes(bytes), bytes)
  if (typeof point === 'string') return point
  if (keyCache.size >= keyCacheSize) keyCache.clear()
  keyCache.set(hex, point)
  return point
}

function signaturePoint(bytes: Uint8Array): SignaturePoint | Refused {
  return decoded(() => G2.fromBytes(bytes), bytes)
}

/**
 * Hostile: a point has one compressed form, so it must print as the bytes it was read from. Without that, and without the
 * test of its subgroup, other bytes could pass for the same key.
 */
function decoded<P extends KeyPoint | SignaturePoint>(read: () => P, bytes: Uint8Array): P | Refused {
  let point: P
  try {
    point = read()
    if (point.is0()) return 'infinity'
    point.assertValidity()
  } catch {
    return isInfinity(bytes) ? 'infinity' : 'malformed'
  }
  return equalBytes(point.toBytes(true), bytes) ? point : 'malformed'
}

/** The compressed form of the neutral element: `c0`, then zeros. */
function isInfinity(bytes: Uint8Array): boolean {
  return bytes[0] === 0xc0 && bytes.subarray(1).every((byte) => byte === 0)
}
