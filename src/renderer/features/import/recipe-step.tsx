/** Step 3: does a shipped recipe reproduce the stored hashes? This separates a wrong recipe from wrong evidence before any verdict exists. */
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { QueryView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice, Section, Stack } from '../../ui/layout.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SourceSelect } from './format-step.tsx'
import { usePreview, useShownSource } from './use-preview.ts'
import styles from './import.module.css'

type Trial = NonNullable<ImportPreview['chainTrial']>

export function RecipeStep() {
  const text = useText()
  const [source] = useShownSource()
  const query = usePreview(source)
  return (
    <Stack>
      <SourceSelect />
      {source === undefined ? null : (
        <QueryView query={query}>
          {({ chainTrial }) =>
            chainTrial === null ? (
              <Notice title={text.t('import.noChain')}>{text.t('import.noChainHint')}</Notice>
            ) : (
              <TrialResult trial={chainTrial} />
            )
          }
        </QueryView>
      )}
    </Stack>
  )
}

function TrialResult({ trial }: { readonly trial: Trial }) {
  const text = useText()
  const { recipeId, matching, of, fits, equivalent, runnerUp } = trial
  const rows = [
    { id: recipeId, matching, role: text.t('import.trialBestRow') },
    ...equivalent.map((id) => ({ id, matching, role: text.t('import.trialEqual') })),
    ...(runnerUp === null
      ? []
      : [{ id: runnerUp.recipeId, matching: runnerUp.matching, role: text.t('import.trialNext') }]),
  ]
  return (
    <Section title={text.t('import.trial')}>
      <Stack>
        <p className={styles['trial']}>
          <strong>{text.t(fits ? 'import.trialCount' : 'import.trialBest', { n: matching, m: of })}</strong>
        </p>
        <div className={styles['trialBar']}>
          <Progress
            label={text.t('import.trial')}
            share={of === 0 ? 0 : matching / of}
            valueText={groupedNumber(matching)}
          />
        </div>
        <p>{text.t(sentenceOf(trial))}</p>
        <DataTable
          caption={text.t('import.trialRecipe')}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            { id: 'recipe', label: text.t('import.trialRecipe'), mono: true, cell: (row) => row.id },
            {
              id: 'matching',
              label: text.t('import.trialMatching'),
              align: 'end',
              cell: (row) => text.t('sentence.nOfM', { n: row.matching, m: of }),
            },
            { id: 'role', label: text.t('common.result'), cell: (row) => row.role },
          ]}
        />
      </Stack>
    </Section>
  )
}

function sentenceOf({ matching, of, fits }: Trial) {
  if (matching === 0) return 'import.trialNone' as const
  if (!fits) return 'import.trialFew' as const
  return matching === of ? ('import.trialAll' as const) : ('import.trialSome' as const)
}
