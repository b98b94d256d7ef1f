/** The hash functions that the Chain Doctor tries, in the order of how often logs use them. */
import { hashAlgorithms, type HashAlgorithm } from '../../../shared/model/recipe.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { loadHasher } from '../../io/host/hashers.ts'

const likeliest: readonly HashAlgorithm[] = ['sha256', 'keccak256', 'sha3-256', 'blake3', 'blake2b-256']

/** Every function of the recipe language, the likeliest of each length first. */
export function doctorHashers(): Promise<Hasher[]> {
  return Promise.all([...new Set([...likeliest, ...hashAlgorithms])].map((id) => loadHasher(id)))
}
