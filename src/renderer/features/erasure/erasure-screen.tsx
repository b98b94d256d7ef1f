/** Erasure preview: who, how, what would change, what it would do to each check. The evidence itself is never altered. */
import { Eye } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { ErasurePreview } from '../../../shared/ipc/payloads.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { Limits } from '../../lib/limits.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Notice, Page, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { ErasureResult } from './erasure-result.tsx'
import { SubjectsField } from './subjects-field.tsx'
import { subjectsFrom } from './subjects.ts'

const transforms = ['blank', 'pseudonym'] as const

export function ErasureScreen() {
  const text = useText()
  const { engagementId, fileName } = useEngagement()
  const job = useJob('erasure.preview')
  const [entered, setEntered] = useState('')
  const [transform, setTransform] = useState<ErasurePreview['transform']>('blank')
  const [tried, setTried] = useState(false)
  const subjects = subjectsFrom(entered)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (subjects.length > 0) job.start({ engagementId, subjects: [...subjects], transform })
  }
  return (
    <Page title={text.t('nav.erasure')} lead={text.t('erasureScreen.lead')}>
      <Section title={text.t('erasureScreen.find')}>
        <form onSubmit={submit} noValidate>
          <Stack>
            <SubjectsField
              value={entered}
              onChange={setEntered}
              count={subjects.length}
              missing={tried && subjects.length === 0}
            />
            <Choice
              legend={text.t('erasureScreen.transform')}
              name="transform"
              value={transform}
              onChange={setTransform}
              options={transforms.map((value) => ({
                value,
                label: text.t(`erasure.transform.${value}`),
                hint: text.t(`erasure.transformMeaning.${value}`),
              }))}
            />
            <Toolbar>
              <Button kind="primary" submit icon={Eye} disabled={job.busy}>
                {text.t('erasureScreen.preview')}
              </Button>
            </Toolbar>
          </Stack>
        </form>
      </Section>
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <>
          <ErasureResult preview={job.state.result} />
          <Limits kinds={['erasure']} />
          <CliCommand
            command={cliLines.erasurePreview(fileName, job.state.result.subjects, job.state.result.transform)}
          />
        </>
      ) : (
        <Notice>{text.t('erasureScreen.unchanged')}</Notice>
      )}
    </Page>
  )
}
