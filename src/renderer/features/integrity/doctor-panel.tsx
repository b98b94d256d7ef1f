/** The Chain Doctor for the chosen source: start it, follow it, and read what it last found. */
import { FileUp, Stethoscope, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { JobStateView } from '../../lib/job-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { readRecipeFile } from '../../lib/recipe-file.ts'
import { useEngagement } from '../../lib/session.ts'
import { useSourceName } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Muted, Notice, Section, Stack, Toolbar, ToolbarText } from '../../ui/layout.tsx'
import { DoctorReportView } from './doctor-report.tsx'

export interface DoctorPanelProps {
  /** Null where more than one source is meant. */
  readonly sourceId: number | null
  /** True while another check runs. */
  readonly busy: boolean
  readonly onVerify: (sourceId: number, recipe: Recipe) => void
}

export function DoctorPanel({ sourceId, busy, onVerify }: DoctorPanelProps) {
  const text = useText()
  return (
    <Section title={text.t('doctorScreen.title')}>
      <Stack>
        <Muted>{text.t('doctorScreen.lead')}</Muted>
        {sourceId === null ? (
          <Notice>{text.t('doctorScreen.chooseSource')}</Notice>
        ) : (
          <DoctorOfSource key={sourceId} sourceId={sourceId} busy={busy} onVerify={onVerify} />
        )}
      </Stack>
    </Section>
  )
}

function DoctorOfSource({
  sourceId,
  busy,
  onVerify,
}: {
  readonly sourceId: number
  readonly busy: boolean
  readonly onVerify: (sourceId: number, recipe: Recipe) => void
}) {
  const text = useText()
  const client = useQueryClient()
  const { engagementId, readOnly } = useEngagement()
  const sourceName = useSourceName()
  const job = useJob('doctor.run', `doctor.run.${sourceId}`)
  const last = useApiQuery('doctor.result', { engagementId, sourceId })
  const [documented, setDocumented] = useState<{ readonly name: string; readonly recipe: Recipe } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const done = job.state.kind === 'done' ? job.state.result : null
  // The stored report is another one now; what another screen shows of it must be this one.
  useEffect(() => {
    if (done !== null) void client.invalidateQueries({ queryKey: ['doctor.result'] })
  }, [client, done])
  const choose = async (file: File) => {
    const read = await readRecipeFile(file)
    setDocumented(typeof read === 'string' ? null : { name: file.name, recipe: read })
    setProblem(
      typeof read === 'string' ? text.t('doctorScreen.documentedInvalid', { file: file.name, problem: read }) : null,
    )
  }
  return (
    <Stack>
      <Toolbar label={text.t('doctorScreen.title')}>
        <Button
          icon={Stethoscope}
          disabled={readOnly || busy || job.busy}
          label={text.t('doctorScreen.findOf', { source: sourceName(sourceId) })}
          onPress={() =>
            job.start({
              engagementId,
              sourceId,
              sample: 200,
              ...(documented === null ? {} : { documented: documented.recipe }),
            })
          }
        >
          {text.t('doctorScreen.find')}
        </Button>
        <RecipeFileButton disabled={job.busy} onFile={(file) => void choose(file)} />
        {documented === null ? null : (
          <>
            <ToolbarText>{text.t('doctorScreen.documentedFile', { file: documented.name })}</ToolbarText>
            <Button kind="quiet" icon={X} onPress={() => setDocumented(null)}>
              {text.t('doctorScreen.documentedDrop')}
            </Button>
          </>
        )}
      </Toolbar>
      {problem === null ? null : (
        <div role="alert">
          <Notice loud>{problem}</Notice>
        </div>
      )}
      <JobStateView state={job.state} onCancel={job.cancel} />
      {done === null ? (
        <QueryView query={last}>
          {({ report }) =>
            report === null ? (
              job.busy ? null : (
                <Muted>{text.t('doctorScreen.empty')}</Muted>
              )
            ) : (
              <DoctorReportView stored={report} disabled={busy || job.busy} onVerify={onVerify} />
            )
          }
        </QueryView>
      ) : (
        <DoctorReportView stored={done} disabled={busy} onVerify={onVerify} />
      )}
    </Stack>
  )
}

/**
 * Chooses one small file that the page reads by itself: a recipe is what a person states and no evidence, so it needs no
 * handle of the shell.
 */
function RecipeFileButton({ disabled, onFile }: { readonly disabled: boolean; readonly onFile: (file: File) => void }) {
  const text = useText()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json"
        hidden
        aria-label={text.t('doctorScreen.documented')}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          // The same file may be chosen again after it was changed.
          event.target.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
      <Button icon={FileUp} disabled={disabled} onPress={() => input.current?.click()}>
        {text.t('doctorScreen.documented')}
      </Button>
    </>
  )
}
