/** Keys for seals from the files a user chose: what is neither PEM nor JWK is the bytes of a secret, or of Ed25519. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { SealKey } from '../../../shared/core/seals/signing-key.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { ed25519SealKey, hmacSealKey, readNamedKeys } from '../../io/signing/seal-keys.ts'
import { readChainKeys, type ChainKey, type KeyEncoding } from '../verify/key-files.ts'

export interface SealKeys {
  readonly keys: readonly SealKey[]
  /** Those that are plain bytes: an Acra log is checked with one of them. */
  readonly secrets: readonly ChainKey[]
}

/** Throws AppError `file-unreadable` or `key-unreadable`. No message holds a byte of a key. */
export async function readSealKeys(paths: readonly string[], encoding: KeyEncoding, sha256: Hasher): Promise<SealKeys> {
  const keys: SealKey[] = []
  const secrets: ChainKey[] = []
  for (const path of paths) {
    const named = readNamedKeys(await readChosenFile(path))
    if (typeof named === 'string')
      throw new AppError('key-unreadable', `The key file ${path} ${named}. Nothing was checked.`)
    if (named === null) secrets.push(...(await readChainKeys([path], encoding, sha256)))
    else keys.push(...named)
  }
  return { keys: [...keys, ...keysFromSecrets(secrets)], secrets }
}

/** Bytes may be a secret, or a public key of Ed25519 without anything around it: what verifies shows. */
export function keysFromSecrets(secrets: readonly ChainKey[]): SealKey[] {
  return secrets.flatMap(({ bytes, id }) => {
    const ed25519 = ed25519SealKey(bytes)
    return ed25519 === null ? [hmacSealKey(bytes, id)] : [hmacSealKey(bytes, id), ed25519]
  })
}
