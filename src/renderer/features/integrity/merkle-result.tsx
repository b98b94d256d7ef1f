/** Merkle result: leaf and tree in words, what they leave open, batches told apart, every batch, the ladder of one entry. */
import { ListTree } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { BatchResult, MerkleResult } from '../../../shared/model/check-run.ts'
import type { LeafRecipe, TreeProfile } from '../../../shared/model/recipe.ts'
import { merkleChoiceSchema } from '../../../shared/model/batch-plan.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { treeRules } from '../../../shared/text/tree-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { HashPair, HashShort } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Facts, Muted, Section, Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { BatchesApart, LateBatches, StatedBatches } from './merkle-batches.tsx'
import { LadderSection } from './merkle-ladder-section.tsx'
import styles from './integrity.module.css'

const pageSize = 100
/** Batches that differ and are shown with both roots. */
const shownExceptions = 50

export function MerkleResultView({ result, runId }: { readonly result: MerkleResult; readonly runId: number }) {
  const text = useText()
  const { leaf, tree } = usePlan(result, runId)
  const exceptions = result.batches.filter((batch) => batch.verdict !== 'verified')
  const [chosen, setChosen] = useState<BatchResult | null>(null)
  const ladder = useRef<HTMLDivElement>(null)
  // The choice is made far above where it takes effect.
  useEffect(() => {
    if (chosen === null) return
    ladder.current?.scrollIntoView({ block: 'start' })
    ladder.current?.querySelector('input')?.focus()
  }, [chosen])
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          { label: text.t('merkle.leaf'), value: result.leafRecipeId, mono: true },
          { label: text.t('merkle.tree'), value: result.treeId, mono: true },
          { label: text.t('overview.entries'), value: groupedNumber(result.entries) },
          {
            label: text.t('merkle.batches'),
            value: text.t('sentence.nOfM', { n: result.verified, m: result.batches.length }),
          },
          { label: text.t('merkleScreen.batching'), value: batchingText(text, result) },
        ]}
      />
      {tree === undefined || leaf === undefined ? null : (
        <Section title={text.t('merkleScreen.rules')} note={tree.name}>
          <Bullets items={treeRules(text, tree, leaf)} />
        </Section>
      )}
      {result.weaknesses === undefined ? null : (
        <Section title={text.t('merkleScreen.weaknesses')} note={groupedNumber(result.weaknesses.length)}>
          {result.weaknesses.length === 0 ? (
            <Muted>{text.t('common.none')}</Muted>
          ) : (
            <Bullets items={result.weaknesses.map((weakness) => text.t(`treeWeakness.${weakness}`))} />
          )}
        </Section>
      )}
      <BatchesApart result={result} />
      {exceptions.length === 0 ? null : (
        <Section title={text.t('merkle.exceptions')} note={text.t('merkle.batchCount', { count: exceptions.length })}>
          <ul className={styles['breaks']}>
            {exceptions.slice(0, shownExceptions).map((batch) => (
              <BatchException key={batch.date} batch={batch} />
            ))}
          </ul>
          {exceptions.length > shownExceptions ? (
            <Muted>{text.t('common.sampled', { n: shownExceptions, m: exceptions.length })}</Muted>
          ) : null}
        </Section>
      )}
      <LateBatches result={result} />
      <StatedBatches result={result} />
      <AllBatches result={result} onLadder={setChosen} />
      <div ref={ladder}>
        <LadderSection
          key={chosen?.date ?? ''}
          sourceId={result.sourceId}
          runId={runId}
          batch={
            chosen ?? exceptions.find((batch) => batch.count > 0) ?? result.batches.find((batch) => batch.count > 0)
          }
        />
      </div>
    </Stack>
  )
}

/** Leaf and tree of a run, whole: shipped ones by their id, others as the run was given them. */
function usePlan(
  result: MerkleResult,
  runId: number,
): { readonly leaf: LeafRecipe | undefined; readonly tree: TreeProfile | undefined } {
  const { engagementId } = useEngagement()
  const shipped = useApiQuery('merkle.profiles', { leaf: result.leafRecipeId })
  const run = useApiQuery('run.result', { engagementId, runId })
  const { data: choice } = merkleChoiceSchema.safeParse(run.data?.run.parameters['choice'])
  return {
    leaf:
      typeof choice?.leaf === 'object'
        ? choice.leaf
        : shipped.data?.leaves.find(({ id }) => id === result.leafRecipeId),
    tree: typeof choice?.tree === 'object' ? choice.tree : shipped.data?.trees.find(({ id }) => id === result.treeId),
  }
}

function batchingText(text: ReturnType<typeof useText>, { batching }: MerkleResult): string {
  switch (batching?.by) {
    case 'count':
      return text.t('merkleScreen.by.count', { n: batching.entries })
    case 'field':
      return text.t('merkleScreen.by.field', { field: batching.field })
    case 'ranges':
      return text.t('merkleScreen.by.ranges')
    default:
      return text.t('merkleScreen.by.utc-day')
  }
}

function AllBatches({
  result,
  onLadder,
}: {
  readonly result: MerkleResult
  readonly onLadder: (batch: BatchResult) => void
}) {
  const text = useText()
  const [start, setStart] = useState(0)
  return (
    <Section title={text.t('merkle.all')}>
      <DataTable
        caption={text.t('merkle.all')}
        rows={result.batches.slice(start, start + pageSize)}
        rowKey={(batch) => batch.date}
        isExceptional={(batch) => batch.verdict !== 'verified'}
        columns={[
          { id: 'date', label: text.t('ladder.batch'), mono: true, wrap: 'words', cell: (batch) => batch.date },
          {
            id: 'verdict',
            label: text.t('common.verdict'),
            cell: (batch) => <VerdictChip verdict={batch.verdict} quiet />,
          },
          {
            id: 'count',
            label: text.t('overview.entries'),
            align: 'end',
            cell: (batch) => groupedNumber(batch.count),
          },
          {
            id: 'root',
            label: text.t('merkle.recomputed'),
            cell: (batch) => <HashShort value={batch.recomputedRoot} />,
          },
          {
            id: 'claimed',
            label: text.t('merkle.claimed'),
            cell: (batch) =>
              batch.claimedRoots.length === 0
                ? '–'
                : batch.claimedRoots.map((root, index) => (
                    <span key={index}>
                      {index > 0 ? ', ' : ''}
                      <HashShort value={root} />
                    </span>
                  )),
          },
          {
            id: 'second',
            label: text.t('merkle.second'),
            cell: (batch) =>
              batch.secondOpinion === null
                ? '–'
                : text.t(batch.secondOpinion.agrees ? 'merkle.agrees' : 'merkle.differs'),
          },
          {
            id: 'ladder',
            label: text.t('merkleScreen.action'),
            cell: (batch) =>
              batch.count === 0 || batch.recomputedRoot === null ? (
                '–'
              ) : (
                <Button
                  kind="quiet"
                  icon={ListTree}
                  label={text.t('merkleScreen.ladderOf', { batch: batch.date })}
                  onPress={() => onLadder(batch)}
                >
                  {text.t('merkleScreen.ladder')}
                </Button>
              ),
          },
        ]}
      />
      <Pager
        label={text.t('merkle.all')}
        start={start}
        pageSize={pageSize}
        total={result.batches.length}
        onMove={setStart}
        rangeText={text.t('common.pageRange', {
          from: start + 1,
          to: Math.min(result.batches.length, start + pageSize),
          total: result.batches.length,
        })}
        previousText={text.t('common.previousPage')}
        nextText={text.t('common.nextPage')}
      />
    </Section>
  )
}

function BatchException({ batch }: { readonly batch: BatchResult }) {
  const text = useText()
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <strong>{batch.date}</strong>
        <VerdictChip verdict={batch.verdict} />
        <Muted>{text.t('merkle.entries', { count: batch.count })}</Muted>
      </div>
      {batch.reason === null ? null : <Muted>{reasonText(text, batch.reason)}</Muted>}
      {batch.claimedRoots.map((claimed, index) => (
        <HashPair
          key={index}
          expectedLabel={
            batch.claimedRoots.length === 1
              ? text.t('merkle.claimedExpected')
              : text.t('merkle.claimedNumber', { n: index + 1, m: batch.claimedRoots.length })
          }
          expected={claimed}
          actualLabel={text.t('merkle.recomputedActual')}
          actual={batch.recomputedRoot}
        />
      ))}
    </li>
  )
}
