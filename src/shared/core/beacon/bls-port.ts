/** BLS12-381 signatures as a port: keys in G1, signatures in G2, ciphersuite `..._SSWU_RO_POP_` of phase0/beacon-chain.md. */

/**
 * What a check of a sum of signatures found. `malformed`: bytes are not the one compressed form of a point of the
 * prime-order subgroup. `infinity`: the point is the neutral element, under which anything would verify.
 */
export type BlsOutcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'differs' }
  | {
      readonly kind: 'malformed' | 'infinity'
      readonly what: 'aggregate-key' | 'absent-key' | 'signing-keys' | 'signature'
      /** As they stand in the file; empty for `signing-keys`, which are computed. */
      readonly bytes: Uint8Array
    }

export interface BlsCheck {
  /** Sum of all keys of a committee, 48 bytes compressed. */
  readonly aggregateKey: Uint8Array
  /** Keys to take away from that sum; a key that has two seats and is absent from both stands here twice. */
  readonly absentKeys: readonly Uint8Array[]
  /** 96 bytes compressed. */
  readonly signature: Uint8Array
  /** What was signed, before it is hashed to the curve. */
  readonly message: Uint8Array
}

export interface BlsPort {
  /** Whether the present keys together made `signature`. Never throws for wrong bytes. */
  check(check: BlsCheck): BlsOutcome
}
