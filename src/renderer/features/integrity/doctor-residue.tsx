/** Records that do not recompute, group by group: the cause, how many, and the first of them as links. */
import { Link } from '@tanstack/react-router'
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { ResidueGroup } from '../../../shared/model/residue.ts'
import { residueSentence } from '../../../shared/text/residue-text.ts'
import { shortHash } from '../../lib/format.ts'
import { useText } from '../../lib/text.tsx'
import { Muted, Section } from '../../ui/layout.tsx'
import styles from './integrity.module.css'

export function DoctorResidue({ report }: { readonly report: DoctorReport }) {
  const text = useText()
  // Those records do recompute, with the other recipe; what the document says has a part of its own.
  const residue = report.residue.filter((group) => group.cause !== 'documented-differs')
  if (report.recipe === null && residue.length === 0) return null
  return (
    <Section
      title={text.t('doctorScreen.residue')}
      note={text.t('doctorScreen.residueNote', { n: report.residueRows })}
    >
      {residue.length === 0 ? (
        <Muted>{text.t('doctorScreen.residueNone')}</Muted>
      ) : (
        <ul className={styles['breaks']}>
          {residue.map((group, index) => (
            <ResidueItem key={`${group.cause}-${index}`} group={group} sourceId={report.sourceId} />
          ))}
        </ul>
      )}
      {report.residueCut === true ? <Muted>{text.t('doctor.residueCut')}</Muted> : null}
    </Section>
  )
}

function ResidueItem({ group, sourceId }: { readonly group: ResidueGroup; readonly sourceId: number }) {
  const text = useText()
  const hashText = (value: string | null) => (value === null ? text.t('doctorScreen.nothingHashed') : shortHash(value))
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <strong>{text.t(`doctorScreen.causes.${group.cause}`)}</strong>
        <span>{text.t('doctorScreen.causeCount', { count: group.rows })}</span>
      </div>
      <p className={styles['reading']}>{residueSentence(text, group)}</p>
      <ul className={styles['examples']}>
        {group.examples.map((example) => (
          <li key={example.index}>
            <Link to="/entries" search={{ source: sourceId, entry: entryIdFrom(sourceId, example.index) }}>
              {text.t('doctorScreen.example', { n: example.index + 1 })}
            </Link>{' '}
            <Muted>
              {text.t('doctorScreen.exampleHash', {
                expected: hashText(example.expected),
                actual: hashText(example.actual),
              })}
            </Muted>
          </li>
        ))}
      </ul>
    </li>
  )
}
