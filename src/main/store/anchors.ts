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
}

/** False when the same bytes are there already. */
export function addAnchorFile(store: WritableStore, sourceId: number, file: AnchorFile, atMicros: number): boolean {
  const { changes } = store.db
    .prepare(
      'INSERT INTO anchor_files (source_id, kind, name, sha256, added_at_micros, zstd) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(sourceId, file.kind, file.name, file.sha256, atMicros, zstdCompressSync(file.bytes))
  return changes > 0
}

export function listAnchorFiles(store: ReadableStore, sourceId: number, kind?: AnchorFile['kind']): AnchorFile[] {
  const rows = store.db
    .prepare(
      'SELECT kind, name, sha256, zstd FROM anchor_files WHERE source_id = @sourceId AND (@kind IS NULL OR kind = @kind) ORDER BY anchor_file_id',
    )
    .all({ sourceId, kind: kind ?? null }) as { kind: AnchorFile['kind']; name: string; sha256: string; zstd: Buffer }[]
  return rows.map(({ zstd, ...row }) => ({ ...row, bytes: zstdDecompressSync(zstd) }))
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
