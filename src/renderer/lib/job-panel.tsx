/** A running job: its name, done of total in real units, rate, time left, last activity, Cancel. Never a modal. */
import { useEffect, useState } from 'react'
import { X } from 'lucide-react'
import { groupedNumber } from '../../shared/text/numbers.ts'
import { Button } from '../ui/button.tsx'
import { Notice, Panel } from '../ui/layout.tsx'
import { Progress } from '../ui/progress.tsx'
import { durationText, sizeText } from './format.ts'
import type { Job } from './jobs.ts'
import { ErrorView } from './query-view.tsx'
import { useText } from './text.tsx'
import type { JobState } from './use-job.ts'
import styles from './job-panel.module.css'

function amount(value: number, unit: string): string {
  return unit === 'bytes' ? sizeText(value) : groupedNumber(Math.round(value))
}

/** Seconds now, ticking while shown, so that time left and last activity stay true between events. */
function useNowMs(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** The words beside a bar: `412.0 MiB of 1.2 GiB · 96.1 MiB/s · 9 s left`. */
export function useProgressWords(job: Job): {
  readonly share: number | null
  readonly words: string
  readonly stage: string
} {
  const text = useText()
  const now = useNowMs()
  const { progress } = job
  if (progress === null) return { share: null, words: text.t('jobs.starting'), stage: '' }
  const { done, total, unit } = progress
  const unitName = unit === 'bytes' ? '' : ` ${text.find(`unit.${unit}`) ?? unit}`
  const seconds = Math.max(0.5, (Math.max(now, job.updatedAtMs) - job.startedAtMs) / 1000)
  const rate = done / seconds
  const parts = [
    total === null
      ? `${amount(done, unit)}${unitName}`
      : `${text.t('sentence.nOfM', { n: amount(done, unit), m: amount(total, unit) })}${unitName}`,
    text.t('jobs.rate', { rate: amount(rate, unit) }),
  ]
  if (total !== null && rate > 0 && done < total)
    parts.push(text.t('jobs.left', { time: durationText((total - done) / rate) }))
  if (now - job.updatedAtMs > 5000)
    parts.push(text.t('jobs.lastActivity', { time: durationText((now - job.updatedAtMs) / 1000) }))
  return {
    share: total === null || total === 0 ? null : done / total,
    words: parts.join(' · '),
    stage: text.find(`stage.${progress.stage}`) ?? progress.stage,
  }
}

export function JobProgressView({ job, onCancel }: { readonly job: Job; readonly onCancel: () => void }) {
  const text = useText()
  const { share, words, stage } = useProgressWords(job)
  const name = jobName(text.find, job.name)
  return (
    <Panel label={name}>
      <div className={styles['job']}>
        <div className={styles['line']}>
          <strong>{name}</strong>
          <span className={styles['stage']}>{stage}</span>
        </div>
        <Progress label={name} share={share} valueText={words} />
        <div className={styles['line']}>
          <span className={styles['words']}>{job.cancelling ? text.t('jobs.cancelling') : words}</span>
          <Button icon={X} disabled={job.cancelling} onPress={onCancel}>
            {text.t('action.cancel')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

/** Job names hold dots, which are levels in the catalogue, so they are looked up with the dot replaced. */
export function jobName(find: (key: string) => string | null, name: string): string {
  return find(`jobName.${name.replace('.', '-')}`) ?? name
}

/** Everything a job can show besides its result. */
export function JobStateView<R>({
  state,
  onCancel,
  onRetry,
}: {
  readonly state: JobState<R>
  readonly onCancel: () => void
  readonly onRetry?: () => void
}) {
  const text = useText()
  switch (state.kind) {
    case 'running':
      return <JobProgressView job={state.job} onCancel={onCancel} />
    case 'starting':
      return <p role="status">{text.t('jobs.starting')}</p>
    case 'failed':
      return <ErrorView error={state.error} {...(onRetry === undefined ? {} : { onRetry })} />
    case 'cancelled':
      return <Notice>{text.t('jobs.cancelled')}</Notice>
    default:
      return null
  }
}
