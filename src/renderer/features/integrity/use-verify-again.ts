/** Verifies the anchors of a source once more, with what is recorded now, and shows the new run. */
import { useNavigate } from '@tanstack/react-router'
import { useEngagement } from '../../lib/session.ts'
import { useJob } from '../../lib/use-job.ts'

export interface VerifyAgain {
  readonly busy: boolean
  start(): void
}

export function useVerifyAgain(sourceId: number): VerifyAgain {
  const { engagementId } = useEngagement()
  const navigate = useNavigate()
  // The slot of the integrity screen: it shows progress and finds the new run.
  const job = useJob('anchors.verify', 'verify.anchors')
  return {
    busy: job.busy,
    start: () => {
      job.start({ engagementId, sourceId })
      void navigate({ to: '/integrity', search: { source: sourceId, kind: 'anchors' } })
    },
  }
}
