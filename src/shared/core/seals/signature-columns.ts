/**
 * Columns that hold signatures: found by the form of their values and, where the form alone could be any bytes, by their
 * name; told by who can check them.
 */
import type { EntryView } from '../../model/entry.ts'
import type { SealTrust, SignatureColumn, SignatureKind } from '../../model/seals.ts'
import { keyTypeOfAlg } from './jws.ts'
import { signatureShape, type SignatureShape } from './signature-shape.ts'

/** Names that say signature; bytes of a digest's length under any other name are taken for a hash. */
const signatureName = /(?:^|[^a-z])(?:sig|signature|signed|hmac|mac|jws|jwt|seal|attestation|integrity)(?:[^a-z]|$)/
const keyName = /(?:^|[^a-z])(?:public_?key|pub_?key|certificate|cert|x5c|jwk|jwks|pem)(?:[^a-z]|$)/
const keyText = /-----BEGIN (?:PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----/

const mostColumns = 8
const listedTexts = 50
/** Share of the sampled values of a column that must have the form. */
const formShare = 0.5

/** Finds columns over the first entries of a source. */
export class SignatureSurvey {
  readonly #byPath = new Map<string, { fitting: number; values: number }>()
  readonly #keys = new Set<string>()

  add(entry: EntryView): void {
    const seen = new Set<string>()
    entry.leaves((path, text) => {
      if (path === '' || seen.has(path) || text === '') return
      seen.add(path)
      if (keyText.test(text) || (keyName.test(plainName(path)) && text.length > 32)) this.#keys.add(path)
      const named = signatureName.test(plainName(path))
      const shape = named || text.startsWith('ey') ? signatureShape(text) : null
      const fits = shape !== null && (named || shape.kinds.includes('jws'))
      const known = this.#byPath.get(path)
      if (known !== undefined) {
        known.values += 1
        if (fits) known.fitting += 1
      } else if (fits || named) this.#byPath.set(path, { fitting: fits ? 1 : 0, values: 1 })
    })
  }

  /** Paths of the columns, most values first, and of fields that hold a public key. */
  finish(): { readonly columns: readonly string[]; readonly keys: readonly string[] } {
    const columns = [...this.#byPath]
      .filter(([path, { fitting, values }]) => fitting > 0 && fitting >= values * formShare && !this.#keys.has(path))
      .toSorted(([, left], [, right]) => right.fitting - left.fitting)
      .map(([path]) => path)
    return { columns: columns.slice(0, mostColumns), keys: [...this.#keys].slice(0, mostColumns) }
  }
}

/** `rowHmac`, `X-Signature`, `audit.sig` as words apart from one another. */
function plainName(path: string): string {
  return path.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/** Counts what one column holds. */
export class ColumnTally {
  readonly column: string
  values = 0
  other = 0
  absent = 0
  readonly #sizes = new Set<number>()
  readonly #encodings = new Set<SignatureShape['encoding']>()
  /** Kinds that every value so far could be. */
  #kinds: Set<SignatureKind> | null = null
  readonly #algorithms = new Map<string, number>()
  readonly #keyIds = new Set<string>()
  readonly #headerKeys = new Set<string>()

  constructor(column: string) {
    this.column = column
  }

  /** Form of an entry's value; null when it has none, or none that is a signature. */
  add(entry: EntryView): SignatureShape | null {
    const value = entry.raw(this.column)
    if (value.state !== 'present' || typeof value.value !== 'string') {
      if (value.state === 'present') this.other += 1
      else this.absent += 1
      return null
    }
    const shape = signatureShape(value.value)
    if (shape === null) {
      this.other += 1
      return null
    }
    this.values += 1
    this.#encodings.add(shape.encoding)
    this.#kinds = new Set(this.#kinds === null ? shape.kinds : shape.kinds.filter((kind) => this.#kinds?.has(kind)))
    if (shape.jws === null) {
      if (this.#sizes.size < listedTexts) this.#sizes.add(shape.bytes.length)
      return shape
    }
    const { alg, kid, keyMembers } = shape.jws
    if (this.#algorithms.has(alg) || this.#algorithms.size < listedTexts)
      this.#algorithms.set(alg, (this.#algorithms.get(alg) ?? 0) + 1)
    if (kid !== null && this.#keyIds.size < listedTexts) this.#keyIds.add(kid)
    for (const name of keyMembers) this.#headerKeys.add(`${this.column} (${name})`)
    return shape
  }

  facts(
    keyFields: readonly string[],
  ): Pick<
    SignatureColumn,
    | 'column'
    | 'values'
    | 'other'
    | 'absent'
    | 'encoding'
    | 'sizes'
    | 'kinds'
    | 'trust'
    | 'algorithms'
    | 'keyIds'
    | 'keyInExport'
  > {
    const [encoding = 'mixed'] = this.#encodings
    const kinds = [...(this.#kinds ?? [])]
    return {
      column: this.column,
      values: this.values,
      other: this.other,
      absent: this.absent,
      encoding: this.#encodings.size === 1 ? encoding : 'mixed',
      sizes: [...this.#sizes].toSorted((a, b) => a - b),
      kinds,
      trust: kinds.includes('jws') ? this.#trustOfTokens() : trustOf(kinds),
      algorithms: [...this.#algorithms]
        .map(([algorithm, count]) => ({ algorithm: algorithm.slice(0, 64), count }))
        .toSorted((a, b) => b.count - a.count),
      keyIds: [...this.#keyIds].map((kid) => kid.slice(0, 128)),
      keyInExport: [...keyFields, ...this.#headerKeys],
    }
  }

  #trustOfTokens(): SealTrust {
    const trusts = new Set(
      [...this.#algorithms.keys()].map((alg): SealTrust => {
        if (alg.toLowerCase() === 'none') return 'nobody'
        return keyTypeOfAlg(alg) === 'hmac' ? 'key-holder' : 'anyone'
      }),
    )
    const [only = 'either'] = trusts
    return trusts.size === 1 ? only : 'either'
  }
}

function trustOf(kinds: readonly SignatureKind[]): SealTrust {
  if (kinds.length === 0) return 'either'
  if (kinds.every((kind) => kind === 'hmac')) return 'key-holder'
  return kinds.includes('hmac') ? 'either' : 'anyone'
}
