/** Verifies the signatures of one column, record by record, with the keys that were given. */
import type { EntryView } from '../../model/entry.ts'
import type { PayloadRule, SealCounts, SealRow, SignatureAlgorithm, SignatureKind } from '../../model/seals.ts'
import { jcsFromValue } from '../bytes/json-text.ts'
import { bytesToHex, equalBytes } from '../bytes/hex.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { checkJws } from './jws.ts'
import { compilePayload, type MakePayload } from './payload-rules.ts'
import type { SignatureShape } from './signature-shape.ts'
import { algorithmsByType, type KeyType, type SealKey } from './signing-key.ts'

/** Which rule, algorithm and form verify; JWS need none, because each token names its own. */
export interface SignatureMethod {
  readonly rule: PayloadRule
  readonly algorithm: SignatureAlgorithm
  readonly form: 'der' | 'raw'
}

/** A record of the trial: its bytes in JSON form and the form of its signature. */
export interface TrialRecord {
  readonly record: Uint8Array
  readonly shape: SignatureShape
}

/** The first rule, key and algorithm under which the signature of one of the records verifies; null when none does. */
export function findMethod(
  rules: readonly PayloadRule[],
  keys: readonly SealKey[],
  records: readonly TrialRecord[],
): SignatureMethod | null {
  for (const rule of rules) {
    const make = compilePayload(rule)
    for (const { record, shape } of records) {
      const payload = make(record)
      if (payload === null) continue
      for (const key of keys) {
        for (const algorithm of algorithmsByType[key.type]) {
          if (rule.algorithm !== undefined && rule.algorithm !== algorithm) continue
          for (const form of formsFor(key.type, shape)) {
            if (key.verify(algorithm, payload, shape.bytes, form, 'any')) return { rule, algorithm, form }
          }
        }
      }
    }
  }
  return null
}

const kindByType: Readonly<Record<KeyType, readonly SignatureKind[]>> = {
  hmac: ['hmac'],
  rsa: ['rsa'],
  'ec-p256': ['ecdsa-der', 'ecdsa-raw'],
  'ec-p384': ['ecdsa-der', 'ecdsa-raw'],
  'ec-p521': ['ecdsa-der', 'ecdsa-raw'],
  ed25519: ['ed25519'],
}

/** Forms in which a signature of a shape can be one of a key's type; none when it cannot. */
function formsFor(type: KeyType, { kinds }: SignatureShape): ('der' | 'raw')[] {
  const fitting = kinds.filter((kind) => kindByType[type].includes(kind))
  return fitting.map((kind) => (kind === 'ecdsa-der' ? 'der' : 'raw'))
}

const shownCharacters = 256

export class SignatureCheck {
  readonly counts: SealCounts = { verified: 0, mismatch: 0, notChecked: 0 }
  payloadCompared = 0
  readonly entriesByKey = new Map<SealKey, number>()
  readonly #column: string
  readonly #keys: readonly SealKey[]
  readonly #method: SignatureMethod | null
  readonly #make: MakePayload | null
  /** A rule was given for tokens: their payload must be what it makes of the record. */
  readonly #ruleForTokens: MakePayload | null

  constructor(column: string, keys: readonly SealKey[], method: SignatureMethod | null, given: PayloadRule | null) {
    this.#column = column
    this.#keys = keys
    this.#method = method
    this.#make = method === null ? null : compilePayload(method.rule)
    this.#ruleForTokens = given === null ? null : compilePayload(given)
  }

  /** Row of an entry that is not verified; null when it is. `record` is its bytes in JSON form. */
  check(entry: EntryView, record: Uint8Array, shape: SignatureShape | null): SealRow | null {
    const found =
      shape === null ? unsigned : shape.jws !== null ? this.#token(record, shape) : this.#bytes(record, shape)
    if (found.state === 'verified') {
      this.counts.verified += 1
      this.entriesByKey.set(found.key, (this.entriesByKey.get(found.key) ?? 0) + 1)
      return null
    }
    if (found.state === 'mismatch') this.counts.mismatch += 1
    else this.counts.notChecked += 1
    return {
      entryId: entry.entryId,
      line: entry.line,
      sequence: entry.sequence,
      item: this.#column,
      state: found.state,
      reason: found.reason,
      expected: found.expected ?? null,
      actual: found.actual ?? null,
    }
  }

  #bytes(record: Uint8Array, shape: SignatureShape): Judged {
    if (this.#keys.length === 0) return { state: 'not-checked', reason: 'signature-key-needed' }
    const method = this.#method
    if (method === null || this.#make === null) return { state: 'not-checked', reason: 'payload-unknown' }
    const payload = this.#make(record)
    if (payload === null) return { state: 'not-checked', reason: 'form-lost' }
    const forms = new Set(this.#keys.flatMap((key) => formsFor(key.type, shape)))
    for (const key of this.#keys) {
      for (const form of forms)
        if (key.verify(method.algorithm, payload, shape.bytes, form, 'any')) return { state: 'verified', key }
    }
    return {
      state: 'mismatch',
      reason: 'seal-signature-differs',
      actual: bytesToHex(shape.bytes).slice(0, shownCharacters),
    }
  }

  #token(record: Uint8Array, { jws }: SignatureShape): Judged {
    if (jws === null) return unsigned
    const own = this.#ruleForTokens?.(record) ?? null
    const checked = checkJws(jws, this.#keys, own)
    if (checked.state !== 'verified') return checked
    const { key, payload } = checked
    // Detached: the record itself was signed.
    if (payload === null) return { state: 'verified', key }
    if (own !== null) {
      this.payloadCompared += 1
      if (equalBytes(own, payload)) return { state: 'verified', key }
      return { state: 'mismatch', reason: 'payload-differs', expected: startOf(payload), actual: startOf(own) }
    }
    const difference = this.#compare(record, payload)
    return difference ?? { state: 'verified', key }
  }

  /** A token that verifies says nothing of the record beside it until the two are compared, member by member. */
  #compare(record: Uint8Array, payload: Uint8Array): Judged | null {
    const stated = objectFrom(payload)
    const held = objectFrom(record)
    const names =
      stated === null || held === null
        ? []
        : Object.keys(stated).filter((name) => name !== this.#column && Object.hasOwn(held, name))
    if (stated === null || held === null || names.length === 0)
      return { state: 'not-checked', reason: 'payload-unrelated' }
    this.payloadCompared += 1
    for (const name of names) {
      const expected = meaningOf(stated[name])
      const actual = meaningOf(held[name])
      // Columns of text hold numbers and truth values as text.
      if (expected === actual || (typeof held[name] === 'string' && textOf(stated[name]) === held[name])) continue
      return {
        state: 'mismatch',
        reason: 'payload-differs',
        expected: `${name}: ${expected}`.slice(0, shownCharacters),
        actual: `${name}: ${actual}`.slice(0, shownCharacters),
      }
    }
    return null
  }
}

type Judged =
  | { readonly state: 'verified'; readonly key: SealKey }
  | {
      readonly state: 'mismatch' | 'not-checked'
      readonly reason: SealRow['reason']
      readonly expected?: string
      readonly actual?: string
    }

const unsigned: Judged = { state: 'not-checked', reason: 'signature-absent' }

function startOf(bytes: Uint8Array): string {
  return textFromUtf8(bytes, 0, Math.min(bytes.length, shownCharacters))
}

function objectFrom(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = parseJson(textFromUtf8(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

function meaningOf(value: unknown): string {
  return jcsFromValue(value as never) ?? JSON.stringify(value)
}

function textOf(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : meaningOf(value)
}
