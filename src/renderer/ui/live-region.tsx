/** One polite live region for the whole window; whoever has something to say sets the text. */
import styles from './live-region.module.css'

export function LiveRegion({ text }: { readonly text: string }) {
  return (
    <div className={styles['region']} role="status" aria-live="polite" aria-atomic="true">
      {text}
    </div>
  )
}
