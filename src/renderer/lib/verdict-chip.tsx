/**
 * Verdict words with icon and shape. Exceptions are loud and success is quiet: `quiet` draws `verified` as icon and grey
 * text in lists, while every other verdict keeps its shape.
 */
import { CircleSlash, OctagonX, ShieldCheck, TriangleAlert, Unlink, type LucideIcon } from 'lucide-react'
import type { ControlTestResult, VerdictWord } from '../../shared/model/verdict.ts'
import { classNames } from '../ui/class-names.ts'
import { useText } from './text.tsx'
import styles from './verdict-chip.module.css'

const icons = {
  verified: ShieldCheck,
  mismatch: OctagonX,
  gap: TriangleAlert,
  unanchored: Unlink,
  'not-checked': CircleSlash,
} as const satisfies Record<VerdictWord, LucideIcon>

export interface VerdictChipProps {
  readonly verdict: VerdictWord
  readonly quiet?: boolean
  readonly large?: boolean
}

/** The chip prints the code itself; what it means exactly is its tooltip. */
export function VerdictChip({ verdict, quiet = false, large = false }: VerdictChipProps) {
  const text = useText()
  const Icon = icons[verdict]
  return (
    <span
      className={classNames(
        styles['chip'],
        quiet && verdict === 'verified' ? styles['quiet'] : styles[verdict],
        large && styles['large'],
      )}
      title={text.t(`verdict.${verdict}`)}
      data-verdict={verdict}
    >
      <Icon size={large ? 18 : 14} strokeWidth={2} aria-hidden />
      {verdict}
    </span>
  )
}

/** A control-test result never looks like an integrity verdict: plain words, bold when an exception was noted. */
export function ControlResult({ result }: { readonly result: ControlTestResult }) {
  const text = useText()
  return (
    <span
      className={classNames(styles['control'], result === 'exception-noted' && styles['noted'])}
      title={text.t(`control.${result}`)}
    >
      {result}
    </span>
  )
}

/** Verdict and n of m in one cell. */
export function ScopeVerdict({
  verdict,
  n,
  m,
}: {
  readonly verdict: VerdictWord
  readonly n: number
  readonly m: number
}) {
  const text = useText()
  return (
    <span className={styles['scope']}>
      <VerdictChip verdict={verdict} quiet />
      <span className={styles['count']}>{text.t('sentence.nOfM', { n, m })}</span>
    </span>
  )
}
