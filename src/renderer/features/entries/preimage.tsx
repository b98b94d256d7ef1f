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

/** Control characters as their symbols (U+2400), so that a line end inside the bytes is seen. */
function visible(value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return value.replaceAll(/[\u0000-\u001f]/g, (character) => String.fromCodePoint(0x2400 + character.charCodeAt(0)))
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
              {visible(span.text)}
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
            cell: ({ span }) => text.t(`explain.span.${span.kind}`),
          },
          { id: 'name', label: text.t('common.name'), mono: true, cell: ({ span }) => span.name ?? '–' },
          {
            id: 'bytes',
            label: text.t('explainScreen.bytes'),
            align: 'end',
            cell: ({ span }) =>
              text.t('explainScreen.range', { from: groupedNumber(span.start), to: groupedNumber(span.end) }),
          },
          {
            id: 'text',
            label: text.t('inspector.value'),
            mono: true,
            wrap: true,
            cell: ({ span }) =>
              span.cut || span.text.length > listedCharacters
                ? `${visible(span.text.slice(0, listedCharacters))}…`
                : visible(span.text),
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
