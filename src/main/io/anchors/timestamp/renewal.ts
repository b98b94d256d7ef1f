/**
 * Renewal: a token whose imprint is the digest of an earlier token (or of the response that carried it), made to stand in
 * when the earlier one's certificate ends or its algorithm gets weak.
 */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import type { ProofJudgement } from '../../../../shared/model/proof.ts'
import type { TimestampCrypto, TokenDigest } from '../../signing/timestamp-crypto.ts'
import { bareTokenFrom } from './judge-timestamp.ts'

export interface TokenFile {
  readonly bytes: Uint8Array
  readonly judgement: ProofJudgement
}

/** `earlier` and `later` are places in the list of files, 0-based. Says nothing of whether either of the two holds. */
export interface Renewal {
  readonly earlier: number
  readonly later: number
}

/** Every pair in which the later token covers the earlier one, in the order of the later ones. Linear in the bytes. */
export function findRenewals(files: readonly TokenFile[], crypto: TimestampCrypto): readonly Renewal[] {
  const algorithms = new Set(files.flatMap(({ judgement }) => judgement.commitments.flatMap(accepted)))
  const placesByDigest = new Map<string, number>()
  for (const [place, { bytes }] of files.entries()) {
    const forms = [bytes, bareTokenFrom(bytes) ?? bytes]
    for (const algorithm of algorithms)
      for (const form of forms) {
        const key = `${algorithm} ${bytesToHex(crypto.digest(algorithm, form))}`
        // The same token may be there twice; the first place stands for both.
        if (!placesByDigest.has(key)) placesByDigest.set(key, place)
      }
  }
  return files.flatMap(({ judgement }, later) =>
    judgement.commitments.flatMap(({ algorithm, hex }) => {
      const earlier = placesByDigest.get(`${algorithm} ${hex}`)
      return earlier === undefined || earlier === later ? [] : [{ earlier, later }]
    }),
  )
}

function accepted({ algorithm }: ProofJudgement['commitments'][number]): TokenDigest[] {
  return algorithm === 'sha1' || algorithm === 'sha256' || algorithm === 'sha384' || algorithm === 'sha512'
    ? [algorithm]
    : []
}
