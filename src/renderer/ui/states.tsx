/** The states a view can be in besides showing its content: waiting, empty, failed. */
import { useEffect, useState, type ReactNode } from 'react'
import styles from './states.module.css'

/** Nothing for the first 200 ms, then a quiet line. */
export function Waiting({ text }: { readonly text: string }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 200)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={styles['waiting']} role="status">
      {shown ? text : ''}
    </div>
  )
}

export function Empty({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className={styles['empty']}>
      <p className={styles['emptyTitle']}>{title}</p>
      {children === undefined ? null : <div className={styles['emptyText']}>{children}</div>}
      {action === undefined ? null : <div className={styles['emptyAction']}>{action}</div>}
    </div>
  )
}

export interface FailureProps {
  readonly title: string
  readonly message: string
  readonly details: readonly { readonly label: string; readonly value: string }[]
  readonly action?: ReactNode
}

/** What happened, what is unaffected, what to do, and details to copy. */
export function Failure({ title, message, details, action }: FailureProps) {
  return (
    <div className={styles['failure']} role="alert">
      <p className={styles['failureTitle']}>{title}</p>
      {message === title ? null : <p>{message}</p>}
      {details.length === 0 ? null : (
        <dl className={styles['details']}>
          {details.map((detail) => (
            <div key={detail.label}>
              <dt>{detail.label}</dt>
              <dd>{detail.value}</dd>
            </div>
          ))}
        </dl>
      )}
      {action === undefined ? null : <div className={styles['emptyAction']}>{action}</div>}
    </div>
  )
}
