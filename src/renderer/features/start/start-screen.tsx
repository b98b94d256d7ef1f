/** First screen: verify a package somebody handed over, or start, open or try an engagement. */
import { FolderOpen, FlaskConical, PackageSearch } from 'lucide-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { FileHandle } from '../../../shared/ipc/api.ts'
import type { Engagement } from '../../../shared/model/engagement.ts'
import { useApi, useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { clearSlot, clearSlots, startJob } from '../../lib/jobs.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { apiErrorFrom, type ApiError } from '../../lib/rpc-client.ts'
import { useSession } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DropTarget } from '../../ui/drop-target.tsx'
import { Columns, Muted, Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { NewEngagement } from './new-engagement.tsx'
import { loadSample } from './load-sample.ts'

export function StartScreen() {
  const text = useText()
  const api = useApi()
  const navigate = useNavigate()
  const files = useFileChooser()
  const open = useApiCommand('engagement.open')
  const samples = useApiQuery('sample.files', {})
  const setEngagement = useSession((session) => session.setEngagement)
  const setPackageFile = useSession((session) => session.setPackageFile)
  const [sample, setSample] = useState<{ readonly set: string; readonly step: string } | null>(null)
  const [failure, setFailure] = useState<ApiError | null>(null)

  const enter = (engagement: Engagement) => {
    clearSlots()
    setEngagement(engagement)
    void navigate({ to: '/overview' })
  }
  const verify = (file: FileHandle | undefined) => {
    if (file === undefined) return
    setPackageFile(file)
    clearSlot('package.verify')
    void startJob(api, 'package.verify', 'package.verify', { file: file.handle })
    void navigate({ to: '/verify' })
  }
  const openEngagement = async () => {
    const [file] = await files.open('engagement')
    if (file !== undefined) open.mutate({ file: file.handle }, { onSuccess: enter })
  }
  const openSample = async (set: string, members: readonly FileHandle[]) => {
    const target = await files.save('engagement', `sample-${set}.assay`)
    if (target === null) return
    setFailure(null)
    try {
      setSample({ set, step: '' })
      enter(await loadSample(api, set, members, target, (step) => setSample({ set, step })))
    } catch (thrown) {
      setFailure(apiErrorFrom(thrown))
    } finally {
      setSample(null)
    }
  }
  const error = files.error ?? open.error ?? failure

  return (
    <Page title={text.t('start.title')} lead={text.t('app.offlineLine')}>
      {error === null ? null : <ErrorView error={error} />}
      <Columns wide>
        <Stack>
          <Section title={text.t('start.verify.title')}>
            <DropTarget
              label={text.t('start.verify.title')}
              hint={text.t('start.verify.drop')}
              onFiles={(dropped) => void files.dropped(dropped).then(([file]) => verify(file))}
            >
              <Button
                kind="primary"
                icon={PackageSearch}
                onPress={() => void files.open('package').then(([file]) => verify(file))}
              >
                {text.t('action.chooseFile')}
              </Button>
            </DropTarget>
            <Muted>{text.t('start.verify.hint')}</Muted>
          </Section>
          <Section title={text.t('start.open.title')}>
            <Toolbar>
              <Button icon={FolderOpen} disabled={open.isPending} onPress={() => void openEngagement()}>
                {text.t('start.open.button')}
              </Button>
            </Toolbar>
          </Section>
          <Section title={text.t('start.sample.title')}>
            <Muted>{text.t('start.sample.hint')}</Muted>
            <Toolbar label={text.t('start.sample.title')}>
              {(samples.data?.sets ?? []).map(({ set, files: members }) => (
                <Button
                  key={set}
                  icon={FlaskConical}
                  disabled={sample !== null}
                  onPress={() => void openSample(set, members)}
                >
                  {text.t('start.sample.button', { set })}
                </Button>
              ))}
              {samples.data?.sets.length === 0 ? <Muted>{text.t('start.sample.none')}</Muted> : null}
            </Toolbar>
            {sample === null ? null : (
              <p role="status">{text.t('start.sample.loading', { set: sample.set, step: sample.step })}</p>
            )}
          </Section>
        </Stack>
        <Section title={text.t('start.new.title')}>
          <NewEngagement onCreated={enter} />
        </Section>
      </Columns>
    </Page>
  )
}
