/** Where identifiers are pasted. */
import { useId } from 'react'
import { useText } from '../../lib/text.tsx'
import styles from './erasure.module.css'

export interface SubjectsFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly count: number
  readonly missing: boolean
}

export function SubjectsField({ value, onChange, count, missing }: SubjectsFieldProps) {
  const text = useText()
  const id = useId()
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{text.t('erasureScreen.subjects')}</label>
      <textarea
        id={id}
        rows={3}
        value={value}
        spellCheck={false}
        aria-describedby={`${id}-hint`}
        aria-invalid={missing}
        onChange={(event) => onChange(event.target.value)}
      />
      <span id={`${id}-hint`} className={missing ? styles['error'] : styles['hint']}>
        {missing
          ? text.t('erasureScreen.subjectsMissing')
          : count === 0
            ? text.t('erasureScreen.subjectsHint')
            : text.t('erasureScreen.subjectsCount', { count })}
      </span>
    </div>
  )
}
