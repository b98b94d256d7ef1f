/** Step 2: what the file is and why that is believed, what is read in which order, its times, and which field becomes what. */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import type { FormatId } from '../../../shared/model/source.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { sizeText } from '../../lib/format.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { ErrorView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Columns, Facts, Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Waiting } from '../../ui/states.tsx'
import { changeFile, isZone, useWizardSources, type WizardSource } from './import-store.ts'
import { MappingSection } from './mapping-section.tsx'
import { Candidates, Members, Times } from './preview-parts.tsx'
import { sourceName } from './source-name.ts'
import { usePreview, useShownSource } from './use-preview.ts'
import styles from './import.module.css'

export function FormatStep() {
  const [source] = useShownSource()
  return (
    <Stack>
      <SourceSelect />
      {source === undefined ? null : <SourceFormat key={source.handle} source={source} />}
    </Stack>
  )
}

/** Shown only when there is something to choose. */
export function SourceSelect() {
  const text = useText()
  const sources = useWizardSources()
  const [source, show] = useShownSource()
  if (sources.length < 2 || source === undefined) return null
  return (
    <SelectField
      label={text.t('common.file')}
      value={source.handle}
      options={sources.map((item) => ({ value: item.handle, label: sourceName(text, item) }))}
      onChange={show}
    />
  )
}

/** The choices stay on the screen when a preview fails: a format chosen by hand may be what helps. */
function SourceFormat({ source }: { readonly source: WizardSource }) {
  const text = useText()
  const query = usePreview(source)
  const preview = query.isError ? undefined : query.data
  return (
    <Stack>
      {preview?.alreadyImported === true ? (
        <Notice loud title={text.t('import.already')}>
          {text.t('import.alreadyHint')}
        </Notice>
      ) : null}
      <ChoiceBar source={source} preview={preview} />
      {query.isError ? (
        <ErrorView error={query.error} onRetry={() => void query.refetch()} />
      ) : preview === undefined ? (
        <Waiting text={text.t('common.loading')} />
      ) : (
        <PreviewBody source={source} preview={preview} />
      )}
    </Stack>
  )
}

function ChoiceBar({
  source,
  preview,
}: {
  readonly source: WizardSource
  readonly preview: ImportPreview | undefined
}) {
  const text = useText()
  const known = useApiQuery('format.list', {})
  const { handle } = source
  const formats = formatOptions(preview, known.data?.formats ?? [])
  const shown = source.format ?? preview?.format ?? ''
  return (
    <Toolbar label={text.t('import.step.format')}>
      <SelectField<FormatId>
        label={text.t('sources.format')}
        value={shown}
        options={shown === '' ? [{ value: '', label: text.t('common.unknown') }, ...formats] : formats}
        onChange={(format) => changeFile(handle, { format, profileId: null, profile: null })}
      />
      {preview === undefined ? null : (
        <SelectField
          label={text.t('sources.profile')}
          value={source.profileId ?? preview.profile.id}
          options={profileOptions(preview, (origin) =>
            text.t(origin === 'saved' ? 'import.editor.groupSaved' : 'import.editor.groupShipped'),
          )}
          onChange={(profileId) => changeFile(handle, { profileId, profile: null })}
        />
      )}
      <TextField
        label={text.t('import.zone')}
        value={source.zone}
        onChange={(zone) => changeFile(handle, { zone })}
        width="short"
        placeholder={preview?.profile.zone ?? ''}
        mono
        {...(isZone(source.zone) ? {} : { error: text.t('import.editor.zoneForm') })}
      />
      {(preview?.epoch ?? null) === null && source.unit === null ? null : (
        <SelectField
          label={text.t('import.unit')}
          value={source.unit ?? 'auto'}
          options={[
            { value: 'auto' as const, label: text.t('import.unitAuto') },
            ...(['s', 'ms', 'us', 'ns'] as const).map((unit) => ({
              value: unit,
              label: text.t(`import.unitWord.${unit}`),
            })),
          ]}
          onChange={(unit) => changeFile(handle, { unit: unit === 'auto' ? null : unit })}
        />
      )}
    </Toolbar>
  )
}

function PreviewBody({ source, preview }: { readonly source: WizardSource; readonly preview: ImportPreview }) {
  const text = useText()
  return (
    <Stack>
      <Columns wide>
        <Section title={text.t('import.evidence')}>
          <Candidates preview={preview} />
          <Facts
            rows={[
              {
                label: text.t('import.size'),
                value: `${sizeText(preview.bytes)} (${text.t('import.bytes', { n: preview.bytes })})`,
              },
              { label: text.t('import.records'), value: groupedNumber(preview.records) },
              { label: text.t('import.rejected'), value: groupedNumber(preview.rejected) },
            ]}
          />
        </Section>
        <Times preview={preview} />
        <Members preview={preview} />
      </Columns>
      <MappingSection source={source} preview={preview} />
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
      {preview.unmapped.length === 0 ? null : (
        <Muted>{text.t('import.unmapped', { fields: preview.unmapped.join(', ') })}</Muted>
      )}
    </Stack>
  )
}

/** The formats that claim the file come first, then the rest by name. */
function formatOptions(
  preview: ImportPreview | undefined,
  known: ResultOf<'format.list'>['formats'],
): readonly { value: FormatId; label: string }[] {
  const claims = new Map(preview?.candidates.map(({ format, confidence }) => [format, confidence]) ?? [])
  const listed =
    known.length === 0 && preview !== undefined ? [{ id: preview.format, title: preview.formatName }] : known
  return listed
    .toSorted((a, b) => (claims.get(b.id) ?? 0) - (claims.get(a.id) ?? 0) || a.title.localeCompare(b.title, 'en'))
    .map(({ id, title }) => ({ value: id, label: title }))
}

/** Saved profiles come with their origin in words, and every one with how many of its fields the records feed. */
function profileOptions(
  preview: ImportPreview,
  originText: (origin: 'shipped' | 'saved') => string,
): readonly { value: string; label: string }[] {
  const fitting = preview.profiles.filter(
    ({ id, matched, origin }) => matched > 0 || origin === 'saved' || id === preview.profile.id,
  )
  const listed = fitting.map(({ id, name, matched, origin }) => ({
    value: id,
    label: `${name} (${groupedNumber(matched)}${origin === 'saved' ? `, ${originText(origin)}` : ''})`,
  }))
  return listed.some((option) => option.value === preview.profile.id)
    ? listed
    : [{ value: preview.profile.id, label: preview.profile.name }, ...listed]
}
