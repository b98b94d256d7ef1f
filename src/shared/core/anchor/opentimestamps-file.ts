/**
 * Reader of OpenTimestamps proof files (`.ots`, version 1), after the format that python-opentimestamps 0.4 reads and
 * writes. Walks the tree of operations from the digest of the stamped file to every attestation and computes the message
 * each attestation is about. Opens nothing: a calendar's address is text. Judges nothing: that is `opentimestamps.ts`.
 */
import type { ProofDigest } from '../../model/proof.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, concatBytes } from '../bytes/hex.ts'
import { utf8FromText } from '../bytes/utf8.ts'

/** Hash functions the format knows, under the names of `Hasher.id`. */
export interface OpenTimestampsHashers {
  readonly sha1: Hasher
  readonly sha256: Hasher
  readonly ripemd160: Hasher
  readonly keccak256: Hasher
}

/** Somebody's word about the message that the operations lead to. */
export type Attestation = { readonly message: Uint8Array } & (
  | { readonly kind: 'bitcoin' | 'litecoin' | 'ethereum'; readonly height: number }
  /** Address of the calendar that promised to add an attestation. */
  | { readonly kind: 'pending'; readonly uri: string }
  | { readonly kind: 'unknown'; readonly tag: string; readonly payload: Uint8Array }
)

export interface OpenTimestampsProof {
  readonly kind: 'proof'
  readonly algorithm: Extract<ProofDigest, keyof OpenTimestampsHashers>
  /** Digest of the stamped file. */
  readonly digest: Uint8Array
  /** In the order of the file. */
  readonly attestations: readonly Attestation[]
  /** Operations of the whole tree. */
  readonly operations: number
}

/** Why a file is no proof that can be read: the problem's code and the byte at which it shows. */
export interface RefusedProof {
  readonly kind: 'refused'
  readonly reason: 'ots-malformed' | 'ots-unsupported' | 'ots-limit-exceeded'
  /** For people, after "at byte n": `operation 0xab`. */
  readonly what: string
  readonly offset: number
}

export type ParsedOpenTimestamps = OpenTimestampsProof | RefusedProof

/** 0x00, "OpenTimestamps", 0x00 0x00, "Proof", 0x00, and eight bytes that no text file has. */
const magic = [
  0x00, 0x4f, 0x70, 0x65, 0x6e, 0x54, 0x69, 0x6d, 0x65, 0x73, 0x74, 0x61, 0x6d, 0x70, 0x73, 0x00, 0x00, 0x50, 0x72,
  0x6f, 0x6f, 0x66, 0x00, 0xbf, 0x89, 0xe2, 0xe8, 0x84, 0xe8, 0x92, 0x94,
]

/** Limits of the format itself: a message, and what is appended or prepended; a payload; an address. */
const longestMessage = 4096
const longestPayload = 8192
const longestAddress = 1000
/** Operations on the way to an attestation: the reference reader stops here too. */
const deepest = 255
/** Hostile: one byte can ask for 4096 to be copied. Published proofs have at most 4 KB and 7 attestations. */
const largestFile = 128 * 1024
const mostAttestations = 256
/** Bytes of messages that operations are done on, together. Published proofs stay below 100,000. */
const mostWork = 16 * 1024 * 1024

const hashTags: Readonly<Record<number, keyof OpenTimestampsHashers>> = {
  0x02: 'sha1',
  0x03: 'ripemd160',
  0x08: 'sha256',
  0x67: 'keccak256',
}
const attestationTags: Readonly<Record<string, Exclude<Attestation['kind'], 'unknown'>>> = {
  '0588960d73d71901': 'bitcoin',
  '06869a0d73d71b45': 'litecoin',
  '30fe8087b5c7ead7': 'ethereum',
  '83dfe30d2ef90c8e': 'pending',
}

/** True when the bytes begin as every OpenTimestamps proof file does. */
export function isOpenTimestamps(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}

/** The proof in `bytes`, which it must fill. */
export function parseOpenTimestamps(bytes: Uint8Array, hashers: OpenTimestampsHashers): ParsedOpenTimestamps {
  const cursor = new Cursor(bytes)
  try {
    if (bytes.length > largestFile) throw cursor.limit(`more than ${largestFile} bytes`)
    if (!isOpenTimestamps(bytes)) throw cursor.malformed('not the beginning of a proof file')
    cursor.skip(magic.length)
    const version = cursor.number()
    if (version !== 1) throw cursor.unsupported(`version ${version}`)
    const tag = cursor.byte()
    const algorithm = hashTags[tag]
    if (algorithm === undefined) throw cursor.unsupported(`digest of kind ${byteText(tag)}`)
    const digest = cursor.bytes(hashers[algorithm].size)
    const tree = walk(cursor, digest, hashers)
    if (!cursor.ended) throw cursor.malformed('bytes after the last attestation')
    return { kind: 'proof', algorithm, digest, ...tree }
  } catch (error) {
    if (error instanceof Refusal) return error.refused
    throw error
  }
}

/**
 * A node is a message: first its branches, each after 0xff, then the last one without. A branch is an operation, which
 * leads to another node, or an attestation, which ends. Open nodes are kept in a list, so that depth costs no stack.
 */
function walk(
  cursor: Cursor,
  digest: Uint8Array,
  hashers: OpenTimestampsHashers,
): Pick<OpenTimestampsProof, 'attestations' | 'operations'> {
  const attestations: Attestation[] = []
  const open: { readonly message: Uint8Array; readonly depth: number }[] = [{ message: digest, depth: 0 }]
  let operations = 0
  let work = 0
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    let tag = cursor.byte()
    if (tag === 0xff) {
      open.push(node)
      tag = cursor.byte()
    }
    if (tag === 0x00) {
      if (attestations.length === mostAttestations) throw cursor.limit(`more than ${mostAttestations} attestations`)
      attestations.push(attestationAt(cursor, node.message))
      continue
    }
    if (node.depth === deepest) throw cursor.limit(`more than ${deepest} operations in a row`)
    operations += 1
    work += node.message.length
    if (work > mostWork) throw cursor.limit(`operations on more than ${mostWork} bytes`)
    open.push({ message: operated(cursor, tag, node.message, hashers), depth: node.depth + 1 })
  }
  return { attestations, operations }
}

function operated(cursor: Cursor, tag: number, message: Uint8Array, hashers: OpenTimestampsHashers): Uint8Array {
  const algorithm = hashTags[tag]
  if (algorithm !== undefined) return hashers[algorithm].hash(message)
  switch (tag) {
    case 0xf0:
    case 0xf1: {
      const argument = cursor.counted(longestMessage)
      if (argument.length === 0) throw cursor.malformed('nothing to append or prepend')
      if (message.length + argument.length > longestMessage) throw tooLong(cursor)
      return tag === 0xf0 ? concatBytes(message, argument) : concatBytes(argument, message)
    }
    case 0xf2:
      // A copy: the message can be part of the file's own bytes, and slice() of a Buffer is a view of them.
      return new Uint8Array(message).reverse()
    case 0xf3: {
      if (message.length * 2 > longestMessage) throw tooLong(cursor)
      return utf8FromText(bytesToHex(message))
    }
    default:
      throw cursor.unsupported(`operation ${byteText(tag)}`)
  }
}

function tooLong(cursor: Cursor): Refusal {
  return cursor.malformed(`a message longer than ${longestMessage} bytes`)
}

function attestationAt(cursor: Cursor, message: Uint8Array): Attestation {
  const tag = bytesToHex(cursor.bytes(8))
  const payload = cursor.counted(longestPayload)
  const kind = attestationTags[tag]
  if (kind === undefined) return { kind: 'unknown', tag, payload, message }
  const inner = cursor.inside(payload)
  const attestation: Attestation =
    kind === 'pending' ? { kind, uri: addressIn(inner), message } : { kind, height: inner.number(), message }
  if (!inner.ended) throw inner.malformed('bytes after the content of an attestation')
  return attestation
}

/** Hostile: the address is shown to people. The format allows few characters, none of which turns or hides text. */
function addressIn(cursor: Cursor): string {
  const bytes = cursor.counted(longestAddress)
  const text = String.fromCharCode(...bytes)
  if (!/^[A-Za-z0-9._/:-]*$/.test(text))
    throw cursor.malformed('an address with other characters than the format allows')
  return text
}

function byteText(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}

/** Ends reading; never leaves this file. */
class Refusal extends Error {
  readonly refused: RefusedProof

  constructor(refused: RefusedProof) {
    super(refused.what)
    this.refused = refused
  }
}

class Cursor {
  readonly #bytes: Uint8Array
  /** Offset of `#bytes` in the file. */
  readonly #base: number
  #at = 0

  constructor(bytes: Uint8Array, base = 0) {
    this.#bytes = bytes
    this.#base = base
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length
  }

  skip(count: number): void {
    this.#at += count
  }

  byte(): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) throw this.malformed('the file ends here')
    this.#at += 1
    return byte
  }

  bytes(count: number): Uint8Array {
    if (this.#bytes.length - this.#at < count) throw this.malformed(`the file ends before ${count} bytes`)
    const bytes = this.#bytes.subarray(this.#at, this.#at + count)
    this.#at += count
    return bytes
  }

  /** Bytes after their count. */
  counted(most: number): Uint8Array {
    const count = this.number()
    if (count > most) throw this.malformed(`${count} bytes where ${most} are allowed`)
    return this.bytes(count)
  }

  /** Unsigned LEB128. Hostile: the format sets no bound; no number in it needs more than 53 bits. */
  number(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.byte()
      value += (byte & 0x7f) * scale
      if (value > Number.MAX_SAFE_INTEGER) break
      if (byte < 0x80) return value
    }
    throw this.malformed('a number beyond 2^53')
  }

  /** Reader of bytes that this one has just given. */
  inside(bytes: Uint8Array): Cursor {
    return new Cursor(bytes, this.#base + this.#at - bytes.length)
  }

  malformed(what: string): Refusal {
    return this.#refusal('ots-malformed', what)
  }

  unsupported(what: string): Refusal {
    return this.#refusal('ots-unsupported', what)
  }

  limit(what: string): Refusal {
    return this.#refusal('ots-limit-exceeded', what)
  }

  #refusal(reason: RefusedProof['reason'], what: string): Refusal {
    return new Refusal({ kind: 'refused', reason, what, offset: this.#base + this.#at })
  }
}
