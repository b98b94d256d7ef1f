/** Anchor material as it was added, byte for byte, and what the auditor vouches for. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { trustEntrySchema, type TrustEntry } from '../../shared/model/anchor.ts'
import { jcsFromValue } from '../../shared/core/bytes/json-text.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import type { AnchorFileKind } from '../../shared/model/proof.ts'
import type { ReadableStore, WritableStore } from './open.ts'

export interface AnchorFile {
  readonly kind: AnchorFileKind
  readonly name: string
  readonly sha256: string
  readonly bytes: Buffer
  /** Height of the first Bitcoin header where the file does not say it, as stated when it was added. */
  readonly startHeight?: number | null
}

/** False when the same bytes are there already, with the same start height; another one takes its place. */
export function addAnchorFile(store: WritableStore, sourceId: number, file: AnchorFile, atMicros: number): boolean {
  const { changes } = store.db
    .prepare(
      `INSERT INTO anchor_files (source_id, kind, name, sha256, added_at_micros, zstd, start_height)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (source_id, sha256) DO UPDATE SET kind = excluded.kind, start_height = excluded.start_height
       WHERE excluded.start_height IS NOT NULL AND start_height IS NOT excluded.start_height`,
    )
    .run(sourceId, file.kind, file.name, file.sha256, atMicros, zstdCompressSync(file.bytes), file.startHeight ?? null)
  return changes > 0
}

export function listAnchorFiles(store: ReadableStore, sourceId: number, kind?: AnchorFile['kind']): AnchorFile[] {
  const rows = store.db
    .prepare(
      // All columns: a file of the first layout that is opened read-only has no start heights.
      'SELECT * FROM anchor_files WHERE source_id = @sourceId AND (@kind IS NULL OR kind = @kind) ORDER BY anchor_file_id',
    )
    .all({ sourceId, kind: kind ?? null }) as {
    readonly kind: AnchorFile['kind']
    readonly name: string
    readonly sha256: string
    readonly zstd: Buffer
    readonly start_height?: number | null
  }[]
  return rows.map(({ kind: ofKind, name, sha256, zstd, start_height: startHeight = null }) => ({
    kind: ofKind,
    name,
    sha256,
    bytes: zstdDecompressSync(zstd),
    startHeight,
  }))
}

export function hasAnchorFiles(store: ReadableStore, sourceId: number): boolean {
  return store.db.prepare('SELECT 1 FROM anchor_files WHERE source_id = ? LIMIT 1').get(sourceId) !== undefined
}

/** False when the same thing is vouched for already, with whatever note. */
export function addTrust(store: WritableStore, entry: TrustEntry, atMicros: number): boolean {
  const { note: _, ...identity } = entry
  const { changes } = store.db
    .prepare('INSERT INTO trust (identity, entry, added_at_micros) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    .run(jcsFromValue(identity as never) as string, JSON.stringify(entry), atMicros)
  return changes > 0
}

/** In a fixed order, so that its hash depends on nothing but the content. */
export function listTrust(store: ReadableStore): TrustEntry[] {
  const rows = store.db.prepare('SELECT entry FROM trust ORDER BY identity').all() as { entry: string }[]
  return rows.map(({ entry }) => trustEntrySchema.parse(parseJson(entry)))
}
