/** What to do with card data that an import has found: nothing is chosen beforehand, and nothing is stored until it is. */
import type { ApiError } from '../../lib/rpc-client.ts'
import type { SensitiveMode } from '../../../shared/model/source.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Muted, Notice, Stack, Toolbar } from '../../ui/layout.tsx'
import { changeFile, type WizardSource } from './import-store.ts'
import { sourceName } from './source-name.ts'

export function SensitivePanel({
  source,
  error,
  disabled,
  onImport,
}: {
  readonly source: WizardSource
  readonly error: ApiError
  readonly disabled: boolean
  readonly onImport: () => void
}) {
  const text = useText()
  const name = sourceName(text, source)
  const counts = (['pan', 'sad'] as const).map((kind) => ({
    kind,
    likely: countOf(error, `${kind}Likely`),
    possible: countOf(error, `${kind}Possible`),
  }))
  const anyCounts = counts.some(({ likely, possible }) => (likely ?? possible) !== null)
  // Nobody may say that what has more than the form of a card number is none.
  const mayBeNone = anyCounts && counts.every(({ likely }) => (likely ?? 0) === 0)
  const modes: readonly SensitiveMode[] = ['reference', 'redact', ...(mayBeNone ? ['none' as const] : [])]
  return (
    <Notice loud title={text.t('import.sensitive.title')}>
      <Stack>
        <p>{text.t('import.sensitive.lead', { file: name })}</p>
        {anyCounts ? (
          <>
            <DataTable
              caption={text.t('import.sensitive.counts')}
              rows={counts}
              rowKey={(row) => row.kind}
              columns={[
                {
                  id: 'kind',
                  label: text.t('import.sensitive.kind'),
                  cell: (row) => text.t(`import.sensitive.${row.kind}`),
                },
                {
                  id: 'likely',
                  label: text.t('import.sensitive.likely'),
                  align: 'end',
                  cell: (row) => groupedNumber(row.likely ?? 0),
                },
                {
                  id: 'possible',
                  label: text.t('import.sensitive.possible'),
                  align: 'end',
                  cell: (row) => groupedNumber(row.possible ?? 0),
                },
              ]}
            />
            <Muted>{text.t('import.sensitive.likelyHint')}</Muted>
          </>
        ) : (
          <p>{error.message}</p>
        )}
        <Choice<SensitiveMode | ''>
          legend={text.t('import.sensitive.choose')}
          name={source.handle}
          value={source.sensitive ?? ''}
          options={modes.map((mode) => ({
            value: mode,
            label: text.t(`import.sensitive.${mode}`),
            hint: text.t(`import.sensitive.${mode}Hint`),
          }))}
          onChange={(mode) => {
            if (mode !== '') changeFile(source.handle, { sensitive: mode })
          }}
        />
        <Toolbar>
          <Button kind="primary" disabled={disabled || source.sensitive === null} onPress={onImport}>
            {text.t('import.sensitive.again', { file: name })}
          </Button>
        </Toolbar>
      </Stack>
    </Notice>
  )
}

/** Counts cross as text; null where the refusal names none. */
function countOf(error: ApiError, name: string): number | null {
  const value = error.details[name]
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : null
}
