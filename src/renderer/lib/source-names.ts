/** Names of the sources by id, for places that hold only ids. */
import { useApiQuery } from './api-context.tsx'
import { useEngagement } from './session.ts'

export function useSources() {
  const { engagementId } = useEngagement()
  return useApiQuery('source.list', { engagementId })
}

export function useSourceName(): (sourceId: number) => string {
  const query = useSources()
  return (sourceId) => query.data?.sources.find((source) => source.sourceId === sourceId)?.name ?? `#${sourceId}`
}
