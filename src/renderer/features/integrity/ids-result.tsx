/** Clocks inside ids: which kinds were found, how far stated times lie from them, and the entries that stand out. */
import type { IdClockResult } from '../../../shared/model/id-clock.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import { EntryLink, FirstOf, microsText } from './result-parts.tsx'
import styles from './integrity.module.css'

const listed = 50

export function IdsResultView({ result }: { readonly result: IdClockResult }) {
  const text = useText()
  const { offsets, tolerance, order, snowflake, outside } = result
  const assumed = snowflake?.epochs.find(({ epoch }) => epoch === snowflake.assumed)
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          { label: text.t('idsScreen.field'), value: result.field ?? text.t('common.none'), mono: true },
          { label: text.t('idsScreen.within'), value: text.t('sentence.nOfM', { n: result.within, m: result.tested }) },
          { label: text.t('idsScreen.earlier'), value: groupedNumber(outside.earlier) },
          { label: text.t('idsScreen.later'), value: groupedNumber(outside.later) },
        ]}
      />
      {offsets === null ? null : (
        <p className={styles['reading']}>
          {text.t('ids.offset', {
            median: microsText(offsets.medianMicros),
            deviation: microsText(offsets.deviationMicros),
            least: microsText(offsets.leastMicros),
            most: microsText(offsets.mostMicros),
          })}
        </p>
      )}
      {tolerance === null ? null : (
        <Muted>
          {text.t('ids.tolerance', {
            tolerance: microsText(tolerance.micros),
            idResolution: microsText(tolerance.idResolutionMicros),
            statedResolution: microsText(tolerance.statedResolutionMicros),
            spread: microsText(tolerance.spreadMicros),
          })}
        </Muted>
      )}
      {assumed === undefined ? null : (
        <Notice>
          {text.t('ids.epochAssumed', { epoch: assumed.epoch, inPeriod: assumed.inPeriod, of: assumed.of })}
        </Notice>
      )}
      {result.kinds.length === 0 ? null : (
        <DataTable
          caption={text.t('idsScreen.kinds')}
          rows={result.kinds}
          rowKey={(kind) => kind.kind}
          columns={[
            { id: 'kind', label: text.t('idsScreen.kinds'), cell: (kind) => text.t(`ids.kind.${kind.kind}`) },
            {
              id: 'entries',
              label: text.t('overview.entries'),
              align: 'end',
              cell: (kind) => groupedNumber(kind.entries),
            },
            {
              id: 'clock',
              label: text.t('idsScreen.clock'),
              wrap: 'words',
              cell: (kind) => (kind.why === null ? text.t('idsScreen.used') : text.t(`ids.why.${kind.why}`)),
            },
          ]}
        />
      )}
      {result.findings.length === 0 ? null : (
        <Section title={text.t('idsScreen.findings')}>
          <Stack tight>
            <Notice>{text.t('ids.causes')}</Notice>
            <DataTable
              caption={text.t('idsScreen.findings')}
              rows={result.findings.slice(0, listed)}
              rowKey={(item) => String(item.entryId)}
              columns={[
                {
                  id: 'entry',
                  label: text.t('anomalies.entry'),
                  cell: (item) => <EntryLink sourceId={result.sourceId} entryId={item.entryId} line={item.line} />,
                },
                { id: 'stated', label: text.t('idsScreen.stated'), mono: true, cell: (item) => item.stated },
                { id: 'idTime', label: text.t('idsScreen.idTime'), mono: true, cell: (item) => item.idTime },
                {
                  id: 'offset',
                  label: text.t('idsScreen.offset'),
                  align: 'end',
                  cell: (item) => microsText(item.offsetMicros),
                },
                { id: 'id', label: text.t('idsScreen.id'), mono: true, cell: (item) => item.id },
              ]}
            />
            <FirstOf
              shown={Math.min(listed, result.findings.length)}
              total={result.findings.length + result.findingsNotListed}
            />
          </Stack>
        </Section>
      )}
      {order === null ? null : (
        <p>
          {text.t(order.by === 'file' ? 'ids.orderFile' : 'ids.orderSequence')}:{' '}
          {text.t('idsScreen.order', {
            back: order.back,
            compared: order.compared,
            beyond: order.backBeyond,
            largest: microsText(order.largestMicros),
          })}{' '}
          {order.first.slice(0, 5).map((step) => (
            <span key={step.entryId}>
              <EntryLink sourceId={result.sourceId} entryId={step.entryId} line={step.line} />{' '}
            </span>
          ))}
        </p>
      )}
    </Stack>
  )
}
