/** The whole chain as one bar, link axis above content axis. Good stretches merge; a break never does and is at least 3 px wide. */
import type { ChainBreak } from '../../../shared/model/check-run.ts'
import { indexOfEntry } from '../../../shared/model/digest.ts'
import { useText } from '../../lib/text.tsx'
import styles from './integrity.module.css'

export interface ChainStripProps {
  readonly entries: number
  /** Breaks of the page shown. */
  readonly breaks: readonly ChainBreak[]
  readonly total: number
  readonly contentBad: number
}

export function ChainStrip({ entries, breaks, total, contentBad }: ChainStripProps) {
  const text = useText()
  const marks = (bad: (item: ChainBreak) => boolean) =>
    breaks
      .filter(bad)
      .map((item) => (
        <span
          key={item.entryId}
          className={styles['mark']}
          style={{ left: `calc((100% - 3px) * ${Math.min(1, indexOfEntry(item.entryId) / Math.max(1, entries - 1))})` }}
        />
      ))
  return (
    <figure className={styles['stripFigure']}>
      <div
        role="img"
        aria-label={text.t('chain.strip', { entries, total, content: contentBad })}
        className={styles['strip']}
      >
        <span className={styles['stripLabel']}>{text.t('entries.link')}</span>
        <span className={styles['stripBar']}>
          {marks((item) => item.link !== null && item.link !== 'ok' && item.link !== 'genesis')}
        </span>
        <span className={styles['stripLabel']}>{text.t('entries.content')}</span>
        <span className={styles['stripBar']}>{marks((item) => item.content !== 'ok')}</span>
      </div>
      {total > breaks.length ? (
        <figcaption className={styles['muted']}>{text.t('chain.stripPage', { n: breaks.length, m: total })}</figcaption>
      ) : null}
    </figure>
  )
}
