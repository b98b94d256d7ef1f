/**
 * Tiles of a transparency log: paths, hash tiles and entry bundles. C2SP tlog-tiles, "Merkle Tree", "Partial Tiles",
 * "Log entries". A tile is 256 hashes wide; the right-most of a level may be partial. Level 0 holds leaf hashes, level
 * l + 1 the root of each full tile of level l.
 */

/** Where tiles come from. `read` gives the bytes at a path such as `tile/0/x001/067` or `tile/entries/000.p/3`; null when there are none. */
export interface TileSource {
  read(path: string): Uint8Array | null
}

export const tileWidth = 256
export const hashBytes = 32

/**
 * Path of a tile. Requires integers, 0 <= level < 64, 0 <= index <= 2^53 - 1, 1 <= width <= 256; a width of 256 is a
 * full tile.
 */
export function tilePath(level: number | 'entries', index: number, width: number): string {
  let digits = String(index % 1000).padStart(3, '0')
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    digits = `x${String(rest % 1000).padStart(3, '0')}/${digits}`
  return `tile/${level}/${digits}${width === tileWidth ? '' : `.p/${width}`}`
}

export type TileRead =
  | { readonly kind: 'tile'; readonly bytes: Uint8Array; readonly path: string }
  | { readonly kind: 'missing' | 'malformed'; readonly path: string }

/**
 * The first `width` hashes of a tile, `32 * width` bytes. A log may drop a partial tile once the full one is there, so
 * that is looked at next; `path` is that of the tile that was read or is missing.
 */
export function readHashTile(source: TileSource, level: number, index: number, width: number): TileRead {
  return readFirst(source, level, index, width, (bytes, held) =>
    bytes.length === held * hashBytes ? bytes.subarray(0, width * hashBytes) : null,
  )
}

export type BundleRead =
  | { readonly kind: 'entries'; readonly entries: readonly Uint8Array[]; readonly path: string }
  | Exclude<TileRead, { kind: 'tile' }>

/** The first `width` entries of a bundle; the same fallback. */
export function readBundle(source: TileSource, index: number, width: number): BundleRead {
  let entries: readonly Uint8Array[] = []
  const read = readFirst(source, 'entries', index, width, (bytes, held) => {
    const parsed = parseBundle(bytes, held)
    entries = parsed?.slice(0, width) ?? []
    return parsed === undefined ? null : bytes
  })
  return read.kind === 'tile' ? { kind: 'entries', entries, path: read.path } : read
}

function readFirst(
  source: TileSource,
  level: number | 'entries',
  index: number,
  width: number,
  take: (bytes: Uint8Array, held: number) => Uint8Array | null,
): TileRead {
  for (const held of width === tileWidth ? [width] : [width, tileWidth]) {
    const path = tilePath(level, index, held)
    const bytes = source.read(path)
    if (bytes === null) continue
    const taken = take(bytes, held)
    return taken === null ? { kind: 'malformed', path } : { kind: 'tile', bytes: taken, path }
  }
  return { kind: 'missing', path: tilePath(level, index, width) }
}

/** Exactly `count` entries, each after its length as two bytes, big-endian; undefined when the bytes are no such bundle. */
export function parseBundle(bytes: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < count) {
    const high = bytes[at]
    const low = bytes[at + 1]
    if (high === undefined || low === undefined) return undefined
    const end = at + 2 + high * 256 + low
    if (end > bytes.length) return undefined
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  return at === bytes.length ? entries : undefined
}
