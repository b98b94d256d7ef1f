/** Hash functions that OpenTimestamps proofs may use. */
import type { OpenTimestampsHashers } from '../../../shared/core/anchor/opentimestamps-file.ts'
import { loadHasher, loadRipemd160 } from '../host/hashers.ts'

/** All four, ready to use. */
export async function loadOtsHashers(): Promise<OpenTimestampsHashers> {
  const [sha1, sha256, ripemd160, keccak256] = await Promise.all([
    loadHasher('sha1'),
    loadHasher('sha256'),
    loadRipemd160(),
    loadHasher('keccak256'),
  ])
  return { sha1, sha256, ripemd160, keccak256 }
}
