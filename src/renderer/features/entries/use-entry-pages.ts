/** Pages of entries by position: only the pages under the visible rows are asked for, and kept while they may be needed again. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { EntryFilter } from '../../../shared/ipc/payloads.ts'
import type { EntryRow } from '../../../shared/model/entry.ts'
import { asked, queryKeyOf, useApi } from '../../lib/api-context.tsx'
import type { ApiError } from '../../lib/rpc-client.ts'

export const pageRows = 100

export interface EntryPages {
  /** Exact number of entries in the view; null before the first page. */
  readonly total: number | null
  readonly error: ApiError | null
  readonly fetching: boolean
  rowAt(position: number): EntryRow | null
  retry(): void
}

export function useEntryPages(engagementId: string, filter: EntryFilter, start: number, end: number): EntryPages {
  const api = useApi()
  const pages = useMemo(() => {
    const first = Math.floor(start / pageRows)
    const last = Math.max(first, Math.floor(Math.max(start, end - 1) / pageRows))
    return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * pageRows)
  }, [start, end])
  const results = useQueries({
    queries: pages.map((pageStart) => ({
      queryKey: queryKeyOf('entry.page', { engagementId, filter, start: pageStart, count: pageRows }),
      queryFn: () => asked(api, 'entry.page', { engagementId, filter, start: pageStart, count: pageRows }),
      // A page is about 40 kB; five minutes keep the way back instant and the memory flat.
      gcTime: 300_000,
    })),
  })
  const failed = results.find((result) => result.isError)
  return {
    total: results.find((result) => result.data !== undefined)?.data?.total ?? null,
    error: (failed?.error ?? null) as ApiError | null,
    fetching: results.some((result) => result.isFetching),
    rowAt(position) {
      const data = results[pages.indexOf(Math.floor(position / pageRows) * pageRows)]?.data
      return data?.rows[position - data.start] ?? null
    },
    retry() {
      for (const result of results) if (result.isError) void result.refetch()
    },
  }
}
