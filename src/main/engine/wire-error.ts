/** Errors as data: no class crosses a process, and no sensitive value either, whatever a parser quoted in its message. */
import { AppError } from '../../shared/model/app-error.ts'
import { maskedValue } from '../../shared/core/sensitive/mask-value.ts'
import type { WireError } from '../../shared/ipc/contract.ts'

/** Envelope error of anything thrown. What is not an `AppError` is a bug, except for a full disk. */
export function wireErrorFrom(error: unknown): WireError {
  return maskedValue(envelopeFrom(error)) as WireError
}

function envelopeFrom(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: { ...error.details } }
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return {
      code: 'disk-full',
      message: 'The disk is full. The engagement is as it was before this started; free some space and try again.',
      details: {},
    }
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return { code: 'file-unreadable', message: `A file could not be read: ${(error as Error).message}.`, details: {} }
  }
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'internal',
    message: `Internal fault: ${message}. The engagement was not changed.`,
    details: error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {},
  }
}
