/** What the scanner reports. A hit names a place and a kind; it never carries the value that stands there. */

export type SensitiveKind = 'pan' | 'sad' | 'secret' | 'national-id'

/** `likely`: the form and something beside it agree. `possible`: the form alone, which chance produces too. */
export type Confidence = 'likely' | 'possible'

export type SensitiveRule =
  | 'pan'
  | 'card-code'
  | 'track'
  | 'pin'
  | 'password'
  | 'secret'
  | 'token'
  | 'url-credentials'
  | 'aws-access-key-id'
  | 'github-token'
  | 'gitlab-token'
  | 'slack-token'
  | 'stripe-key'
  | 'google-api-key'
  | 'jwt'
  | 'private-key'
  | 'iban'
  | 'us-ssn'
  | 'de-tax-id'
  | 'uk-nino'
  | 'fr-insee'
  | 'es-dni'
  | 'it-codice-fiscale'
  | 'nl-bsn'
  | 'br-cpf'

/** What spoke for the hit besides its form. */
export type HitContext =
  | 'key-name'
  | 'words-near'
  | 'separators'
  | 'track-form'
  | 'token-form'
  | 'check-digits'
  | 'none'

/** `base64-gzip`: the place is the whole payload, because a byte inside it has no place of its own. */
export type HitEncoding = 'plain' | 'base64' | 'base64-gzip'

export interface SensitiveHit {
  readonly kind: SensitiveKind
  readonly rule: SensitiveRule
  /** Bytes from the start of the input. */
  readonly byteStart: number
  /** Bytes, separators and encodings inside the value counted; quotes around it are not. */
  readonly byteLength: number
  readonly confidence: Confidence
  readonly context: HitContext
  readonly encoding: HitEncoding
  /** Brand of the issuer table; card numbers only. */
  readonly brand?: string
  /** Last four digits; card numbers only. */
  readonly last4?: string
}

/**
 * Decompresses gzip, at most as many bytes as the caller allows itself; null when it cannot. The payload may be cut
 * short at its end: what decompresses up to there should be returned.
 */
export type Inflate = (bytes: Uint8Array) => Uint8Array | null
