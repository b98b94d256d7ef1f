/** Takes dropped files. Never the only way in: a button for the same stands inside (WCAG 2.5.7). */
import { useState, type DragEvent, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './drop-target.module.css'

export interface DropTargetProps {
  readonly label: string
  readonly hint: string
  readonly onFiles: (files: readonly File[]) => void
  readonly children: ReactNode
}

export function DropTarget({ label, hint, onFiles, children }: DropTargetProps) {
  const [over, setOver] = useState(false)
  const take = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0) onFiles(files)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping has no role; the button inside does the same
    <div
      className={classNames(styles['target'], over && styles['over'])}
      role="group"
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={take}
    >
      <p className={styles['hint']}>{hint}</p>
      <div className={styles['buttons']}>{children}</div>
    </div>
  )
}
