/** Bars per day, as vectors; a zero is a hatched slot, never a missing bar. The same numbers stand in the table beside it. */
import styles from './day-bars.module.css'

export interface DayBarsProps {
  readonly summary: string
  readonly days: readonly { readonly date: string; readonly count: number }[]
}

const height = 72

export function DayBars({ summary, days }: DayBarsProps) {
  const most = days.reduce((highest, day) => Math.max(highest, day.count), 1)
  const slot = days.length === 0 ? 1 : 1000 / days.length
  const gap = slot > 4 ? 1 : 0
  const first = days[0]
  const last = days.at(-1)
  return (
    <figure className={styles['figure']}>
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 1000 ${height}`}
        preserveAspectRatio="none"
        className={styles['chart']}
      >
        {days.map((day, index) => {
          const filled = day.count === 0 ? 0 : Math.max(2, (day.count / most) * (height - 2))
          return day.count === 0 ? (
            <rect
              key={day.date}
              className={styles['none']}
              x={index * slot}
              y={0}
              width={Math.max(slot - gap, 1)}
              height={height}
            />
          ) : (
            <rect
              key={day.date}
              className={styles['bar']}
              x={index * slot}
              y={height - filled}
              width={Math.max(slot - gap, 0.5)}
              height={filled}
            />
          )
        })}
      </svg>
      <figcaption className={styles['caption']}>
        <span>{first?.date}</span>
        <span>{last?.date}</span>
      </figcaption>
    </figure>
  )
}
