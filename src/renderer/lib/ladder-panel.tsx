/** The ladder of one entry under a Merkle check: made on request, shown, saved as a proof file. */
import { FileDown, ListTree } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { RequestOf } from '../../shared/ipc/contract.ts'
import { indexOfEntry } from '../../shared/model/digest.ts'
import type { TreeLadder } from '../../shared/model/tree-ladder.ts'
import { Button } from '../ui/button.tsx'
import { Checkbox } from '../ui/fields.tsx'
import { Bullets, Muted, Notice, Section, Stack, Toolbar } from '../ui/layout.tsx'
import { useFileChooser } from './choose-files.ts'
import { CliCommand } from './cli-command.tsx'
import { cliLines } from './cli-lines.ts'
import { JobStateView } from './job-panel.tsx'
import { MerkleLadder } from './merkle-ladder.tsx'
import { ErrorView } from './query-view.tsx'
import { useEngagement } from './session.ts'
import { useText } from './text.tsx'
import { useJob } from './use-job.ts'
import styles from './merkle-ladder.module.css'

export type LadderSubject = RequestOf<'merkle.ladder'>['of']

export function LadderPanel({
  of,
  runId,
  action,
}: {
  readonly of: LadderSubject
  readonly runId: number
  /** Words of the button that makes it. */
  readonly action: string
}) {
  const text = useText()
  const { engagementId } = useEngagement()
  const place = of.kind === 'entry' ? String(of.entryId) : JSON.stringify([of.sourceId, of.batch, of.position])
  const job = useJob('merkle.ladder', `merkle.ladder.${runId}.${place}`)
  const made = useRef<HTMLDivElement>(null)
  const asked = useRef(false)
  const { kind } = job.state
  // The button that was pressed is gone then: whoever works with the keyboard goes on where the ladder begins.
  useEffect(() => {
    if (kind !== 'done' || !asked.current) return
    asked.current = false
    made.current?.focus()
  }, [kind])
  return (
    <Stack>
      {kind === 'done' ? null : (
        <Toolbar>
          <Button
            icon={ListTree}
            disabled={job.busy}
            onPress={() => {
              asked.current = true
              job.start({ engagementId, runId, of })
            }}
          >
            {action}
          </Button>
        </Toolbar>
      )}
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <div ref={made} tabIndex={-1} role="group" aria-label={text.t('ladder.title')} className={styles['made']}>
          <Stack>
            <MerkleLadder ladder={job.state.result} />
            <SaveProof ladder={job.state.result} />
          </Stack>
        </div>
      ) : null}
    </Stack>
  )
}

function SaveProof({ ladder }: { readonly ladder: TreeLadder }) {
  const text = useText()
  const { engagementId, fileName } = useEngagement()
  const chooser = useFileChooser()
  const job = useJob('proof.make', `proof.make.${ladder.runId}.${ladder.entryId}`)
  const [withRecord, setWithRecord] = useState(false)
  const [written, setWritten] = useState<string | null>(null)
  const record = indexOfEntry(ladder.entryId) + 1
  const suggested = `record-${record}.proof.json`
  const save = async () => {
    const file = await chooser.save('proof', suggested)
    if (file === null) return
    setWritten(file.name)
    job.start({
      engagementId,
      runId: ladder.runId,
      of: { kind: 'entry', entryId: ladder.entryId, ...(withRecord ? { withRecord } : {}) },
      out: file.handle,
      // The dialog has asked already whether an existing file may go.
      force: true,
    })
  }
  const name = written ?? suggested
  const options = [...(ladder.options ?? []), ...(withRecord ? ['--with-record'] : [])]
  return (
    <Section title={text.t('ladder.proofFile')}>
      <Stack tight>
        <Toolbar>
          <Button icon={FileDown} disabled={job.busy} onPress={() => void save()}>
            {text.t('ladder.save')}
          </Button>
          <Checkbox selected={withRecord} onChange={setWithRecord}>
            {text.t('ladder.withRecord')}
          </Checkbox>
        </Toolbar>
        <Muted>{text.t('ladder.withRecordHint')}</Muted>
        {chooser.error === null ? null : <ErrorView error={chooser.error} />}
        <JobStateView state={job.state} onCancel={job.cancel} />
        {job.state.kind === 'done' ? <Notice>{text.t('ladder.saved', { file: name })}</Notice> : null}
        <p>{text.t('ladder.stranger')}</p>
        <Bullets items={[text.t('treeProof.limit')]} />
        <CliCommand command={cliLines.proofCheck(name)} />
        {ladder.options === null ? (
          <Muted>{text.t('ladder.makeList')}</Muted>
        ) : (
          <CliCommand command={cliLines.proofMake(fileName, ladder.sourceId, record, options, suggested)} />
        )}
      </Stack>
    </Section>
  )
}
