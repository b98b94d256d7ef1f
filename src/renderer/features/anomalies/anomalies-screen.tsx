/** First analysis: rules with what they judged, fill rates, events per day. A rule names what was seen; it never accuses. */
import { Play } from 'lucide-react'
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { Limits } from '../../lib/limits.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Page, Stack } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { CoverageView } from './coverage-view.tsx'
import { FillRates } from './fill-rates.tsx'
import { RulesView } from './rules-view.tsx'

export type Analysis = ResultOf<'analysis.run'>

export function AnomaliesScreen() {
  const text = useText()
  const { engagementId } = useEngagement()
  const job = useJob('analysis.run')
  const stored = useApiQuery('analysis.result', { engagementId })
  const run = (
    <Button kind="primary" icon={Play} disabled={job.busy} onPress={() => job.start({ engagementId })}>
      {text.t('anomalies.run')}
    </Button>
  )
  return (
    <Page title={text.t('nav.anomalies')} lead={text.t('anomalies.lead')} actions={run}>
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <AnalysisBody analysis={job.state.result} />
      ) : (
        <QueryView query={stored}>
          {({ result }) =>
            result === null ? (
              <Empty title={text.t('anomalies.empty')}>{text.t('anomalies.emptyHint')}</Empty>
            ) : (
              <AnalysisBody analysis={result} />
            )
          }
        </QueryView>
      )}
    </Page>
  )
}

function AnalysisBody({ analysis }: { readonly analysis: Analysis }) {
  const text = useText()
  const { fileName } = useEngagement()
  return (
    <Tabs
      label={text.t('nav.anomalies')}
      items={[
        {
          id: 'rules',
          label: text.t('anomalies.tab.rules'),
          content: (
            <Stack>
              <RulesView analysis={analysis} />
              <Limits kinds={['analysis']} />
              <CliCommand command={cliLines.detect(fileName)} />
            </Stack>
          ),
        },
        {
          id: 'w5',
          label: text.t('anomalies.tab.w5'),
          content: (
            <Stack>
              <FillRates analysis={analysis} />
              <CliCommand command={cliLines.w5(fileName)} />
            </Stack>
          ),
        },
        {
          id: 'coverage',
          label: text.t('anomalies.tab.coverage'),
          content: (
            <Stack>
              <CoverageView analysis={analysis} />
              <Limits kinds={['coverage']} />
              <CliCommand command={cliLines.gaps(fileName)} />
            </Stack>
          ),
        },
      ]}
    />
  )
}
