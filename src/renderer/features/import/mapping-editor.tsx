/** Every entry field with the record fields it is read from: names that stand in the records are offered, any text is taken. */
import { useId, useState } from 'react'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { entryFields, type EntryField, type SourceProfile } from '../../../shared/model/profile.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Muted, Panel, Stack, Toolbar } from '../../ui/layout.tsx'
import { changeFile, isZone, type WizardSource } from './import-store.ts'
import styles from './import.module.css'

/** Between two names of which the first present wins; a name with this inside cannot be typed here. */
const separator = ' | '

export function MappingEditor({
  source,
  preview,
  onEnd,
}: {
  readonly source: WizardSource
  readonly preview: ImportPreview
  readonly onEnd: () => void
}) {
  const text = useText()
  const listId = useId()
  const { profile } = preview
  const [typed, setTyped] = useState<Readonly<Record<EntryField, string>>>(
    () =>
      Object.fromEntries(entryFields.map((field) => [field, (profile.fields[field] ?? []).join(separator)])) as Record<
        EntryField,
        string
      >,
  )
  const [zone, setZone] = useState(profile.zone)
  const zoneFits = zone.trim() !== '' && isZone(zone)
  const fields = fieldsFrom(typed)
  const isEmpty = Object.keys(fields).length === 0
  return (
    <Panel label={text.t('import.editor.title')}>
      <Stack>
        <Muted>{text.t('import.editor.hint')}</Muted>
        <datalist id={listId}>
          {preview.names.map((name) => (
            <option key={name} value={name} label={name} aria-label={name} />
          ))}
        </datalist>
        <div className={styles['fields']}>
          {entryFields.map((field) => (
            <label key={field} className={styles['fieldRow']}>
              <span>{field}</span>
              <input
                className={styles['fieldInput']}
                list={listId}
                aria-label={text.t('import.editor.from', { field })}
                value={typed[field]}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setTyped({ ...typed, [field]: event.target.value })}
              />
            </label>
          ))}
        </div>
        <TextField
          label={text.t('import.editor.zone')}
          value={zone}
          onChange={setZone}
          width="short"
          mono
          {...(zoneFits ? {} : { error: text.t('import.editor.zoneForm') })}
        />
        {isEmpty ? <p className={styles['bad']}>{text.t('import.editor.nothing')}</p> : null}
        <Toolbar>
          <Button
            kind="primary"
            disabled={isEmpty || !zoneFits}
            onPress={() => {
              changeFile(source.handle, {
                profile: { ...profile, fields, zone: zone.trim() },
                profileId: null,
                zone: '',
              })
              onEnd()
            }}
          >
            {text.t('import.editor.apply')}
          </Button>
          <Button onPress={onEnd}>{text.t('import.editor.discard')}</Button>
        </Toolbar>
      </Stack>
    </Panel>
  )
}

function fieldsFrom(typed: Readonly<Record<EntryField, string>>): SourceProfile['fields'] {
  return Object.fromEntries(
    entryFields.flatMap((field) => {
      const names = typed[field]
        .split('|')
        .map((name) => name.trim())
        .filter((name) => name !== '')
      return names.length === 0 ? [] : [[field, names]]
    }),
  )
}
