/** SHA-256 and Ed25519 for the checks of transparency logs. */
import type { TlogPorts } from '../../../shared/core/anchor/tlog/tlog-ports.ts'
import { loadHasher } from '../host/hashers.ts'
import { ed25519SealKey } from '../signing/seal-keys.ts'

export async function loadTlogPorts(): Promise<TlogPorts> {
  return {
    sha256: await loadHasher('sha256'),
    verifyEd25519: (publicKey, message, signature) =>
      ed25519SealKey(publicKey)?.verify('ed25519', message, signature, 'raw', 'any') ?? false,
  }
}
