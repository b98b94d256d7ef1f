/** Previous and next over a list that is paged by position. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'
import styles from './pager.module.css'

export interface PagerProps {
  readonly label: string
  readonly start: number
  readonly pageSize: number
  readonly total: number
  readonly onMove: (start: number) => void
  readonly rangeText: string
  readonly previousText: string
  readonly nextText: string
}

export function Pager({ label, start, pageSize, total, onMove, rangeText, previousText, nextText }: PagerProps) {
  if (total <= pageSize && start === 0) return null
  return (
    <nav className={styles['pager']} aria-label={label}>
      <Button
        kind="plain"
        icon={ChevronLeft}
        disabled={start === 0}
        onPress={() => onMove(Math.max(0, start - pageSize))}
      >
        {previousText}
      </Button>
      <span aria-live="polite">{rangeText}</span>
      <Button
        kind="plain"
        icon={ChevronRight}
        disabled={start + pageSize >= total}
        onPress={() => onMove(start + pageSize)}
      >
        {nextText}
      </Button>
    </nav>
  )
}
