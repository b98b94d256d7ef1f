/** The receipt of an import: records and bytes that add up, drawn as one tiled strip and as numbers. */
import { tileKinds, type SourceSummary } from '../../../shared/model/source.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { ReceiptNotes } from '../../lib/receipt-notes.tsx'
import { Limits } from '../../lib/limits.tsx'
import { shareText } from '../../lib/format.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Stack } from '../../ui/layout.tsx'
import { classNames } from '../../ui/class-names.ts'
import styles from './receipt.module.css'

export function Receipt({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { receipt } = source
  const sum = tileKinds.reduce((total, kind) => total + receipt.tileBytes[kind], 0)
  const closes = sum === receipt.bytes && receipt.accepted + receipt.rejected + receipt.blank === receipt.physical
  return (
    <Stack>
      <p className={styles['equation']}>
        {text.t('receipt.equation', {
          physical: receipt.physical,
          accepted: receipt.accepted,
          rejected: receipt.rejected,
          blank: receipt.blank,
        })}{' '}
        <strong>{text.t(closes ? 'receipt.closes' : 'receipt.open')}</strong>
      </p>
      <div className={styles['strip']} role="img" aria-label={text.t('receipt.strip', { bytes: receipt.bytes })}>
        {tileKinds.map((kind) => (
          <span
            key={kind}
            className={classNames(styles['tile'], styles[kind])}
            style={{ flexGrow: receipt.tileBytes[kind] }}
            hidden={receipt.tileBytes[kind] === 0}
          />
        ))}
      </div>
      <DataTable
        caption={text.t('receipt.tiles')}
        rows={[
          ...tileKinds.map((kind) => ({
            id: kind as string,
            label: text.t(`tile.${kind}`),
            bytes: receipt.tileBytes[kind],
          })),
          { id: 'sum', label: text.t('receipt.sum'), bytes: sum },
        ]}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'kind',
            label: text.t('receipt.tile'),
            cell: (row) => (
              <span className={styles['kind']}>
                {row.id === 'sum' ? null : (
                  <span className={classNames(styles['swatch'], styles[row.id])} aria-hidden />
                )}
                {row.label}
              </span>
            ),
          },
          { id: 'bytes', label: text.t('common.bytes'), align: 'end', cell: (row) => groupedNumber(row.bytes) },
          {
            id: 'share',
            label: text.t('receipt.share'),
            align: 'end',
            cell: (row) => shareText(row.bytes, receipt.bytes),
          },
        ]}
      />
      <ReceiptNotes receipt={receipt} />
      <Limits kinds={['receipt']} />
    </Stack>
  )
}
