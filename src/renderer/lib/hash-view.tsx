/** Hashes: short in lists, whole in groups of eight in details, and compared over the full value with the first differing digit boxed. */
import { CopyButton } from '../ui/copy-button.tsx'
import { classNames } from '../ui/class-names.ts'
import { firstDifference, hashGroups, shortHash } from './format.ts'
import { useText } from './text.tsx'
import styles from './hash-view.module.css'

export function HashShort({ value }: { readonly value: string | null }) {
  if (value === null) return <span className={styles['none']}>–</span>
  return (
    <span className={styles['short']} title={value}>
      {shortHash(value)}
    </span>
  )
}

/** A short hash with a button for the whole one. */
export function HashCopy({ value }: { readonly value: string }) {
  const text = useText()
  return (
    <span className={styles['withCopy']}>
      <HashShort value={value} />
      <CopyButton text={value} kind="quiet" label={text.t('action.copyHash')} copiedText={text.t('action.copied')}>
        {text.t('action.copy')}
      </CopyButton>
    </span>
  )
}

/** The whole value, groups of eight, four per line. `boxed` is the position of a digit to draw a box round. */
export function HashFull({ value, boxed = -1 }: { readonly value: string; readonly boxed?: number }) {
  return (
    <code className={styles['full']} role="img" aria-label={value}>
      {hashGroups(value).map((line, row) => (
        <span key={row} className={styles['line']} aria-hidden>
          {line.map((group, column) => {
            const start = (row * 4 + column) * 8
            return (
              <span key={column} className={styles['group']}>
                {[...group].map((digit, index) => (
                  <span
                    key={index}
                    className={classNames(start + index === boxed && styles['boxed'])}
                    {...(start + index === boxed ? { 'data-first-difference': '' } : {})}
                  >
                    {digit}
                  </span>
                ))}
              </span>
            )
          })}
        </span>
      ))}
    </code>
  )
}

export interface HashPairProps {
  readonly expectedLabel: string
  readonly expected: string | null
  readonly actualLabel: string
  readonly actual: string | null
}

/** Expected above actual, whole values, first difference boxed in both and said in words. */
export function HashPair({ expectedLabel, expected, actualLabel, actual }: HashPairProps) {
  const text = useText()
  const difference = expected === null || actual === null ? -1 : firstDifference(expected, actual)
  return (
    <div className={styles['pair']}>
      <div>
        <div className={styles['label']}>{expectedLabel}</div>
        {expected === null ? (
          <span className={styles['none']}>{text.t('common.none')}</span>
        ) : (
          <HashFull value={expected} boxed={difference} />
        )}
      </div>
      <div>
        <div className={styles['label']}>{actualLabel}</div>
        {actual === null ? (
          <span className={styles['none']}>{text.t('common.none')}</span>
        ) : (
          <HashFull value={actual} boxed={difference} />
        )}
      </div>
      {difference === -1 ? null : (
        <p className={styles['words']}>
          {text.t('hash.firstDifference', {
            digit: difference + 1,
            of: Math.max(expected?.length ?? 0, actual?.length ?? 0),
          })}
        </p>
      )}
    </div>
  )
}
