/**
 * Leaf hashes of a range of frames, for a lane. Path one scans and hashes into one slab; path two prints each record
 * anew, hashes with noble and shares none of it.
 */
import type { LeafRecipe, TreeProfile } from '../../../shared/model/recipe.ts'
import { parseHex } from '../../../shared/core/bytes/hex.ts'
import { findMember, nameFrom } from '../../../shared/core/bytes/json-member.ts'
import { jsonKinds, type JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { textFromUtf8 } from '../../../shared/core/bytes/utf8.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { ByteSink, compileForm, keepsStableRecords } from '../../../shared/core/chain/canonical.ts'
import { computeLeafHash, hashesPlainLeaves } from '../../../shared/core/merkle/leaf-hash.ts'
import { independentContent } from '../../io/second-opinion/plain-loop.ts'
import { secondOpinionLeaf } from '../../io/second-opinion/second-opinion.ts'

/** Longest value of a field that names a batch, bytes of its JSON text. */
const longestName = 800

/** Writes the leaf hash of a record, `hasher.size` bytes, at `slab[at]`; false when it has none. */
export type LeafWriter = (bytes: Buffer, scan: JsonScan, slab: Uint8Array, at: number) => boolean

/** Path one. */
export function leafWriter(recipe: LeafRecipe, tree: TreeProfile, hasher: Hasher): LeafWriter {
  const form = compileForm(recipe.canonical)
  const sink = new ByteSink()
  const plain = hashesPlainLeaves(tree) && recipe.decode === undefined
  return (bytes, scan, slab, at) => {
    sink.reset()
    if (!form.write(bytes, scan, sink)) return false
    if (plain) {
      hasher.hashInto(sink.view(), slab, at)
      return true
    }
    const input = decodedLeaf(recipe, sink.view())
    const hash = input === undefined ? undefined : computeLeafHash(tree, hasher, input)
    if (hash === undefined) return false
    slab.set(hash, at)
    return true
  }
}

/** True when a record's own bytes are its leaf input wherever the import found the record stable. */
export function hashesWholeRecords(recipe: LeafRecipe, tree: TreeProfile): boolean {
  return hashesPlainLeaves(tree) && recipe.decode === undefined && keepsStableRecords(recipe.canonical)
}

/** Path two. */
export function independentLeafWriter(recipe: LeafRecipe, tree: TreeProfile): LeafWriter {
  return (bytes, scan, slab, at) => {
    const content = independentContent(bytes, scan.objectStart, scan.objectEnd, recipe.canonical)
    const input = content === undefined ? undefined : plainlyDecoded(recipe, content)
    const hash = input === undefined ? undefined : secondOpinionLeaf(input, tree)
    if (hash === undefined) return false
    slab.set(hash, at)
    return true
  }
}

/** The bytes that a text stands for, by path one; undefined when it is no such text. */
export function decodedLeaf({ decode }: LeafRecipe, text: Uint8Array): Uint8Array | undefined {
  if (decode === undefined) return text
  // Digests only: what is longer is no digest in any of these forms.
  if (text.length > 2 * 128) return undefined
  const written = textFromUtf8(text, 0, text.length)
  if (decode === 'base64') return base64Bytes(written)
  if (written.startsWith('0x') !== (decode === '0x-hex')) return undefined
  return parseHex(written)
}

/** Strict: what does not print as it was read is not base64. */
function base64Bytes(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function plainlyDecoded({ decode }: LeafRecipe, content: Buffer): Uint8Array | undefined {
  if (decode === undefined) return content
  const text = content.toString('utf8')
  if (text.length > 2 * 128) return undefined
  if (decode === 'base64')
    return Buffer.from(text, 'base64').toString('base64') === text ? Buffer.from(text, 'base64') : undefined
  const digits = /^(0x)?((?:[0-9a-f]{2})+)$/i.exec(text)
  if (digits === null || (digits[1] !== undefined) !== (decode === '0x-hex')) return undefined
  return Buffer.from(digits[2] as string, 'hex')
}

/** Names batches by the value of a field, each name once; -1 where a record has no usable value. */
export class FieldGroups {
  readonly names: string[] = []
  readonly #name: ReturnType<typeof nameFrom>
  readonly #numberByName = new Map<string, number>()

  constructor(field: string) {
    this.#name = nameFrom(field)
  }

  /** Number of the record's batch in `names`. */
  of(bytes: Buffer, scan: JsonScan): number {
    const member = findMember(bytes, scan, this.#name)
    if (member < 0) return -1
    const kind = scan.kind[member]
    const quoted = kind === jsonKinds.string ? 1 : 0
    if (quoted === 0 && kind !== jsonKinds.number) return -1
    const start = (scan.valueStart[member] as number) + quoted
    const end = (scan.valueEnd[member] as number) - quoted
    // Hostile: a name is kept for every batch and shown; a long one is none.
    if (end <= start || end - start > longestName) return -1
    const name = textFromUtf8(bytes, start, end)
    const known = this.#numberByName.get(name)
    if (known !== undefined) return known
    this.#numberByName.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}
