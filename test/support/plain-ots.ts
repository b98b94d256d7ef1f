/**
 * OpenTimestamps a second time: proofs written from a tree, and walked from their bytes. Straight from the description of
 * the format, recursive and without bounds, over node:crypto and ethers; shares no code with `src`.
 */
import { createHash } from 'node:crypto'
import { keccak256 } from 'ethers'

export type PlainOperation =
  | { readonly op: 'sha1' | 'sha256' | 'ripemd160' | 'keccak256' | 'reverse' | 'hexlify' }
  | { readonly op: 'append' | 'prepend'; readonly argument: Buffer }

export type PlainAttestation =
  | { readonly kind: 'bitcoin' | 'litecoin' | 'ethereum'; readonly height: number }
  | { readonly kind: 'pending'; readonly uri: string }
  | { readonly kind: 'raw'; readonly tag: string; readonly payload: Buffer }

/** A node's branches, in the order they are written. */
export type PlainBranch = PlainAttestation | { readonly operation: PlainOperation; readonly next: PlainTree }
export type PlainTree = readonly PlainBranch[]

export const plainMagic = Buffer.concat([
  Buffer.from('\0OpenTimestamps\0\0Proof\0', 'latin1'),
  Buffer.from('bf89e2e884e89294', 'hex'),
])

const operationTags = {
  sha1: 0x02,
  ripemd160: 0x03,
  sha256: 0x08,
  keccak256: 0x67,
  append: 0xf0,
  prepend: 0xf1,
  reverse: 0xf2,
  hexlify: 0xf3,
}
const attestationTags = {
  bitcoin: '0588960d73d71901',
  litecoin: '06869a0d73d71b45',
  ethereum: '30fe8087b5c7ead7',
  pending: '83dfe30d2ef90c8e',
}

export function leb128(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = BigInt(value); ; rest >>= 7n) {
    const low = Number(rest & 127n)
    if (rest < 128n) return Buffer.from([...bytes, low])
    bytes.push(low | 128)
  }
}

export function counted(bytes: Buffer): Buffer {
  return Buffer.concat([leb128(bytes.length), bytes])
}

export function plainAttestation(attestation: PlainAttestation): Buffer {
  const [tag, payload] =
    attestation.kind === 'raw'
      ? [attestation.tag, attestation.payload]
      : attestation.kind === 'pending'
        ? [attestationTags.pending, counted(Buffer.from(attestation.uri, 'latin1'))]
        : [attestationTags[attestation.kind], leb128(attestation.height)]
  return Buffer.concat([Buffer.from([0]), Buffer.from(tag, 'hex'), counted(payload)])
}

export function plainTree(tree: PlainTree): Buffer {
  return Buffer.concat(
    tree.flatMap((branch, index) => {
      const fork = index === tree.length - 1 ? [] : [Buffer.from([0xff])]
      if (!('operation' in branch)) return [...fork, plainAttestation(branch)]
      const { operation, next } = branch
      const hasArgument = operation.op === 'append' || operation.op === 'prepend'
      const argument = hasArgument ? [counted(operation.argument)] : []
      return [...fork, Buffer.from([operationTags[operation.op]]), ...argument, plainTree(next)]
    }),
  )
}

/** A proof file over a digest. */
export function plainProof(
  digest: Buffer,
  tree: PlainTree,
  algorithm: 'sha1' | 'sha256' | 'ripemd160' | 'keccak256' = 'sha256',
): Buffer {
  return Buffer.concat([plainMagic, Buffer.from([1, operationTags[algorithm]]), digest, plainTree(tree)])
}

export function applied(operation: PlainOperation, message: Buffer): Buffer {
  switch (operation.op) {
    case 'append':
      return Buffer.concat([message, operation.argument])
    case 'prepend':
      return Buffer.concat([operation.argument, message])
    case 'reverse':
      return Buffer.from([...message].reverse())
    case 'hexlify':
      return Buffer.from(message.toString('hex'), 'latin1')
    case 'keccak256':
      return Buffer.from(keccak256(message).slice(2), 'hex')
    default:
      return createHash(operation.op).update(message).digest()
  }
}

/** `tag payload message` in hex of every attestation, in file order, read from the bytes of a proof that is whole. */
export function walkPlainly(file: Buffer): { digest: string; found: string[] } {
  let at = plainMagic.length + 1
  const number = (): number => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = file[at++] as number
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return Number(value)
    }
  }
  const take = (count: number): Buffer => file.subarray(at, (at += count))
  const operationOf = (tag: number): PlainOperation => {
    const op = Object.entries(operationTags).find(([, byte]) => byte === tag)?.[0] as PlainOperation['op']
    return op === 'append' || op === 'prepend' ? { op, argument: take(number()) } : { op }
  }
  const found: string[] = []
  const node = (message: Buffer): void => {
    for (let more = true; more;) {
      let tag = file[at++] as number
      more = tag === 0xff
      if (more) tag = file[at++] as number
      if (tag === 0) {
        const name = take(8).toString('hex')
        found.push(`${name} ${take(number()).toString('hex')} ${message.toString('hex')}`)
      } else node(applied(operationOf(tag), message))
    }
  }
  const size = { 0x02: 20, 0x03: 20, 0x08: 32, 0x67: 32 }[file[at++] as number] as number
  const digest = take(size)
  node(digest)
  return { digest: digest.toString('hex'), found }
}
