/** What a capture brought: counts, endpoints, transactions not captured in full with the reason, differences between nodes. */
import { ShieldCheck } from 'lucide-react'
import type { CapturedTransaction, FetchedTranscript } from '../../../shared/model/capture.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { HashCopy, HashShort } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Stack, Toolbar } from '../../ui/layout.tsx'
import { FirstOf } from './result-parts.tsx'
import { useVerifyAgain } from './use-verify-again.ts'

/** Rows of a list; the transcript has all. */
const listed = 50

export function CaptureResult({ result, sourceId }: { readonly result: FetchedTranscript; readonly sourceId: number }) {
  const text = useText()
  const { readOnly } = useEngagement()
  const again = useVerifyAgain(sourceId)
  const incomplete = result.transactions.filter(({ state, missing }) => state !== 'captured' || missing.length > 0)
  const groups = grouped(incomplete)
  const captured = result.transactions.filter(({ state }) => state === 'captured').length
  return (
    <Stack tight>
      <p role="status">
        {text.t('fetchScreen.done', {
          captured,
          total: result.transactions.length,
          blocks: result.blocks,
          connections: result.connections,
        })}
      </p>
      <Facts
        rows={[
          ...result.endpoints.map(({ host, chainId, software }, index) => ({
            label: text.t(index === 0 ? 'anchorMaterial.endpoint' : 'fetchScreen.second'),
            value: text.t('fetchScreen.endpoint', {
              host,
              chain: chainId ?? text.t('capture.noChain'),
              software: software ?? text.t('fetchScreen.noSoftware'),
            }),
          })),
          { label: text.t('sources.sha256'), value: <HashCopy value={result.sha256} /> },
        ]}
      />
      {result.statements.length === 0 ? null : (
        <Muted>{text.t('fetchScreen.agreed', { n: result.statements.length })}</Muted>
      )}
      {incomplete.length === 0 ? null : (
        <>
          <DataTable
            caption={text.t('fetchScreen.missing')}
            rows={groups.slice(0, listed)}
            rowKey={({ first }) => first.transactionHash}
            isExceptional={({ first }) => first.state !== 'captured'}
            columns={[
              {
                id: 'state',
                label: text.t('fetchScreen.outcome'),
                cell: ({ first }) => text.t(`capture.state.${first.state}`),
              },
              { id: 'why', label: text.t('fetchScreen.why'), wrap: true, cell: ({ first }) => <Why item={first} /> },
              {
                id: 'count',
                label: text.t('fetchScreen.transactions'),
                align: 'end',
                cell: ({ count }) => groupedNumber(count),
              },
              {
                id: 'first',
                label: text.t('fetchScreen.firstOf'),
                cell: ({ first }) => <HashShort value={first.transactionHash} />,
              },
            ]}
          />
          <FirstOf shown={Math.min(listed, groups.length)} total={groups.length} />
        </>
      )}
      {result.differences.length === 0 ? null : (
        <>
          <DataTable
            caption={text.t('fetchScreen.differences')}
            rows={result.differences.slice(0, listed)}
            rowKey={(item, index) => `${item.what} ${item.about} ${index}`}
            isExceptional={() => true}
            columns={[
              { id: 'what', label: text.t('fetchScreen.what2'), mono: true, wrap: true, cell: (item) => item.what },
              {
                id: 'about',
                label: text.t('fetchScreen.about'),
                mono: true,
                cell: (item) => <HashShort value={item.about} />,
              },
              {
                id: 'values',
                label: text.t('fetchScreen.answers'),
                mono: true,
                wrap: true,
                cell: (item) =>
                  item.values.map(({ host, value }) => (
                    <div key={host}>
                      {host}: {value ?? text.t('capture.nothing')}
                    </div>
                  )),
              },
            ]}
          />
          <FirstOf
            shown={Math.min(listed, result.differences.length)}
            total={result.differences.length + result.moreDifferences}
          />
        </>
      )}
      <Muted>{text.t('fetchScreen.notProven')}</Muted>
      <Toolbar>
        <Button icon={ShieldCheck} disabled={readOnly || again.busy} onPress={again.start}>
          {text.t('fetchScreen.verify')}
        </Button>
      </Toolbar>
    </Stack>
  )
}

interface Group {
  readonly first: CapturedTransaction
  readonly count: number
}

/** Transactions with the same outcome for the same reasons as one line: a node that refuses a method refuses it for all. */
function grouped(transactions: readonly CapturedTransaction[]): Group[] {
  const groupByReason = new Map<string, Group>()
  for (const item of transactions) {
    const reason = JSON.stringify([item.state, item.missing])
    const known = groupByReason.get(reason)
    groupByReason.set(reason, { first: known?.first ?? item, count: (known?.count ?? 0) + 1 })
  }
  return [...groupByReason.values()]
}

function Why({ item: { missing } }: { readonly item: CapturedTransaction }) {
  const text = useText()
  if (missing.length === 0) return '–'
  return missing.map(({ method, why }) => (
    <div key={method}>{text.t('capture.missing', { method, why: text.t(`capture.failure.${why}`) })}</div>
  ))
}
