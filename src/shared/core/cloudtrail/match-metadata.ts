/** Which digest a piece of saved metadata belongs to: by the key it states, its file's name, or the signature itself. */
import type { DigestNode } from './digest-node.ts'
import { verifies, type KeysByFingerprint } from './judge-digest.ts'
import type { SavedMetadata } from './metadata.ts'
import { baseOf, pathOf } from './placement.ts'

/** Digests that one signature is tried on. Hostile: ten thousand signatures times ten thousand digests. */
const maximumTries = 100

export interface MatchedMetadata {
  readonly savedByNode: ReadonlyMap<DigestNode, SavedMetadata>
  /** Files with metadata that belongs to none. */
  readonly unmatched: ReadonlySet<string>
}

export function matchMetadata(
  saved: readonly SavedMetadata[],
  nodes: readonly DigestNode[],
  keys: KeysByFingerprint,
): MatchedMetadata {
  const savedByNode = new Map<DigestNode, SavedMetadata>()
  const unmatched = new Set<string>()
  const byKey = Map.groupBy(nodes, (node) => node.key)
  const byName = new Map(nodes.map((node) => [stem(node.key), node]))
  const bySignature = new Map<string, DigestNode>()
  for (const node of nodes)
    for (const { signature } of node.pins) if (signature !== null) bySignature.set(signature.toLowerCase(), node)
  const unsigned = nodes.filter((node) => node.pins.every((pin) => pin.signature === null))
  for (const item of saved) {
    const node =
      item.key === null
        ? (byName.get(stem(item.file)) ?? bySignature.get(item.signature) ?? bySeal(item, unsigned, keys))
        : byKey.get(item.key)?.find((found) => item.bucket === null || found.bucket === item.bucket)
    if (node === undefined || savedByNode.has(node)) unmatched.add(item.file)
    else savedByNode.set(node, item)
  }
  return { savedByNode, unmatched }
}

/** The digest without signature over which this one verifies; the only such digest even when it does not. */
function bySeal(item: SavedMetadata, unsigned: readonly DigestNode[], keys: KeysByFingerprint): DigestNode | undefined {
  const found = unsigned.slice(-maximumTries).find((node) => verifies(node, item.signature, keys) === true)
  return found ?? (unsigned.length === 1 ? unsigned[0] : undefined)
}

/** `…Z.json.gz`, `…Z.json`, `…Z.json.gz.metadata.json` and `…Z.head.json` have one stem. */
function stem(path: string): string {
  const name = baseOf(pathOf(path))
  return /^(.+_\d{8}T\d{6}Z(?:_backfill)?)\./.exec(name)?.[1] ?? name
}
