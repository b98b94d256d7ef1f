/** Chain result: both axes with n of m, the strip, innocent causes first, and every break with expected and actual. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ChainBreak, ChainResult } from '../../../shared/model/check-run.ts'
import { contentStates, linkStates } from '../../../shared/model/verdict.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { HashCopy, HashPair } from '../../lib/hash-view.tsx'
import { PointerLink } from '../../lib/pointer-link.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Bullets, Columns, Facts, Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { ChainEndView } from './chain-end.tsx'
import { ChainStrip } from './chain-strip.tsx'
import styles from './integrity.module.css'

const pageSize = 20

export function ChainResultView({ result, runId }: { readonly result: ChainResult; readonly runId: number }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const [start, setStart] = useState(0)
  const breaks = useApiQuery('run.breaks', { engagementId, runId, start, count: pageSize })
  const contentBad = result.entries - result.contents.ok
  const linksBad = result.links.gap + result.links.fork + result.links.broken
  // Without hashes to follow no link is judged, which is not the same as a link that holds.
  const judged = linkStates.reduce((sum, state) => sum + result.links[state], 0)
  const recipeNotContent = result.entries > 1 && judged > 0 && linksBad === 0 && result.contents.ok === 0
  return (
    <Stack>
      {result.recipeId === null ? (
        <Notice loud title={text.t('integrity.noRecipe')}>
          <p>{text.t('integrity.noRecipeText')}</p>
          <ToDoctor sourceId={result.sourceId} />
        </Notice>
      ) : recipeNotContent ? (
        <Notice loud>
          <p>{text.t('causes.recipeNotContent')}</p>
          <ToDoctor sourceId={result.sourceId} />
        </Notice>
      ) : null}
      <Columns>
        <Section
          title={text.t('chain.linkAxis')}
          note={text.t('sentence.nOfM', { n: judged - linksBad, m: result.entries })}
        >
          {judged === 0 ? (
            <Muted>{text.t('integrity.noLinks')}</Muted>
          ) : (
            <Facts
              rows={linkStates
                .filter((state) => result.links[state] > 0)
                .map((state) => ({
                  label: text.t(`link.${state}`),
                  value: <Count n={result.links[state]} meaning={text.t(`linkMeaning.${state}`)} />,
                }))}
            />
          )}
        </Section>
        <Section
          title={text.t('chain.contentAxis')}
          note={text.t('sentence.nOfM', { n: result.contents.ok, m: result.entries })}
        >
          <Facts
            rows={contentStates
              .filter((state) => result.contents[state] > 0)
              .map((state) => ({
                label: text.t(`content.${state}`),
                value: <Count n={result.contents[state]} meaning={text.t(`contentMeaning.${state}`)} />,
              }))}
          />
        </Section>
      </Columns>
      <Facts
        columns={2}
        rows={[
          { label: text.t('chain.recipe'), value: result.recipeId ?? text.t('common.none'), mono: true },
          {
            label: text.t('chain.recipeHash'),
            value: result.recipeHash === null ? text.t('common.none') : <HashCopy value={result.recipeHash} />,
          },
          { label: text.t('chain.scopes'), value: groupedNumber(result.scopes) },
          { label: text.t('chain.rejected'), value: groupedNumber(result.rejected) },
          { label: text.t('chain.skips'), value: groupedNumber(result.sequenceSkips) },
          { label: text.t('chain.duplicates'), value: groupedNumber(result.sequenceDuplicates) },
          {
            label: text.t('chain.head'),
            value: result.headHash === null ? text.t('common.none') : <HashCopy value={result.headHash} />,
          },
          {
            label: text.t('chain.second'),
            value:
              result.secondOpinion === null
                ? text.t('chain.secondNone')
                : text.t(result.secondOpinion.agrees ? 'chain.secondAgrees' : 'chain.secondDiffers', {
                    implementation: result.secondOpinion.implementation,
                    version: result.secondOpinion.version,
                    n: result.secondOpinion.entries,
                  }),
          },
        ]}
      />
      <ChainEndView end={result.end} />
      {result.startsMidChain ? <Notice>{text.t('chain.startsMidChain')}</Notice> : null}
      {result.weakAlgorithm ? <Notice loud>{text.t('chain.weak')}</Notice> : null}
      {result.equivalentRecipes.length > 1 ? (
        <Notice>{text.t('chain.equivalent', { recipes: result.equivalentRecipes.join(', ') })}</Notice>
      ) : null}
      <QueryView query={breaks}>
        {(page) =>
          page.total === 0 ? (
            <Muted>{text.t('chain.noBreaks', { n: result.entries })}</Muted>
          ) : (
            <Stack>
              <ChainStrip entries={result.entries} breaks={page.breaks} total={page.total} contentBad={contentBad} />
              {contentBad > 0 ? (
                <Notice title={text.t('causes.contentFirst')}>
                  <Bullets
                    items={[
                      text.t('causes.list.reserialised'),
                      text.t('causes.list.numbers'),
                      text.t('causes.list.lines'),
                      text.t('causes.list.truncated'),
                      text.t('causes.list.recipe'),
                    ]}
                  />
                  {result.recipeId === null || recipeNotContent ? null : <ToDoctor sourceId={result.sourceId} />}
                </Notice>
              ) : null}
              <Section title={text.t('chain.breaks')} note={text.t('chain.breakCount', { count: page.total })}>
                <ol className={styles['breaks']} start={start + 1}>
                  {page.breaks.map((item) => (
                    <BreakItem key={item.entryId} item={item} sourceId={result.sourceId} />
                  ))}
                </ol>
                <Pager
                  label={text.t('chain.breaks')}
                  start={start}
                  pageSize={pageSize}
                  total={page.total}
                  onMove={setStart}
                  rangeText={text.t('common.pageRange', {
                    from: start + 1,
                    to: Math.min(page.total, start + pageSize),
                    total: page.total,
                  })}
                  previousText={text.t('common.previousPage')}
                  nextText={text.t('common.nextPage')}
                />
              </Section>
            </Stack>
          )
        }
      </QueryView>
    </Stack>
  )
}

/** The Chain Doctor of the source: it infers a recipe, or says what the export would need. */
function ToDoctor({ sourceId }: { readonly sourceId: number }) {
  const text = useText()
  return (
    <p>
      <Link to="/integrity" search={{ source: sourceId, tab: 'doctor' }}>
        {text.t('integrity.toDoctor')}
      </Link>
    </p>
  )
}

function Count({ n, meaning }: { readonly n: number; readonly meaning: string }) {
  return (
    <>
      <strong>{groupedNumber(n)}</strong> <Muted>{meaning}</Muted>
    </>
  )
}

function BreakItem({ item, sourceId }: { readonly item: ChainBreak; readonly sourceId: number }) {
  const text = useText()
  const pointer = {
    sourceId,
    entryId: item.entryId,
    line: item.line,
    sequence: item.sequence,
    byteStart: null,
    byteLength: null,
  }
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <PointerLink pointer={pointer} />
        <span>
          {text.t('entries.link')}: <strong>{item.link === null ? '–' : text.t(`link.${item.link}`)}</strong>
        </span>
        <span>
          {text.t('entries.content')}: <strong>{text.t(`content.${item.content}`)}</strong>
        </span>
        {item.missingBefore === '0' ? null : <span>{text.t('chain.missingBefore', { n: item.missingBefore })}</span>}
      </div>
      {item.reason === null ? null : <Muted>{reasonText(text, item.reason)}</Muted>}
      {item.stored !== null || item.recomputed !== null ? (
        <HashPair
          expectedLabel={text.t('chain.recomputed')}
          expected={item.recomputed}
          actualLabel={text.t('chain.stored')}
          actual={item.stored}
        />
      ) : null}
      {item.expectedPrevious !== null || item.statedPrevious !== null ? (
        <HashPair
          expectedLabel={text.t('chain.expectedPrevious')}
          expected={item.expectedPrevious}
          actualLabel={text.t('chain.statedPrevious')}
          actual={item.statedPrevious}
        />
      ) : null}
    </li>
  )
}
