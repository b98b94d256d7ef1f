/** What Assay and its user did, itself a hash chain: list, newest first, and a recomputation of it. */
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import type { CustodyEvent } from '../../../shared/model/engagement.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { asked, useApi, useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { utcText } from '../../lib/format.ts'
import { HashCopy } from '../../lib/hash-view.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { useMutation } from '@tanstack/react-query'
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { ApiError } from '../../lib/rpc-client.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Page, Stack, Toolbar } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'

const pageSize = 100

export function CustodyScreen() {
  const text = useText()
  const api = useApi()
  const { engagementId, fileName } = useEngagement()
  const [start, setStart] = useState(0)
  const query = useApiQuery('log.list', { engagementId, start, count: pageSize })
  const verify = useMutation<ResultOf<'log.verify'>, ApiError>({
    mutationFn: () => asked(api, 'log.verify', { engagementId }),
  })
  const runVerify = (
    <Button icon={ShieldCheck} disabled={verify.isPending} onPress={() => verify.mutate()}>
      {text.t('custody.verify')}
    </Button>
  )
  return (
    <Page title={text.t('nav.custody')} lead={text.t('custody.lead')} actions={runVerify}>
      {verify.isError ? <ErrorView error={verify.error} /> : null}
      {verify.data === undefined ? null : (
        <Toolbar>
          <VerdictChip verdict={verify.data.verdict} />
          <span role="status">
            {verify.data.firstBreak === null
              ? text.t('custody.verified', { n: verify.data.events })
              : text.t('custody.broken', { n: verify.data.events, sequence: String(verify.data.firstBreak) })}
          </span>
        </Toolbar>
      )}
      <QueryView query={query}>
        {({ total, events }) => (
          <Stack>
            <DataTable<CustodyEvent>
              caption={text.t('nav.custody')}
              rows={events}
              rowKey={(event) => String(event.sequence)}
              columns={[
                {
                  id: 'sequence',
                  label: text.t('custody.number'),
                  align: 'end',
                  cell: (event) => groupedNumber(event.sequence),
                },
                { id: 'time', label: text.t('common.time'), mono: true, cell: (event) => utcText(event.atMicros) },
                { id: 'actor', label: text.t('custody.actor'), cell: (event) => event.actor },
                { id: 'action', label: text.t('custody.action'), cell: (event) => event.action },
                {
                  id: 'details',
                  label: text.t('action.details'),
                  wrap: true,
                  mono: true,
                  cell: (event) => detailsText(event.details),
                },
                { id: 'hash', label: text.t('custody.hash'), cell: (event) => <HashCopy value={event.entryHash} /> },
              ]}
            />
            <Pager
              label={text.t('nav.custody')}
              start={start}
              pageSize={pageSize}
              total={total}
              onMove={setStart}
              rangeText={text.t('common.pageRange', {
                from: total === 0 ? 0 : start + 1,
                to: Math.min(total, start + pageSize),
                total,
              })}
              previousText={text.t('common.previousPage')}
              nextText={text.t('common.nextPage')}
            />
          </Stack>
        )}
      </QueryView>
      <CliCommand command={cliLines.logVerify(fileName)} />
    </Page>
  )
}

function detailsText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ')
}
