/** The bytes of a pre-image as text with its parts numbered, and the list that names each number. */
import type { PreimageSpan } from '../../../shared/model/explanation.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { classNames } from '../../ui/class-names.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Stack } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import styles from './explain.module.css'

/** Characters of a part in the list; the text above has up to 4,096. */
const listedCharacters = 120
/** Parts drawn one by one: a record with more is listed up to here and drawn whole. */
const listedParts = 400

/** Parts that hold something of the record; the others stand between them and need no number. */
function isNumbered({ kind }: PreimageSpan): boolean {
  return kind !== 'syntax' && kind !== 'delimiter' && kind !== 'label' && kind !== 'length'
}

/** Names of the control characters U+0000 to U+001F (ECMA-48, section 8.2). */
const controlNames =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
    ' ',
  )

/** Text with its control characters as boxed names, so that a line end inside the bytes is seen; fonts lack their symbols. */
function Visible({ value }: { readonly value: string }) {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const pieces = value.split(/([\u0000-\u001f])/)
  return pieces.map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      <span key={index} className={styles['control']}>
        {controlNames[piece.charCodeAt(0)]}
      </span>
    ),
  )
}

export function Preimage({ spans, bytes }: { readonly spans: readonly PreimageSpan[]; readonly bytes: number }) {
  const text = useText()
  const numbers = new Map(spans.filter(isNumbered).map((span, index) => [span, index + 1]))
  const parts = spans.map((span) => ({ span, number: numbers.get(span) ?? null }))
  const named = parts.filter((part) => part.number !== null)
  return (
    <Stack tight>
      <Muted>{text.t('explainScreen.preimageHint')}</Muted>
      <ScrollArea className={styles['bytes']} label={text.t('explainScreen.preimage')}>
        <p className={styles['preimage']}>
          {parts.map(({ span, number }) => (
            <span
              key={span.start}
              className={classNames(number === null ? styles['between'] : styles['part'], styles[span.kind])}
              title={[text.t(`explain.span.${span.kind}`), span.name ?? ''].filter((word) => word !== '').join(': ')}
            >
              {number === null ? null : <sup className={styles['number']}>{number}</sup>}
              <Visible value={span.text} />
              {span.cut ? text.t('explainScreen.cut') : null}
            </span>
          ))}
        </p>
      </ScrollArea>
      <DataTable
        caption={text.t('explainScreen.parts')}
        rows={named.slice(0, listedParts)}
        rowKey={({ span }) => String(span.start)}
        columns={[
          { id: 'number', label: text.t('explainScreen.number'), align: 'end', cell: ({ number }) => number },
          {
            id: 'what',
            label: text.t('explainScreen.what'),
            wrap: 'words',
            cell: ({ span }) => (
              <>
                {text.t(`explain.span.${span.kind}`)}
                {span.name === null ? null : <div className={styles['name']}>{span.name}</div>}
              </>
            ),
          },
          {
            id: 'text',
            label: text.t('inspector.value'),
            wrap: true,
            cell: ({ span }) => (
              <>
                <span className={styles['value']}>
                  <Visible value={span.text.slice(0, listedCharacters)} />
                  {span.cut || span.text.length > listedCharacters ? '…' : null}
                </span>
                <div>
                  <Muted>
                    {text.t('explainScreen.at', { count: span.end - span.start, from: groupedNumber(span.start) })}
                  </Muted>
                </div>
              </>
            ),
          },
        ]}
      />
      {named.length > listedParts ? (
        <Muted>{text.t('common.sampled', { n: listedParts, m: named.length })}</Muted>
      ) : null}
      <Muted>{text.t('import.bytes', { n: bytes })}</Muted>
    </Stack>
  )
}
