/** Keeps an edited mapping in the engagement under an id and a name; one of the same id gets the next version. */
import { useState } from 'react'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Muted, Panel, Stack, Toolbar } from '../../ui/layout.tsx'
import { changeFile, type WizardSource } from './import-store.ts'

const idForm = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/

export function SaveProfile({ source, profile }: { readonly source: WizardSource; readonly profile: SourceProfile }) {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const known = useApiQuery('profile.list', { engagementId })
  const save = useApiCommand('profile.save')
  const isShipped = known.data?.profiles.some(({ id, origin }) => id === profile.id && origin === 'shipped') ?? true
  const [id, setId] = useState<string | null>(null)
  const [typedName, setName] = useState<string | null>(null)
  const name = typedName ?? (isShipped ? text.t('import.editor.editedName', { name: profile.name }) : profile.name)
  const chosenId = id ?? (isShipped ? `${profile.id}-edited` : profile.id)
  const idFits = idForm.test(chosenId)
  return (
    <Panel label={text.t('import.editor.save')}>
      <Stack tight>
        <Muted>{text.t('import.editor.saveHint')}</Muted>
        <Toolbar>
          <TextField
            label={text.t('import.editor.id')}
            value={chosenId}
            onChange={setId}
            mono
            {...(idFits ? {} : { error: text.t('import.editor.idForm') })}
          />
          <TextField label={text.t('import.editor.name')} value={name} onChange={setName} />
          <Button
            disabled={!idFits || name.trim() === '' || readOnly || save.isPending}
            onPress={() =>
              save.mutate(
                { engagementId, profile: { ...profile, id: chosenId, name: name.trim(), version: 1 } },
                {
                  onSuccess: (saved) => {
                    void known.refetch()
                    changeFile(source.handle, { profile: null, profileId: saved.profile.id })
                  },
                },
              )
            }
          >
            {text.t('import.editor.saveButton')}
          </Button>
        </Toolbar>
        {save.error === null ? null : <ErrorView error={save.error} />}
      </Stack>
    </Panel>
  )
}
