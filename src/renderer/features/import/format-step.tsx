/** Step 2: what the file is, why that is believed, its first lines, and which field becomes what. */
import type { FormatId } from '../../../shared/model/source.ts'
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { sizeText } from '../../lib/format.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Bullets, Columns, Facts, Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { changeFile, useWizard, type WizardFile } from './import-store.ts'
import { usePreview, useShownFile } from './use-preview.ts'
import styles from './import.module.css'

export function FormatStep() {
  const text = useText()
  const [file] = useShownFile()
  const query = usePreview(file)
  return (
    <Stack>
      <FileSelect />
      {file === undefined ? null : (
        <QueryView query={query}>
          {(preview) => <PreviewBody key={file.handle} file={file} preview={preview} />}
        </QueryView>
      )}
      {query.isFetching && query.data !== undefined ? <Muted>{text.t('common.loading')}</Muted> : null}
    </Stack>
  )
}

/** Shown only when there is something to choose. */
export function FileSelect() {
  const text = useText()
  const files = useWizard((wizard) => wizard.files)
  const [file, show] = useShownFile()
  if (files.length < 2 || file === undefined) return null
  return (
    <SelectField
      label={text.t('common.file')}
      value={file.handle}
      options={files.map(({ handle, name }) => ({ value: handle, label: name }))}
      onChange={show}
    />
  )
}

function PreviewBody({ file, preview }: { readonly file: WizardFile; readonly preview: ImportPreview }) {
  const text = useText()
  const known = useApiQuery('format.list', {})
  return (
    <Stack>
      {preview.alreadyImported ? (
        <Notice loud title={text.t('import.already')}>
          {text.t('import.alreadyHint')}
        </Notice>
      ) : null}
      <Toolbar label={text.t('import.step.format')}>
        <SelectField<FormatId>
          label={text.t('sources.format')}
          value={file.format ?? preview.format}
          options={formatOptions(preview, known.data?.formats ?? [])}
          onChange={(format) => changeFile(file.handle, { format })}
        />
        <SelectField
          label={text.t('sources.profile')}
          value={file.profileId ?? preview.profile.id}
          options={profileOptions(preview)}
          onChange={(profileId) => changeFile(file.handle, { profileId })}
        />
        <TextField
          label={text.t('import.zone')}
          value={file.zone}
          onChange={(zone) => changeFile(file.handle, { zone })}
          width="short"
          placeholder={preview.profile.zone}
          mono
        />
      </Toolbar>
      <Columns wide>
        <Section title={text.t('import.evidence')}>
          <Bullets items={preview.evidence} />
          <Facts
            rows={[
              {
                label: text.t('import.size'),
                value: `${sizeText(preview.bytes)} (${text.t('import.bytes', { n: preview.bytes })})`,
              },
              { label: text.t('import.records'), value: groupedNumber(preview.records) },
              { label: text.t('import.rejected'), value: groupedNumber(preview.rejected) },
              ...(preview.time === null
                ? []
                : [
                    {
                      label: text.t('import.time'),
                      value: `"${preview.time.text}" → ${preview.time.utc} (${preview.time.reading})`,
                      mono: true,
                    },
                  ]),
            ]}
          />
        </Section>
        <Section title={text.t('import.mapping')} note={text.t('import.mappingHint')}>
          <DataTable
            caption={text.t('import.mapping')}
            rows={preview.mapping}
            rowKey={(row) => row.field}
            columns={[
              { id: 'field', label: text.t('import.field'), cell: (row) => row.field },
              {
                id: 'from',
                label: text.t('import.from'),
                mono: true,
                cell: (row) => row.from ?? text.t('valueState.absent'),
              },
              {
                id: 'present',
                label: text.t('import.present'),
                align: 'end',
                cell: (row) => text.t('sentence.nOfM', { n: row.present, m: preview.records }),
              },
              {
                id: 'sample',
                label: text.t('import.sample'),
                mono: true,
                cell: (row) => (
                  <span className={styles['sample']} title={row.sample ?? ''}>
                    {row.sample ?? '–'}
                  </span>
                ),
              },
            ]}
          />
          {preview.unmapped.length === 0 ? null : (
            <p>
              <Muted>{text.t('import.unmapped', { fields: preview.unmapped.join(', ') })}</Muted>
            </p>
          )}
        </Section>
      </Columns>
      <Section title={text.t('import.rawLines')} note={text.t('import.rawHint', { n: preview.rawLines.length })}>
        <ScrollArea className={styles['raw']} label={text.t('import.rawLines')}>
          <pre>
            {preview.rawLines.map((line, index) => (
              <span key={index} className={styles['rawLine']}>
                <span className={styles['lineNumber']} aria-hidden>
                  {index + 1}
                </span>
                {line}
                {'\n'}
              </span>
            ))}
          </pre>
        </ScrollArea>
      </Section>
    </Stack>
  )
}

/** The formats that claim the file come first, then the rest by name. */
function formatOptions(
  preview: ImportPreview,
  known: ResultOf<'format.list'>['formats'],
): readonly { value: FormatId; label: string }[] {
  const claims = new Map(preview.candidates.map(({ format, confidence }) => [format, confidence]))
  const listed = known.length === 0 ? [{ id: preview.format, title: preview.formatName }] : known
  return listed
    .toSorted((a, b) => (claims.get(b.id) ?? 0) - (claims.get(a.id) ?? 0) || a.title.localeCompare(b.title, 'en'))
    .map(({ id, title }) => ({ value: id, label: title }))
}

function profileOptions(preview: ImportPreview): readonly { value: string; label: string }[] {
  const listed = preview.profiles.map((profile) => ({
    value: profile.id,
    label: `${profile.name} (${groupedNumber(profile.matched)})`,
  }))
  return listed.some((option) => option.value === preview.profile.id)
    ? listed
    : [{ value: preview.profile.id, label: preview.profile.name }, ...listed]
}
