/** Trust windows of one source: which times count, by when a day is due, the measurement as a job, and its result. */
import { Play } from 'lucide-react'
import { useEffect, useState, type FormEvent } from 'react'
import { attestedBasisSchema, type AttestedBasis } from '../../../shared/model/trust-window.ts'
import { cliLines } from '../../lib/cli-lines.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { JobStateView } from '../../lib/job-panel.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { CheckJobState } from './run-table.tsx'
import { TrustWindowResult } from './trust-window-result.tsx'

/** The contract's bounds. */
const mostHours = 8784

/** Hours as typed: null when none, undefined when it is no number of hours. */
function hoursFrom(typed: string): number | null | undefined {
  const trimmed = typed.trim()
  if (trimmed === '') return null
  const hours = /^\d{1,4}$/.test(trimmed) ? Number(trimmed) : Number.NaN
  return hours <= mostHours ? hours : undefined
}

/** `sourceId` null: the first source with batches, else the first. */
export function TrustWindowPanel({ sourceId }: { readonly sourceId: number | null }) {
  const text = useText()
  const sources = useSources()
  const list = sources.data?.sources ?? []
  const shown = sourceId ?? list.find((source) => source.hasBatches)?.sourceId ?? list[0]?.sourceId ?? null
  if (shown === null) return <Muted>{text.t('windowScreen.noSource')}</Muted>
  const name = list.find((source) => source.sourceId === shown)?.name ?? `#${shown}`
  return <SourceWindows key={shown} sourceId={shown} sourceName={name} />
}

function SourceWindows({ sourceId, sourceName }: { readonly sourceId: number; readonly sourceName: string }) {
  const text = useText()
  const { engagementId, fileName, readOnly } = useEngagement()
  // A slot for each source: whoever comes back finds the windows of the source that is shown.
  const windows = useJob('anchor.window', `anchor.window ${sourceId}`)
  const anchors = useJob('anchors.verify', 'verify.anchors')
  const result = windows.state.kind === 'done' ? windows.state.result : null
  const [basis, setBasis] = useState<AttestedBasis>(result?.basis ?? 'header-known')
  const [within, setWithin] = useState(result?.withinHours === null ? '' : String(result?.withinHours ?? ''))
  const [tried, setTried] = useState(false)
  const [verifying, setVerifying] = useState(false)
  const hours = hoursFrom(within)
  const busy = windows.busy || anchors.busy

  const measure = () => {
    setTried(true)
    if (hours === undefined) return
    windows.start({ engagementId, sourceId, basis, ...(hours === null ? {} : { withinHours: hours }) })
  }
  const verified = verifying && anchors.state.kind === 'done'
  useEffect(() => {
    if (!verified) return
    setVerifying(false)
    measure()
    // oxlint-disable-next-line react/exhaustive-deps -- once, when the verification that was asked for here has ended
  }, [verified])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    measure()
  }
  const stale = result !== null && (result.outdated || (result.anchorsRun === null && result.proofsRun === null))
  return (
    <Stack>
      <Section title={text.t('windowScreen.title', { source: sourceName })}>
        <Muted>{text.t('trustWindow.about')}</Muted>
        <form onSubmit={submit} noValidate aria-label={text.t('windowScreen.measure')}>
          <Stack tight>
            <Toolbar fields>
              <SelectField
                label={text.t('windowScreen.basis')}
                value={basis}
                onChange={setBasis}
                options={attestedBasisSchema.options.map((value) => ({
                  value,
                  label: text.t(`trustWindow.basis.${value}`),
                }))}
              />
              <TextField
                label={text.t('windowScreen.within')}
                value={within}
                onChange={setWithin}
                mono
                hint={text.t('windowScreen.withinHint')}
                {...(tried && hours === undefined ? { error: text.t('windowScreen.withinForm') } : {})}
              />
            </Toolbar>
            <Toolbar>
              <Button submit kind="primary" icon={Play} disabled={busy}>
                {text.t('windowScreen.measure')}
              </Button>
              {stale ? (
                <Button
                  disabled={busy || readOnly}
                  onPress={() => {
                    setVerifying(true)
                    anchors.start({ engagementId, sourceId })
                  }}
                >
                  {text.t('windowScreen.verify')}
                </Button>
              ) : null}
            </Toolbar>
          </Stack>
        </form>
        {verifying ? <CheckJobState state={anchors.state} onCancel={anchors.cancel} /> : null}
        <JobStateView state={windows.state} onCancel={windows.cancel} />
        {windows.state.kind === 'idle' ? <Muted>{text.t('windowScreen.empty')}</Muted> : null}
      </Section>
      {result === null ? null : (
        <>
          <TrustWindowResult key={`${result.basis} ${result.withinHours}`} result={result} />
          <CliCommand command={cliLines.anchorWindow(fileName, sourceId, result.basis, result.withinHours)} />
        </>
      )}
    </Stack>
  )
}
