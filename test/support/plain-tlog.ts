/**
 * A transparency log written from the specifications a second time, over node:crypto alone: keys, notes, cosignatures,
 * trees by the recursive definitions of RFC 6962 §2.1, tiles cut from a list. Shares no code with the product, and has
 * the writer's side, which the product does not.
 */
import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto'

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export interface PlainKey {
  readonly name: string
  readonly secret: KeyObject
  readonly publicBytes: Buffer
  /** Verifier key texts for notes and for cosignatures. */
  readonly noteKey: string
  readonly cosignatureKey: string
}

/** The key of that name whose seed is the hash of `seed`; the same every time. */
export function plainKey(name: string, seed = name): PlainKey {
  // RFC 8410 §7: the fixed beginning of a PKCS#8 Ed25519 private key.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(Buffer.from(seed))])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicBytes = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12)
  return {
    name,
    secret,
    publicBytes,
    noteKey: verifierKeyText(name, 1, publicBytes),
    cosignatureKey: verifierKeyText(name, 4, publicBytes),
  }
}

export function verifierKeyText(name: string, type: number, publicBytes: Uint8Array): string {
  const material = Buffer.concat([Buffer.of(type), publicBytes])
  return `${name}+${keyId(name, material).toString('hex')}+${material.toString('base64')}`
}

function keyId(name: string, material: Uint8Array): Buffer {
  return sha256(Buffer.from(`${name}\n`), material).subarray(0, 4)
}

/** Signature line of a note, with its newline. */
export function noteLine(key: PlainKey, text: string): string {
  const id = keyId(key.name, Buffer.concat([Buffer.of(1), key.publicBytes]))
  return line(key.name, id, sign(null, Buffer.from(text), key.secret))
}

/** Cosignature line, with its newline. `seconds` fits 64 bits. */
export function cosignatureLine(key: PlainKey, text: string, seconds: bigint): string {
  const id = keyId(key.name, Buffer.concat([Buffer.of(4), key.publicBytes]))
  const time = Buffer.alloc(8)
  time.writeBigUInt64BE(seconds)
  return line(key.name, id, time, sign(null, Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`), key.secret))
}

function line(name: string, ...parts: readonly Uint8Array[]): string {
  return `\u2014 ${name} ${Buffer.concat(parts).toString('base64')}\n`
}

export function checkpointText(origin: string, size: number | bigint, root: Uint8Array, ...more: string[]): string {
  return [origin, String(size), Buffer.from(root).toString('base64'), ...more].map((part) => `${part}\n`).join('')
}

export const leafOf = (entry: Uint8Array): Buffer => sha256(Buffer.of(0), entry)
const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.of(1), left, right)

/** Largest power of two below `n`. */
function splitOf(n: number): number {
  let split = 1
  while (split * 2 < n) split *= 2
  return split
}

/** MTH of RFC 6962 §2.1, over leaf hashes. */
export function rootOf(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return sha256()
  if (leaves.length === 1) return Buffer.from(leaves[0] as Uint8Array)
  const split = splitOf(leaves.length)
  return nodeOf(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

/** PATH of RFC 6962 §2.1.1. */
export function pathOf(index: number, leaves: readonly Uint8Array[]): Buffer[] {
  if (leaves.length <= 1) return []
  const split = splitOf(leaves.length)
  return index < split
    ? [...pathOf(index, leaves.slice(0, split)), rootOf(leaves.slice(split))]
    : [...pathOf(index - split, leaves.slice(split)), rootOf(leaves.slice(0, split))]
}

/** PROOF of RFC 6962 §2.1.2, from the first `size` leaves to all. Requires 0 < size <= leaves.length. */
export function consistencyOf(size: number, leaves: readonly Uint8Array[], whole = true): Buffer[] {
  if (size === leaves.length) return whole ? [] : [rootOf(leaves)]
  const split = splitOf(leaves.length)
  return size <= split
    ? [...consistencyOf(size, leaves.slice(0, split), whole), rootOf(leaves.slice(split))]
    : [...consistencyOf(size - split, leaves.slice(split), false), rootOf(leaves.slice(0, split))]
}

export function proofText(index: number | bigint, path: readonly Uint8Array[], note: string, extra?: string): string {
  return [
    'c2sp.org/tlog-proof@v1\n',
    extra === undefined ? '' : `extra ${extra}\n`,
    `index ${index}\n`,
    ...path.map((hash) => `${Buffer.from(hash).toString('base64')}\n`),
    '\n',
    note,
  ].join('')
}

/** Every tile and bundle of a log with these entries, by path, as a log that dropped nothing has them for this size. */
export function plainTiles(entries: readonly Uint8Array[]): Map<string, Buffer> {
  const tiles = new Map<string, Buffer>()
  const put = (level: string, hashes: readonly Buffer[]): void => {
    for (let start = 0; start < hashes.length; start += 256) {
      const part = hashes.slice(start, start + 256)
      const number = String(start / 256).padStart(Math.ceil(String(start / 256).length / 3) * 3, '0')
      const groups = number.match(/\d{3}/g) ?? []
      const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
      tiles.set(`tile/${level}/${name}${part.length < 256 ? `.p/${part.length}` : ''}`, Buffer.concat(part))
    }
  }
  const lengths = entries.map((entry) => Buffer.concat([Buffer.of(entry.length >> 8, entry.length & 255), entry]))
  put('entries', lengths)
  let hashes: Buffer[] = entries.map(leafOf)
  for (let level = 0; hashes.length > 0; level += 1) {
    put(String(level), hashes)
    const above: Buffer[] = []
    for (let start = 0; start + 256 <= hashes.length; start += 256) above.push(rootOf(hashes.slice(start, start + 256)))
    hashes = above
  }
  return tiles
}
