/** SHA-256 for the engine's own bookkeeping: file digests while reading, hashes of profiles and recipes, ids. */
import { createHash, hash, randomUUID } from 'node:crypto'

export interface RunningDigest {
  update(bytes: Uint8Array): void
  /** Lower-case hex; the digest is finished afterwards. */
  hex(): string
}

export function createSha256(): RunningDigest {
  return createDigest('sha256')
}

/** One of the functions that time-stamps of files are made with and that every host has. */
export function createDigest(algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512'): RunningDigest {
  const hash = createHash(algorithm)
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') }
}

/** Lower-case hex SHA-256 of bytes, or of the UTF-8 bytes of text. */
export function sha256Hex(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of bytes, or of a text's UTF-8, as bytes: the quickest way where there are millions of them. */
export function sha256Of(content: string | Uint8Array): Buffer {
  return hash('sha256', content, 'buffer')
}

/** A random id for things that live in memory only. */
export function sessionId(): string {
  return randomUUID()
}
