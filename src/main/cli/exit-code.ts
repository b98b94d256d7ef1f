/** Exit codes: the contract of the command line with scripts. */
import type { ErrorCode } from '../../shared/model/app-error.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'

export const exitCodes = {
  done: 0,
  differs: 1,
  usage: 2,
  incomplete: 3,
  unreadable: 4,
  internal: 5,
  interrupted: 130,
} as const

export function exitOfVerdict(verdict: VerdictWord, allowIncomplete: boolean): number {
  if (verdict === 'verified') return exitCodes.done
  if (verdict === 'mismatch') return exitCodes.differs
  return allowIncomplete ? exitCodes.done : exitCodes.incomplete
}

const unreadable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'file-unreadable',
  'not-an-engagement',
  'engagement-newer',
  'digest-differs',
  'format-unrecognised',
  'sensitive-data-found',
  'recipe-invalid',
  'anchor-file-invalid',
  'transcript-invalid',
  'endpoint-failed',
  'key-unreadable',
  'passphrase-wrong',
  'package-unreadable',
])
const internal: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'internal',
  'second-opinion-disagrees',
  'receipt-does-not-close',
  'runtime-too-old',
  'disk-full',
])

export function exitOfError(code: ErrorCode): number {
  if (code === 'cancelled') return exitCodes.interrupted
  if (unreadable.has(code)) return exitCodes.unreadable
  return internal.has(code) ? exitCodes.internal : exitCodes.usage
}
