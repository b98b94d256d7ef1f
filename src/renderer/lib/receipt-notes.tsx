/** Notes of an import receipt: what says that the source is not whole stands first and is loud. */
import type { ImportReceipt, ReceiptNote } from '../../shared/model/source.ts'
import { noteText } from '../../shared/text/finding-text.ts'
import type { Text } from '../../shared/text/create-text.ts'
import { Bullets, Notice, Stack } from '../ui/layout.tsx'
import { useText } from './text.tsx'

export function ReceiptNotes({ receipt }: { readonly receipt: ImportReceipt }) {
  const text = useText()
  const incomplete = receipt.notes.filter((note) => note.incomplete === true)
  const others = receipt.notes.filter((note) => note.incomplete !== true)
  if (!hasNotes(receipt)) return null
  return (
    <Stack tight>
      {receipt.truncated ? (
        <Notice loud title={text.t('receipt.truncatedTitle')}>
          {text.t('receipt.truncated')}
        </Notice>
      ) : null}
      {incomplete.length === 0 ? null : (
        <Notice loud title={text.t('receipt.saysIncomplete')}>
          <Bullets items={incomplete.map((note) => noteLine(text, note))} />
          <p>{text.t('receipt.saysIncompleteHint')}</p>
        </Notice>
      )}
      <SensitiveNotice receipt={receipt} />
      {others.length === 0 ? null : (
        <Notice title={text.t('receipt.notes')}>
          <Bullets items={others.map((note) => noteLine(text, note))} />
        </Notice>
      )}
    </Stack>
  )
}

/** Whether there is anything to be said beside the counts. */
export function hasNotes({ truncated, notes, sensitiveMode }: ImportReceipt): boolean {
  return truncated || notes.length > 0 || sensitiveMode !== undefined
}

function SensitiveNotice({ receipt }: { readonly receipt: ImportReceipt }) {
  const text = useText()
  const { sensitiveMode, redaction } = receipt
  if (sensitiveMode === undefined) return null
  const verdict = redaction?.verdictBefore ?? null
  return (
    <Notice title={text.t('receipt.sensitiveTitle')}>
      <p>{text.t(`receipt.sensitive.${sensitiveMode}`)}</p>
      {redaction === undefined ? null : <p>{text.t('receipt.redacted', { places: redaction.places })}</p>}
      {verdict === null ? null : <p>{text.t('receipt.redactedBefore', { verdict })}</p>}
    </Notice>
  )
}

function noteLine(text: Text, note: ReceiptNote): string {
  return text
    .t('receipt.note', { note: noteText(text, note), n: note.count, detail: note.detail ?? '' })
    .replace(/ \(\)$/, '')
}
