/** A received package: works with no engagement. The page is there while hashing still runs. */
import { FilePlus2, PackageSearch, Printer } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { useFileChooser } from '../../lib/choose-files.ts'
import { firstDifference } from '../../lib/format.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { clearSlot, startJob } from '../../lib/jobs.ts'
import { Limits } from '../../lib/limits.tsx'
import { useSession } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { Empty } from '../../ui/states.tsx'
import { PackageCheckView } from './package-check-view.tsx'
import styles from './packages.module.css'

export function PackageResultScreen() {
  const text = useText()
  const api = useApi()
  const files = useFileChooser()
  const file = useSession((session) => session.packageFile)
  const setPackageFile = useSession((session) => session.setPackageFile)
  const job = useJob('package.verify')
  const start = (request: { file: string; trustFingerprints?: string[]; trustFiles?: string[] }) => {
    clearSlot('package.verify')
    void startJob(api, 'package.verify', 'package.verify', request)
  }
  const choose = async () => {
    const [chosen] = await files.open('package')
    if (chosen === undefined) return
    setPackageFile(chosen)
    start({ file: chosen.handle })
  }
  if (file === null) {
    return (
      <Page title={text.t('nav.verifyPackage')}>
        <Empty
          title={text.t('packages.none')}
          action={
            <Button kind="primary" icon={PackageSearch} onPress={() => void choose()}>
              {text.t('action.chooseFile')}
            </Button>
          }
        >
          {text.t('start.verify.hint')}
        </Empty>
      </Page>
    )
  }
  const check = job.state.kind === 'done' ? job.state.result : null
  return (
    <Page
      title={file.name}
      lead={<VerdictChip verdict={check?.overall ?? 'not-checked'} large />}
      actions={
        <>
          <Button icon={PackageSearch} onPress={() => void choose()}>
            {text.t('packages.another')}
          </Button>
          <Button icon={Printer} disabled={check === null} onPress={() => window.print()}>
            {text.t('action.print')}
          </Button>
        </>
      }
    >
      <JobStateView state={job.state} onCancel={job.cancel} onRetry={() => start({ file: file.handle })} />
      {check === null ? null : (
        <Stack>
          <PackageCheckView check={check} />
          {check.identity.fingerprint === null || check.identity.verdict === 'verified' ? null : (
            <CompareKey
              fingerprint={check.identity.fingerprint}
              onTrust={() => start({ file: file.handle, trustFingerprints: [check.identity.fingerprint ?? ''] })}
              onCertificate={() =>
                void files
                  .open('certificate')
                  .then(([certificate]) =>
                    certificate === undefined
                      ? undefined
                      : start({ file: file.handle, trustFiles: [certificate.handle] }),
                  )
              }
            />
          )}
          <Limits kinds={['package']} />
          <CliCommand command={cliLines.packageVerify(file.name)} />
        </Stack>
      )}
    </Page>
  )
}

interface CompareKeyProps {
  readonly fingerprint: string
  readonly onTrust: () => void
  readonly onCertificate: () => void
}

/** Compares a fingerprint received another way, over the whole value. The person compares; nothing is trusted by looking. */
function CompareKey({ fingerprint, onTrust, onCertificate }: CompareKeyProps) {
  const text = useText()
  const [entered, setEntered] = useState('')
  const given = entered.replaceAll(/[^0-9a-fA-F]/g, '').toLowerCase()
  const equal = given === fingerprint.toLowerCase()
  const difference = firstDifference(fingerprint.toLowerCase(), given)
  return (
    <Section title={text.t('packages.compareKey')}>
      <Stack>
        <TextField
          label={text.t('packages.compareField')}
          hint={text.t('packages.compareHint')}
          value={entered}
          onChange={setEntered}
          mono
          width="wide"
        />
        <p role="status" className={styles['compare']}>
          {given === ''
            ? ''
            : equal
              ? text.t('packages.compareEqual')
              : given.length < fingerprint.length && fingerprint.toLowerCase().startsWith(given)
                ? text.t('packages.compareShort', { n: given.length, m: fingerprint.length })
                : text.t('packages.compareDiffers', { digit: difference + 1 })}
        </p>
        <Toolbar>
          <Button kind="primary" disabled={!equal} onPress={onTrust}>
            {text.t('packages.compareUse')}
          </Button>
          <Button icon={FilePlus2} onPress={onCertificate}>
            {text.t('packages.compareCertificate')}
          </Button>
        </Toolbar>
      </Stack>
    </Section>
  )
}
