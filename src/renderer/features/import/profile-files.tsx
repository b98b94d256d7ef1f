/** Source profiles as files: one to work with from a colleague, one to hand on. */
import { FileDown, FileUp } from 'lucide-react'
import type { SourceProfile } from '../../../shared/model/profile.ts'
import { useApiCommand } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Muted, Stack, Toolbar } from '../../ui/layout.tsx'
import { changeFile, type WizardSource } from './import-store.ts'

export function ProfileFiles({
  source,
  profile,
  origin,
}: {
  readonly source: WizardSource
  readonly profile: SourceProfile
  /** Null where the profile is neither shipped nor saved: it is saved first, then written. */
  readonly origin: 'shipped' | 'saved' | null
}) {
  const text = useText()
  const { engagementId } = useEngagement()
  const chooser = useFileChooser()
  const exportProfile = useApiCommand('profile.export')
  const readProfile = useApiCommand('profile.read')
  const load = async () => {
    const [file] = await chooser.open('profile')
    if (file === undefined) return
    readProfile.mutate(
      { file: file.handle },
      { onSuccess: (read) => changeFile(source.handle, { profile: read.profile, profileId: null, zone: '' }) },
    )
  }
  const write = async () => {
    const file = await chooser.save('profile', `${profile.id}.json`)
    // The dialog has asked already whether an existing file may go.
    if (file !== null) exportProfile.mutate({ engagementId, id: profile.id, out: file.handle, force: true })
  }
  const error = chooser.error ?? readProfile.error ?? exportProfile.error
  return (
    <Stack tight>
      <Toolbar>
        <Button kind="quiet" icon={FileUp} onPress={() => void load()}>
          {text.t('import.editor.load')}
        </Button>
        {origin === null || source.profile !== null ? null : (
          <Button kind="quiet" icon={FileDown} onPress={() => void write()}>
            {text.t('import.editor.exportButton')}
          </Button>
        )}
        {exportProfile.data === undefined ? null : (
          <Muted>{text.t('import.editor.exported', { hash: exportProfile.data.sha256 })}</Muted>
        )}
      </Toolbar>
      {error === null ? null : <ErrorView error={error} />}
    </Stack>
  )
}
