/** Step 3: does a shipped recipe reproduce the stored hashes? This separates a wrong recipe from wrong evidence before any verdict exists. */
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { QueryView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import { Progress } from '../../ui/progress.tsx'
import { FileSelect } from './format-step.tsx'
import { usePreview, useShownFile } from './use-preview.ts'
import styles from './import.module.css'

export function RecipeStep() {
  const text = useText()
  const [file] = useShownFile()
  const query = usePreview(file)
  return (
    <Stack>
      <FileSelect />
      {file === undefined ? null : (
        <QueryView query={query}>
          {({ chainTrial }) =>
            chainTrial === null ? (
              <Notice title={text.t('import.noChain')}>{text.t('import.noChainHint')}</Notice>
            ) : (
              <Section title={text.t('import.trial')} note={chainTrial.recipeId}>
                <p className={styles['trial']}>
                  <strong>{text.t('import.trialCount', { n: chainTrial.matching, m: chainTrial.of })}</strong>
                </p>
                <div className={styles['trialBar']}>
                  <Progress
                    label={text.t('import.trial')}
                    share={chainTrial.of === 0 ? 0 : chainTrial.matching / chainTrial.of}
                    valueText={groupedNumber(chainTrial.matching)}
                  />
                </div>
                <Muted>
                  {text.t(
                    chainTrial.matching === chainTrial.of
                      ? 'import.trialAll'
                      : chainTrial.matching === 0
                        ? 'import.trialNone'
                        : 'import.trialSome',
                  )}
                </Muted>
              </Section>
            )
          }
        </QueryView>
      )}
    </Stack>
  )
}
