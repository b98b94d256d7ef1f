/** Result of one check: sentence, n of m, and the parts that belong to its kind. */
import type { CheckResult } from '../../../shared/model/check-run.ts'
import { checkSentence } from '../../../shared/text/verdict-text.ts'
import { Limits } from '../../lib/limits.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Section, Stack } from '../../ui/layout.tsx'
import { AnchorsResultView } from './anchors-result.tsx'
import { ChainResultView } from './chain-result.tsx'
import { CloudTrailResultView } from './cloudtrail-result.tsx'
import { ContinuityResultView } from './continuity-result.tsx'
import { IdsResultView } from './ids-result.tsx'
import { MerkleResultView } from './merkle-result.tsx'
import { ProofsResultView } from './proofs-result.tsx'
import { SealsResultView } from './seals-result.tsx'
import { SequenceResultView } from './sequence-result.tsx'
import styles from './integrity.module.css'

export function CheckResultView({ result, runId }: { readonly result: CheckResult; readonly runId: number }) {
  const text = useText()
  return (
    <Section
      title={text.t('integrity.resultOf', {
        run: String(runId),
        kind: text.t(`integrity.kind.${result.kind}`),
        source: result.sourceName,
      })}
    >
      <Stack>
        <div className={styles['verdict']}>
          <VerdictChip verdict={result.verdict} large />
          <p className={styles['sentence']}>{checkSentence(text, result)}</p>
        </div>
        {result.kind === 'chain' ? <ChainResultView result={result} runId={runId} /> : null}
        {result.kind === 'merkle' ? <MerkleResultView result={result} runId={runId} /> : null}
        {result.kind === 'anchors' ? <AnchorsResultView result={result} /> : null}
        {result.kind === 'cloudtrail' ? <CloudTrailResultView result={result} /> : null}
        {result.kind === 'continuity' ? <ContinuityResultView result={result} /> : null}
        {result.kind === 'sequence' ? <SequenceResultView result={result} /> : null}
        {result.kind === 'seals' ? <SealsResultView result={result} /> : null}
        {result.kind === 'proofs' ? <ProofsResultView result={result} /> : null}
        {result.kind === 'ids' ? <IdsResultView result={result} /> : null}
        <Limits kinds={[result.kind]} />
      </Stack>
    </Section>
  )
}
