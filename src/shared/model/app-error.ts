/** An error of the outside world or of use, with a code to branch on. Wrong evidence is never one of these: it is a verdict. */

export const errorCodes = [
  'usage',
  'file-unreadable',
  'file-exists',
  'not-an-engagement',
  'engagement-newer',
  'engagement-read-only',
  'source-not-found',
  'source-already-imported',
  'sensitive-data-found',
  'digest-differs',
  'format-unrecognised',
  'profile-unsuitable',
  'recipe-invalid',
  'recipe-unsupported',
  'anchor-file-invalid',
  'transcript-invalid',
  'endpoint-failed',
  'key-unreadable',
  'passphrase-wrong',
  'package-unreadable',
  'cancelled',
  'disk-full',
  'second-opinion-disagrees',
  'receipt-does-not-close',
  'internal',
  'not-found',
  'read-only',
  'runtime-too-old',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string>>

  /** `message` is for people: what happened, what is unaffected, what to do. */
  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }
}
