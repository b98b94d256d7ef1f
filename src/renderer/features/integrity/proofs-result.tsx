/** Outside proofs: what each is about, the clock it rests on, the rung, and every comparison with both values. */
import type { ProofsResult, ProofVerdict } from '../../../shared/model/proof.ts'
import { proofFactText, proofStepText, subjectText } from '../../../shared/text/proof-text.ts'
import { reasonText, rungText } from '../../../shared/text/verdict-text.ts'
import { utcText } from '../../lib/format.ts'
import { HashCopy } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Muted, Stack } from '../../ui/layout.tsx'
import styles from './integrity.module.css'
import { Rung } from './rung.tsx'

const listed = 100

export function ProofsResultView({ result }: { readonly result: ProofsResult }) {
  const text = useText()
  const order = [...result.proofs].sort(
    (left, right) => Number(left.verdict === 'verified') - Number(right.verdict === 'verified'),
  )
  return (
    <Stack>
      <Facts rows={[{ label: text.t('proofsScreen.trust'), value: <HashCopy value={result.trustHash} /> }]} />
      <ul className={styles['anchors']}>
        {order.slice(0, listed).map((proof) => (
          <li key={proof.sha256} className={styles['anchor']}>
            <Disclosure
              summary={
                <span className={styles['anchorHead']}>
                  <span className={styles['anchorDate']}>{proof.name}</span>
                  <VerdictChip verdict={proof.verdict} quiet />
                  <Rung rung={proof.rung} />
                  <Muted>{text.t(`proofKind.${proof.kind}`)}</Muted>
                </span>
              }
            >
              <ProofDetail proof={proof} />
            </Disclosure>
          </li>
        ))}
      </ul>
    </Stack>
  )
}

function ProofDetail({ proof }: { readonly proof: ProofVerdict }) {
  const text = useText()
  const { meaning, next } = rungText(text, proof.rung)
  const none = text.t('common.unknown')
  return (
    <Stack>
      <p>
        {meaning} <Muted>{next}</Muted>
      </p>
      {proof.reason === null ? null : <p>{reasonText(text, proof.reason)}</p>}
      <Facts
        columns={2}
        rows={[
          { label: text.t('proofsScreen.kind'), value: text.t(`proofKind.${proof.kind}`) },
          { label: text.t('proofsScreen.about'), value: subjectText(text, proof) },
          {
            label: text.t('proofsScreen.attested'),
            value:
              proof.attested.length === 0
                ? none
                : proof.attested
                    .map(({ micros, by }) => `${utcText(micros)} ${text.t('proofsScreen.by', { by })}`)
                    .join('; '),
          },
          {
            label: text.t('proofsScreen.asserted'),
            value: proof.assertedMicros === null ? none : utcText(proof.assertedMicros),
            mono: true,
          },
          { label: 'SHA-256', value: <HashCopy value={proof.sha256} /> },
        ]}
      />
      <DataTable
        caption={text.t('proofsScreen.steps')}
        rows={proof.steps}
        rowKey={(step, index) => `${step.step}-${index}`}
        isExceptional={(step) => step.holds === false}
        columns={[
          {
            id: 'step',
            label: text.t('proofsScreen.step'),
            wrap: true,
            cell: (step) => proofStepText(text, step.step),
          },
          {
            id: 'holds',
            label: text.t('proofsScreen.holds'),
            cell: (step) =>
              step.holds === null ? (
                <Muted>{text.t('proofsScreen.open')}</Muted>
              ) : step.holds ? (
                <Muted>{text.t('common.yes')}</Muted>
              ) : (
                <strong>{text.t('common.no')}</strong>
              ),
          },
          {
            id: 'expected',
            label: text.t('common.expected'),
            mono: true,
            wrap: true,
            cell: (step) => step.expected ?? '–',
          },
          { id: 'actual', label: text.t('common.actual'), mono: true, wrap: true, cell: (step) => step.actual ?? '–' },
        ]}
      />
      {proof.facts.length === 0 ? null : (
        <Facts
          rows={proof.facts.map((fact) => ({ label: proofFactText(text, fact.label), value: fact.text, mono: true }))}
        />
      )}
    </Stack>
  )
}
