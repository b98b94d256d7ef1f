/** Determinate bar with its words beside it; an unknown total shows the count alone. */
import { ProgressBar } from 'react-aria-components'
import styles from './progress.module.css'

export interface ProgressProps {
  readonly label: string
  /** 0 to 1; null when the total is not known. */
  readonly share: number | null
  readonly valueText: string
}

export function Progress({ label, share, valueText }: ProgressProps) {
  return (
    <ProgressBar
      className={styles['progress'] ?? ''}
      aria-label={label}
      value={share === null ? 0 : share * 100}
      isIndeterminate={share === null}
      valueLabel={valueText}
    >
      <div className={styles['track']}>
        <div
          className={styles['fill']}
          style={{ width: share === null ? '0%' : `${Math.max(0, Math.min(1, share)) * 100}%` }}
        />
      </div>
    </ProgressBar>
  )
}
