/** Packages: template, signing key, place; the build, which ends by re-opening and verifying what was written. */
import { useNavigate } from '@tanstack/react-router'
import { KeyRound, PackageCheck, PackageSearch } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { FileHandle } from '../../../shared/ipc/api.ts'
import { frameworks, type Framework } from '../../../shared/model/engagement.ts'
import { useApi } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { clearSlot, startJob } from '../../lib/jobs.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { Limits } from '../../lib/limits.tsx'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement, useSession } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Choice, TextField } from '../../ui/fields.tsx'
import { Columns, Muted, Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { BuiltPackage } from './built-package.tsx'
import { NewKey } from './new-key.tsx'
import { packageName } from './package-name.ts'

export function PackagesScreen() {
  const text = useText()
  const api = useApi()
  const navigate = useNavigate()
  const engagement = useEngagement()
  const setPackageFile = useSession((session) => session.setPackageFile)
  const files = useFileChooser()
  const job = useJob('package.build')
  const [template, setTemplate] = useState<Framework>(engagement.frameworks[0] ?? 'soc2')
  const [key, setKey] = useState<FileHandle | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [preparedBy, setPreparedBy] = useState('')
  const [tried, setTried] = useState(false)
  const [creating, setCreating] = useState(false)

  const build = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (key === null || passphrase === '') return
    const out = await files.save('package', packageName(engagement, template))
    if (out === null) return
    // The save dialog has asked before a file is replaced.
    job.start({
      engagementId: engagement.engagementId,
      template,
      keyFile: key.handle,
      passphrase,
      out: out.handle,
      force: true,
      ...(preparedBy.trim() === '' ? {} : { preparedBy: preparedBy.trim() }),
    })
    setPassphrase('')
    setTried(false)
  }
  const verify = async () => {
    const [file] = await files.open('package')
    if (file === undefined) return
    setPackageFile(file)
    clearSlot('package.verify')
    void startJob(api, 'package.verify', 'package.verify', { file: file.handle })
    void navigate({ to: '/verify' })
  }
  return (
    <Page
      title={text.t('nav.packages')}
      lead={text.t('packages.lead')}
      actions={
        <Button icon={PackageSearch} onPress={() => void verify()}>
          {text.t('nav.verifyPackage')}
        </Button>
      }
    >
      {files.error === null ? null : <ErrorView error={files.error} />}
      <form onSubmit={(event) => void build(event)} noValidate>
        <Columns>
          <Section title={text.t('packages.template')}>
            <Choice
              legend={text.t('packages.templateFor', { name: engagement.name })}
              name="template"
              value={template}
              onChange={setTemplate}
              options={frameworks.map((framework) => ({
                value: framework,
                label: text.t(`template.${framework}`),
                hint: text.t(`templateMeaning.${framework}`),
              }))}
            />
            <Muted>{text.t('packages.contents')}</Muted>
          </Section>
          <Section title={text.t('packages.sign')}>
            <Stack>
              <Toolbar>
                <Button
                  icon={KeyRound}
                  onPress={() =>
                    void files.open('key').then(([file]) => (file === undefined ? undefined : setKey(file)))
                  }
                >
                  {text.t('packages.chooseKey')}
                </Button>
                <Button kind="quiet" onPress={() => setCreating(!creating)} pressed={creating}>
                  {text.t('packages.createKey')}
                </Button>
                <span>
                  {key === null ? <Muted>{text.t(tried ? 'packages.keyMissing' : 'packages.noKey')}</Muted> : key.name}
                </span>
              </Toolbar>
              {creating ? null : (
                <>
                  <TextField
                    label={text.t('packages.passphrase')}
                    type="password"
                    value={passphrase}
                    onChange={setPassphrase}
                    required
                    {...(tried && passphrase === '' ? { error: text.t('packages.passphraseMissing') } : {})}
                  />
                  <TextField
                    label={text.t('packages.preparedBy')}
                    value={preparedBy}
                    onChange={setPreparedBy}
                    hint={text.t('packages.preparedByHint')}
                  />
                  <Toolbar>
                    <Button kind="primary" submit icon={PackageCheck} disabled={job.busy}>
                      {text.t('packages.build')}
                    </Button>
                  </Toolbar>
                </>
              )}
            </Stack>
          </Section>
        </Columns>
      </form>
      {creating ? (
        <NewKey
          onCreated={(file) => {
            setKey(file)
            setCreating(false)
          }}
        />
      ) : null}
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <>
          <BuiltPackage built={job.state.result} keyName={key?.name ?? text.t('packages.keyPlaceholder')} />
          <Limits kinds={['package']} />
        </>
      ) : null}
    </Page>
  )
}
