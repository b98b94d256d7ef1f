/** Which record field becomes which entry field, how often it is there, and the way to change it. */
import { PencilLine } from 'lucide-react'
import { useState } from 'react'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable, type DataColumn } from '../../ui/data-table.tsx'
import { Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { changeFile, type WizardSource } from './import-store.ts'
import { MappingEditor } from './mapping-editor.tsx'
import { ProfileFiles } from './profile-files.tsx'
import { SaveProfile } from './save-profile.tsx'
import styles from './import.module.css'

type MappingRow = ImportPreview['mapping'][number]
const states = [
  ['present', 'import.present'],
  ['null', 'import.stateNull'],
  ['empty', 'import.stateEmpty'],
  ['absent', 'import.stateAbsent'],
  ['unparseable', 'import.stateUnparseable'],
] as const

export function MappingSection({
  source,
  preview,
}: {
  readonly source: WizardSource
  readonly preview: ImportPreview
}) {
  const text = useText()
  const [editing, setEditing] = useState(false)
  const columns: readonly DataColumn<MappingRow>[] = [
    { id: 'field', label: text.t('import.field'), cell: (row) => row.field },
    {
      id: 'from',
      label: text.t('import.from'),
      mono: true,
      cell: (row) => row.from ?? text.t('valueState.absent'),
    },
    ...states.map(([state, label]): DataColumn<MappingRow> => ({
      id: state,
      label: text.t(label),
      align: 'end',
      cell: (row) => (row[state] === 0 ? '–' : groupedNumber(row[state])),
    })),
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
  ]
  return (
    <Section
      title={text.t('import.mapping')}
      note={text.t('import.mappingHint', { n: preview.records })}
      actions={
        editing ? null : (
          <Button icon={PencilLine} onPress={() => setEditing(true)}>
            {text.t('import.editor.button')}
          </Button>
        )
      }
    >
      <Stack>
        {source.profile === null || editing ? null : (
          <Notice title={text.t('import.editor.edited')}>
            <Toolbar>
              <Button kind="quiet" onPress={() => changeFile(source.handle, { profile: null })}>
                {text.t('import.editor.revert')}
              </Button>
            </Toolbar>
          </Notice>
        )}
        {editing ? (
          <MappingEditor source={source} preview={preview} onEnd={() => setEditing(false)} />
        ) : (
          <DataTable
            caption={text.t('import.mapping')}
            rows={foundFirst(preview.mapping)}
            rowKey={(row) => row.field}
            isExceptional={(row) => row.unparseable > 0}
            columns={columns}
          />
        )}
        {source.profile === null || editing ? null : <SaveProfile source={source} profile={preview.profile} />}
        {editing ? null : <ProfileFiles source={source} profile={preview.profile} origin={originOf(preview)} />}
      </Stack>
    </Section>
  )
}

/** What the records hold before what they lack, each in the order of the entry's fields. */
function foundFirst(rows: readonly MappingRow[]): readonly MappingRow[] {
  return [...rows.filter((row) => row.from !== null), ...rows.filter((row) => row.from === null)]
}

/** Null for a profile that is nowhere but in the wizard. */
function originOf({ profile, profiles }: ImportPreview): 'shipped' | 'saved' | null {
  return profiles.find(({ id }) => id === profile.id)?.origin ?? null
}
