/** A rung of the anchor ladder: its four steps drawn and its name. */
import { anchorRungs, type AnchorRung } from '../../../shared/model/verdict.ts'
import { rungText } from '../../../shared/text/verdict-text.ts'
import { useText } from '../../lib/text.tsx'
import { classNames } from '../../ui/class-names.ts'
import styles from './integrity.module.css'

/** Four steps of the ladder, those reached filled, the rung in words. */
export function Rung({ rung }: { readonly rung: AnchorRung }) {
  const text = useText()
  const reached = anchorRungs.indexOf(rung)
  return (
    <span className={styles['rung']} title={`${rungText(text, rung).meaning} ${rungText(text, rung).next}`}>
      <span className={styles['ladder']} aria-hidden>
        {anchorRungs.map((name, index) => (
          <span key={name} className={classNames(styles['ladderStep'], index <= reached && styles['reached'])} />
        ))}
      </span>
      {rung}
    </span>
  )
}
