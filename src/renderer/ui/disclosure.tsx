/** A part that opens in place. Native, so that find-in-page and every reader know it. */
import type { ReactNode } from 'react'
import styles from './disclosure.module.css'

export function Disclosure({
  summary,
  children,
  open = false,
}: {
  readonly summary: ReactNode
  readonly children: ReactNode
  readonly open?: boolean
}) {
  return (
    <details className={styles['details']} open={open}>
      <summary className={styles['summary']}>{summary}</summary>
      <div className={styles['body']}>{children}</div>
    </details>
  )
}
