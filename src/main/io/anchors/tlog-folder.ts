/**
 * A copy of a transparency log as a folder: `checkpoint`, hash tiles and entry bundles. C2SP tlog-tiles, "APIs". Reads
 * the paths that the caller names and nothing else; what is not an ordinary file of a fitting size is not there.
 */
import { lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../../shared/model/app-error.ts'
import type { TileSource } from '../../../shared/core/anchor/tlog/tiles.ts'

export interface TlogFolder {
  /** Bytes of the file `checkpoint`. */
  readonly checkpoint: Uint8Array
  readonly tiles: TileSource
}

/** A note has no more; see `signed-note.ts`. */
const largestCheckpoint = 1024 * 1024
/** 256 entries of 65,535 bytes, each after two bytes of length. */
const largestTile = 256 * (65_535 + 2)

/** The log below `folder`. AppError `file-unreadable` when it has no checkpoint. */
export function openTlogFolder(folder: string): TlogFolder {
  return {
    checkpoint: readCheckpoint(join(folder, 'checkpoint')),
    tiles: { read: (path) => readOrdinary(join(folder, ...path.split('/')), largestTile) },
  }
}

/** Bytes of a checkpoint. AppError `file-unreadable` when there is no ordinary file of at most 1 MiB. */
export function readCheckpoint(path: string): Uint8Array {
  const bytes = readOrdinary(path, largestCheckpoint)
  if (bytes === null) throw new AppError('file-unreadable', `There is no checkpoint at ${path}. Nothing was checked.`)
  return bytes
}

/** Null for what is absent, no ordinary file (links are not followed), too large or not readable. */
function readOrdinary(path: string, mostBytes: number): Uint8Array | null {
  try {
    const found = lstatSync(path)
    if (!found.isFile() || found.size > mostBytes) return null
    return new Uint8Array(readFileSync(path))
  } catch {
    return null
  }
}
