/**
 * Path one's hash functions: `crypto.hash` for what every OpenSSL and BoringSSL has, Keccak and SHA-3 of this repository,
 * hash-wasm for the rest. Electron's node:crypto lacks keccak, SHA-3 and BLAKE, so those never come from it.
 */
import { hash as nodeHash } from 'node:crypto'
import { createBLAKE2b, createBLAKE2s, createBLAKE3, createRIPEMD160, type IHasher } from 'hash-wasm'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import type { HashAlgorithm } from '../../../shared/model/recipe.ts'
import { createKeccakHasher, keccak256Form, sha3256Form, sha3512Form } from './keccak.ts'
import { createSha256Folder } from './sha256-pairs.ts'

const nodeSizes: Partial<Record<HashAlgorithm, number>> = {
  sha224: 28,
  sha256: 32,
  sha384: 48,
  sha512: 64,
  'sha512-256': 32,
  sha1: 20,
  md5: 16,
}

function nodeHasher(id: HashAlgorithm, size: number): Hasher {
  return {
    id,
    size,
    hash(bytes) {
      const digest = new Uint8Array(size)
      this.hashInto(bytes, digest, 0)
      return digest
    },
    hashInto(bytes, target, offset) {
      // binary text into a slab is measured 3 times faster than a Buffer per digest.
      const text = nodeHash(id, bytes, 'binary')
      for (let index = 0; index < size; index += 1) target[offset + index] = text.charCodeAt(index)
    },
    ...(id === 'sha256' ? { pairFolder: createSha256Folder } : {}),
  }
}

function wasmHasher(id: string, size: number, machine: IHasher): Hasher {
  return {
    id,
    size,
    hash: (bytes) => machine.init().update(bytes).digest('binary'),
    hashInto: (bytes, target, offset) => target.set(machine.init().update(bytes).digest('binary'), offset),
  }
}

const hasherById = new Map<HashAlgorithm, Hasher>()

/** The hasher of an algorithm; one instance per thread. Asynchronous because WASM is compiled on first use. */
export async function loadHasher(id: HashAlgorithm): Promise<Hasher> {
  const known = hasherById.get(id)
  if (known !== undefined) return known
  const hasher = await createHasher(id)
  hasherById.set(id, hasher)
  return hasher
}

/** RIPEMD-160, which no recipe of a log uses but the proofs of OpenTimestamps do. */
export async function loadRipemd160(): Promise<Hasher> {
  return wasmHasher('ripemd160', 20, await createRIPEMD160())
}

async function createHasher(id: HashAlgorithm): Promise<Hasher> {
  const size = nodeSizes[id]
  if (size !== undefined) return nodeHasher(id, size)
  switch (id) {
    case 'keccak256':
      return createKeccakHasher(id, keccak256Form)
    case 'sha3-256':
      return createKeccakHasher(id, sha3256Form)
    case 'sha3-512':
      return createKeccakHasher(id, sha3512Form)
    case 'blake2b-256':
      return wasmHasher(id, 32, await createBLAKE2b(256))
    case 'blake2b-512':
      return wasmHasher(id, 64, await createBLAKE2b(512))
    case 'blake2s-256':
      return wasmHasher(id, 32, await createBLAKE2s(256))
    case 'blake3':
      return wasmHasher(id, 32, await createBLAKE3(256))
    default:
      throw new RangeError(`no hasher for ${id}`)
  }
}
