/**
 * What checking one signature showed, as plain data. `io/signing` fills it; `check-package.ts` judges it. Trust is not
 * here: whether a certificate is known to the reader is a question of its own.
 */

/** One thing that is wrong with a signature or its container. */
export interface SignatureProblem {
  /**
   * Stable code: `unreadable`, `not-canonical`, `signer-count`, `content-embedded`, `digest-differs`,
   * `signature-broken`, `algorithm-unsupported`, `attribute-missing`, `attribute-unexpected`, `certificate-missing`,
   * `certificate-differs`, `certificate-unlisted`, `byte-range-invalid`, `not-covered`, `no-signature`.
   */
  readonly reason: string
  readonly expected: string | null
  readonly actual: string | null
}

export interface SignatureFacts {
  /** True when the digest is equal, the signature value verifies and nothing in `problems` speaks against it. */
  readonly intact: boolean
  /** Lower-case hex digest that was signed, and the one recomputed here; null when it could not be read. */
  readonly digestExpected: string | null
  readonly digestActual: string | null
  /** For example `ecdsa-sha256`, `rsa-sha256`. */
  readonly algorithm: string | null
  /** One line, for example `CN=Jane Doe, O=Example Ltd`. */
  readonly subject: string | null
  readonly issuer: string | null
  /** Lower-case hex SHA-256 of the signer certificate's DER. */
  readonly fingerprint: string | null
  readonly certificateDer: Uint8Array | null
  /** Further certificates carried by the signature, each bound by the signed certificate reference. */
  readonly chainDer: readonly Uint8Array[]
  readonly selfSigned: boolean
  /** Validity of the signer certificate, ISO 8601 UTC. */
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly problems: readonly SignatureProblem[]
}

export interface PdfSignatureFacts extends SignatureFacts {
  /** Signatures found in the file. */
  readonly signatureCount: number
  /** True when every byte of the file but the signature value itself is under the signature, to the end of the file. */
  readonly coversWholeFile: boolean
  /** Time the signer's clock showed (`/M`), ISO 8601 UTC. Asserted by the signer, attested by nobody. */
  readonly signedAt: string | null
}
