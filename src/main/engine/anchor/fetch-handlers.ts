/** Handlers of the one job that uses the network, and of the count of connections. */
import type { ParsedRequestOf, ResultOf } from '../../../shared/ipc/contract.ts'
import { connectionsMade } from '../../io/anchors/online/connection-counter.ts'
import type { EvidenceContext } from '../evidence-handlers.ts'

export function fetchHandlers({
  ports,
  sessions,
  job,
  sourceOf,
  changed,
}: Pick<EvidenceContext, 'ports' | 'sessions' | 'job' | 'sourceOf' | 'changed'>): {
  'anchor.fetch': (request: ParsedRequestOf<'anchor.fetch'>) => Promise<{ jobId: string }>
  'network.status': () => Promise<ResultOf<'network.status'>>
} {
  return {
    'anchor.fetch': ({ engagementId, sourceId, ...request }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job(
        'anchor.fetch',
        session,
        async (context) => {
          // Loaded when asked for: no other call has network code in memory.
          const { fetchTranscript } = await import('./fetch-transcript.ts')
          return fetchTranscript(ports, session, source.sourceId, request, context)
        },
        () => changed(session, 'anchors'),
      )
    },
    'network.status': async () => ({ connections: connectionsMade() }),
  }
}
