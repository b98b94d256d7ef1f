/** CloudTrail digests: the chains, then what is not verified with both values, then what the result rests on. */
import type { CloudTrailResult, DigestRow, LogRow } from '../../../shared/model/cloudtrail.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { HashPair, HashShort } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Facts, Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import { FirstOf } from './result-parts.tsx'
import styles from './integrity.module.css'

const listed = 25

export function CloudTrailResultView({ result }: { readonly result: CloudTrailResult }) {
  const text = useText()
  const { counts, files } = result
  const digests = result.digests.filter((row) => row.verdict !== 'verified')
  const logs = result.logs.filter((row) => row.verdict !== 'verified')
  const notes = noticesOf(text, result)
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          {
            label: text.t('cloudtrailScreen.digests'),
            value: text.t('cloudtrailScreen.counted', {
              n: counts.digestsVerified,
              m: counts.digests,
              missing: counts.digestsMissing,
            }),
          },
          {
            label: text.t('cloudtrailScreen.logs'),
            value: text.t('cloudtrailScreen.counted', {
              n: counts.logsVerified,
              m: counts.logs,
              missing: counts.logsMissing,
            }),
          },
          { label: text.t('cloudtrailScreen.unlisted'), value: groupedNumber(counts.unlisted) },
          {
            label: text.t('cloudtrailScreen.read'),
            value: text.t('cloudtrailScreen.readText', { n: files.read, other: files.other }),
          },
        ]}
      />
      {result.chains.length === 0 ? null : (
        <DataTable
          caption={text.t('cloudtrailScreen.chains')}
          rows={result.chains}
          rowKey={(chain) => String(chain.chain)}
          isExceptional={(chain) => chain.verdict !== 'verified'}
          columns={[
            { id: 'account', label: text.t('cloudtrailScreen.account'), mono: true, cell: (chain) => chain.account },
            { id: 'region', label: text.t('cloudtrailScreen.region'), mono: true, cell: (chain) => chain.region },
            { id: 'trail', label: text.t('cloudtrailScreen.trail'), mono: true, cell: (chain) => chain.trail },
            {
              id: 'period',
              label: text.t('common.period'),
              mono: true,
              cell: (chain) => (
                <>
                  {text.t('common.periodText', { from: chain.from ?? '?', to: chain.to ?? '?' })}
                  {chain.startsMidChain ? <Muted> {text.t('cloudtrail.startsMidChain')}</Muted> : null}
                </>
              ),
            },
            {
              id: 'digests',
              label: text.t('cloudtrailScreen.digests'),
              align: 'end',
              cell: (chain) => text.t('sentence.nOfM', { n: chain.verified, m: chain.digests }),
            },
            {
              id: 'verdict',
              label: text.t('common.verdict'),
              cell: (chain) => <VerdictChip verdict={chain.verdict} quiet />,
            },
          ]}
        />
      )}
      {digests.length + logs.length === 0 ? null : (
        <Section title={text.t('cloudtrailScreen.exceptions')}>
          <ul className={styles['breaks']}>
            {digests.slice(0, listed).map((row, index) => (
              <DigestItem key={`${row.file ?? row.key ?? ''}-${index}`} row={row} />
            ))}
            {logs.slice(0, listed).map((row, index) => (
              <LogItem key={`${row.key}-${index}`} row={row} />
            ))}
          </ul>
          <FirstOf
            shown={Math.min(listed, digests.length) + Math.min(listed, logs.length)}
            total={digests.length + logs.length}
          />
        </Section>
      )}
      {result.unlisted.length === 0 ? null : (
        <Section title={text.t('cloudtrailScreen.unlisted')}>
          <DataTable
            caption={text.t('cloudtrailScreen.unlisted')}
            rows={result.unlisted.slice(0, listed)}
            rowKey={(row) => row.file}
            columns={[
              { id: 'file', label: text.t('common.file'), mono: true, wrap: true, cell: (row) => row.file },
              { id: 'sha256', label: text.t('sources.sha256'), cell: (row) => <HashShort value={row.sha256} /> },
            ]}
          />
          <FirstOf shown={Math.min(listed, result.unlisted.length)} total={counts.unlisted} />
        </Section>
      )}
      <Section title={text.t('cloudtrailScreen.keys')}>
        {result.keys.length === 0 ? (
          <Muted>{text.t('cloudtrailScreen.noKeys')}</Muted>
        ) : (
          <DataTable
            caption={text.t('cloudtrailScreen.keys')}
            rows={result.keys}
            rowKey={(row, index) => `${row.statedFingerprint}-${index}`}
            isExceptional={(row) => row.fault !== null}
            columns={[
              {
                id: 'fingerprint',
                label: text.t('cloudtrailScreen.fingerprint'),
                mono: true,
                cell: (row) => row.fingerprint ?? row.statedFingerprint,
              },
              {
                id: 'period',
                label: text.t('common.period'),
                mono: true,
                cell: (row) => text.t('common.periodText', { from: row.validFrom, to: row.validTo }),
              },
              {
                id: 'digests',
                label: text.t('cloudtrailScreen.keyDigests'),
                align: 'end',
                cell: (row) => groupedNumber(row.digests),
              },
              { id: 'fault', label: text.t('common.reason'), wrap: 'words', cell: (row) => row.fault ?? '–' },
            ]}
          />
        )}
      </Section>
      {notes.length === 0 ? null : (
        <Notice title={text.t('cloudtrailScreen.notes')}>
          <Bullets items={notes} />
        </Notice>
      )}
    </Stack>
  )
}

function DigestItem({ row }: { readonly row: DigestRow }) {
  const text = useText()
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <VerdictChip verdict={row.verdict} quiet />
        <span className={styles['path']}>{row.file ?? row.key ?? text.t('cloudtrailScreen.missingDigest')}</span>
        <Muted>{text.t('common.periodText', { from: row.startTime ?? '?', to: row.endTime ?? '?' })}</Muted>
      </div>
      <Muted>
        {[
          row.reason === null ? '' : reasonText(text, row.reason),
          text.t(`cloudtrail.link.${row.link}`),
          ...row.faults.slice(0, 5),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </Muted>
      {row.content.verdict === 'mismatch' ? (
        <HashPair
          expectedLabel={text.t('common.expected')}
          expected={row.content.expected}
          actualLabel={text.t('common.actual')}
          actual={row.content.actual}
        />
      ) : null}
    </li>
  )
}

function LogItem({ row }: { readonly row: LogRow }) {
  const text = useText()
  return (
    <li className={styles['break']}>
      <div className={styles['breakHead']}>
        <VerdictChip verdict={row.verdict} quiet />
        <span className={styles['path']}>{row.file ?? `${row.bucket}/${row.key}`}</span>
      </div>
      {row.reason === null ? null : <Muted>{reasonText(text, row.reason)}</Muted>}
      {row.verdict === 'mismatch' ? (
        <HashPair
          expectedLabel={text.t('common.expected')}
          expected={row.expected}
          actualLabel={text.t('common.actual')}
          actual={row.actual}
        />
      ) : null}
    </li>
  )
}

/** One line for each kind of notice with how often, then what acquiring the files said and where they were found. */
function noticesOf(text: ReturnType<typeof useText>, result: CloudTrailResult): readonly string[] {
  const all = [...result.digests, ...result.logs].flatMap((row) => row.notices.map((notice) => notice.code))
  const counts = new Map<(typeof all)[number], number>()
  for (const code of all) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [
    ...[...counts].map(([code, n]) =>
      text.t('cloudtrailScreen.times', { n, said: text.t(`cloudtrail.notice.${code}`) }),
    ),
    ...result.relocations.map((move) =>
      text.t('cloudtrailScreen.placed', {
        place: `${move.bucket}/${move.prefix}`,
        folder: move.folder === '' ? '.' : move.folder,
        n: move.files,
        how: text.t(`cloudtrail.placement.${move.placement}`),
      }),
    ),
    ...result.metadataUnmatched.map((file) => text.t('cloudtrail.metadataUnmatched', { file })),
    ...result.files.notes.slice(0, listed),
  ]
}
