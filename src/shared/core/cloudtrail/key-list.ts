/**
 * A saved reply of `list-public-keys`: `PublicKeyList[{Value, ValidityStartTime, ValidityEndTime, Fingerprint}]`. `Value`
 * is the base64 of the DER of a PKCS#1 RSA public key, and the fingerprint the MD5 of that DER in hex. Times are ISO 8601
 * text, or seconds since 1970 as number, as versions of the vendor's tool differ.
 */
import { parseInstant } from '../time/instant.ts'

/** An RSA public key that can check signatures; made by the host, which has the cryptography. */
export interface SealKey {
  /** Lower-case hex MD5 of the DER. */
  readonly fingerprint: string
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2.2) over the UTF-8 of `text`. */
  verify(text: string, signature: Uint8Array): boolean
}

/** A usable key, or what is wrong with the value, in plain words. */
export type ReadKey = (base64: string) => SealKey | string

export interface ListedKey {
  readonly statedFingerprint: string
  readonly key: SealKey | null
  readonly validFrom: string
  readonly validTo: string
  readonly fromMicros: number | null
  readonly toMicros: number | null
  readonly fault: string | null
}

/** Entries of the list; null when the value is no such list. An array of entries is taken as well. */
export function readKeyList(value: unknown, readKey: ReadKey): readonly ListedKey[] | null {
  const list =
    typeof value === 'object' && value !== null && 'PublicKeyList' in value
      ? value.PublicKeyList
      : Array.isArray(value)
        ? value
        : null
  if (!Array.isArray(list)) return null
  const known = new Set<string>()
  return (list as unknown[]).flatMap((item): ListedKey[] => {
    const entry = (typeof item === 'object' && item !== null ? item : {}) as Readonly<Record<string, unknown>>
    const stated = typeof entry['Fingerprint'] === 'string' ? entry['Fingerprint'] : ''
    const given = entry['Value']
    // The same entry twice, as in two saved replies that overlap, is one key.
    const same = JSON.stringify([stated, given, entry['ValidityStartTime'], entry['ValidityEndTime']])
    if (known.has(same)) return []
    known.add(same)
    const read = typeof given === 'string' ? readKey(given) : 'Value is absent'
    const key = typeof read === 'string' ? null : read
    const from = timeOf(entry['ValidityStartTime'])
    const to = timeOf(entry['ValidityEndTime'])
    const fault =
      typeof read === 'string'
        ? read
        : read.fingerprint === stated.toLowerCase()
          ? null
          : `the stated fingerprint differs from that of the key, ${read.fingerprint}`
    return [
      {
        statedFingerprint: stated,
        key,
        validFrom: from.text,
        validTo: to.text,
        fromMicros: from.micros,
        toMicros: to.micros,
        fault,
      },
    ]
  })
}

function timeOf(value: unknown): { readonly text: string; readonly micros: number | null } {
  if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e11)
    return { text: String(value), micros: Math.round(value * 1e6) }
  if (typeof value !== 'string') return { text: '', micros: null }
  return { text: value, micros: parseInstant(value, { zone: 'UTC', epochUnit: 's' })?.micros ?? null }
}
