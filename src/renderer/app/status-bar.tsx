/** Bottom bar: running job with Cancel, network state and count of connections, zone. Speaks for jobs at start, each quarter and end. */
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useApi, useApiQuery } from '../lib/api-context.tsx'
import { jobName, useProgressWords } from '../lib/job-panel.tsx'
import { cancelJob, useJobs, type Job } from '../lib/jobs.ts'
import { useSession } from '../lib/session.ts'
import { useText } from '../lib/text.tsx'
import { Button } from '../ui/button.tsx'
import { Progress } from '../ui/progress.tsx'
import styles from './status-bar.module.css'

export function StatusBar() {
  const text = useText()
  const jobs = useJobs((state) => state.jobs)
  const info = useApiQuery('app.info', {})
  const running = Object.values(jobs).filter((job) => job.outcome === null)
  const first = running[0]
  useJobAnnouncements(jobs)
  // "Offline" is what this application does, not what the computer could do: it makes no connection unless asked.
  const connections = info.data?.connections ?? 0
  return (
    <footer className={styles['bar']} aria-label={text.t('status.label')} data-pane="status">
      <div className={styles['job']}>
        {first === undefined ? (
          <span className={styles['muted']}>{text.t('status.idle')}</span>
        ) : (
          <RunningJob job={first} more={running.length - 1} />
        )}
      </div>
      <span className={styles['fixed']}>
        {text.t(connections === 0 ? 'status.offline' : 'status.online', { count: connections })}
      </span>
      <span className={styles['fixed']}>{text.t('status.zone')}</span>
    </footer>
  )
}

function RunningJob({ job, more }: { readonly job: Job; readonly more: number }) {
  const text = useText()
  const api = useApi()
  const { share, words } = useProgressWords(job)
  const name = jobName(text.find, job.name)
  return (
    <>
      <strong className={styles['name']}>{name}</strong>
      <div className={styles['track']}>
        <Progress label={name} share={share} valueText={words} />
      </div>
      <span className={styles['words']}>{job.cancelling ? text.t('jobs.cancelling') : words}</span>
      {more > 0 ? <span className={styles['muted']}>{text.t('status.jobsMore', { count: more })}</span> : null}
      <Button kind="quiet" icon={X} disabled={job.cancelling} onPress={() => void cancelJob(api, job.jobId)}>
        {text.t('action.cancel')}
      </Button>
    </>
  )
}

/** Says start, each 25 % and end of every job, once. */
function useJobAnnouncements(jobs: Readonly<Record<string, Job>>): void {
  const text = useText()
  const said = useRef(new Map<string, number>())
  useEffect(() => {
    const { announce } = useSession.getState()
    for (const job of Object.values(jobs)) {
      const name = jobName(text.find, job.name)
      const before = said.current.get(job.jobId)
      if (job.outcome !== null) {
        if (before === 5) continue
        said.current.set(job.jobId, 5)
        announce(
          text.t(
            job.outcome.kind === 'done'
              ? 'status.jobDone'
              : job.outcome.kind === 'failed'
                ? 'status.jobFailed'
                : 'status.jobCancelled',
            { name },
          ),
        )
        continue
      }
      const quarter =
        job.progress === null || job.progress.total === null || job.progress.total === 0
          ? 0
          : Math.floor((job.progress.done / job.progress.total) * 4)
      if (before !== undefined && quarter <= before) continue
      said.current.set(job.jobId, quarter)
      announce(
        quarter === 0
          ? text.t('status.jobStarted', { name })
          : text.t('status.jobQuarter', { name, percent: quarter * 25 }),
      )
    }
  }, [jobs, text])
}
