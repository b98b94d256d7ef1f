/** A pointer to evidence as a link: to the entry, to the reject list, or to the source. */
import { Link } from '@tanstack/react-router'
import type { Pointer } from '../../shared/model/entry.ts'
import { whereText } from '../../shared/text/finding-text.ts'
import { useText } from './text.tsx'
import styles from './pointer-link.module.css'

export function PointerLink({ pointer, sourceName }: { readonly pointer: Pointer; readonly sourceName?: string }) {
  const text = useText()
  const where = whereText(text, pointer)
  const label = sourceName === undefined ? where : `${sourceName}, ${where}`
  if (pointer.entryId === null) {
    const wholeSource = pointer.line === null && pointer.sequence === null && pointer.byteStart === null
    // A place that became no entry is in the reject list; a pointer without a place means the source itself.
    return (
      <Link
        to="/sources"
        search={{ source: pointer.sourceId, ...(wholeSource ? {} : { tab: 'rejects' }) }}
        className={styles['link'] ?? ''}
      >
        {wholeSource ? (sourceName ?? text.t('common.source')) : label}
      </Link>
    )
  }
  return (
    <Link to="/entries" search={{ source: pointer.sourceId, entry: pointer.entryId }} className={styles['link'] ?? ''}>
      {label}
    </Link>
  )
}
