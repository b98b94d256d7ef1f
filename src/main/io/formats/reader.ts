/** The one door to the readers. */
import { AppError } from '../../../shared/model/app-error.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import type { FormatDefinition, ReaderHints } from './format.ts'
import { completeLimits, type ReaderLimits } from './limits.ts'
import { formats } from './registry.ts'
import type { Reader, TileSink } from './tile-sink.ts'

export type { ReaderHints } from './format.ts'
export type { ReaderLimits } from './limits.ts'
export type { Layout, NoteCode, Reader, TileSink } from './tile-sink.ts'

const noHints: ReaderHints = { name: '', modifiedMicros: null }
const formatById = new Map(formats.map((format) => [format.id, format]))

/** Every format, in the order of their ids. */
export function listFormats(): readonly FormatDefinition[] {
  return formats
}

/** The format with this id; throws `usage` when there is none. */
export function formatFrom(id: FormatId): FormatDefinition {
  const format = formatById.get(id)
  if (format === undefined)
    throw new AppError('usage', `There is no format ${id}. Known are ${formats.map((known) => known.id).join(', ')}.`)
  return format
}

/**
 * A reader of one member. Never throws on account of the bytes it is given. A chunk is not kept after `push` returns;
 * memory is bounded by the limits, whatever the source holds.
 */
export function createReader(
  format: FormatId,
  sink: TileSink,
  limits: Partial<ReaderLimits> = {},
  hints: ReaderHints = noHints,
): Reader {
  return formatFrom(format).createReader(sink, completeLimits(limits), hints)
}
