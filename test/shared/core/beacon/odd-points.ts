/** Encodings of keys that no honest deposit contains. */
import { bls12_381 } from '@noble/curves/bls12-381.js'

const g1 = bls12_381.G1.Point
const { Fp } = bls12_381.fields

/** x-coordinate 4 is on the curve (y² = 68 has a root) and its points are not in the prime-order subgroup. */
export function outsideGroup(): string {
  const point = g1.fromAffine({ x: 4n, y: Fp.sqrt(68n) })
  if (point.isTorsionFree()) throw new Error('the point is in the group')
  return (2n ** 383n + 4n).toString(16)
}

/** A key whose x-coordinate plus the field's prime still fits the 381 bits of the compressed form. */
export function unreducedKey(keys: readonly string[]): { seat: number; key: string } {
  const flagsAt = 2n ** 381n
  for (const [seat, key] of keys.entries()) {
    const value = BigInt(key)
    const flags = value / flagsAt
    const x = (value % flagsAt) + Fp.ORDER
    if (x < flagsAt) return { seat, key: `0x${(flags * flagsAt + x).toString(16)}` }
  }
  throw new Error('no key of this committee has a small x-coordinate')
}
