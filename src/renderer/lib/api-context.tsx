/** The `Api` for every component, and the hooks that read from it. */
import { QueryClient, useMutation, useQuery, type UseMutationResult, type UseQueryResult } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Api } from '../../shared/ipc/api.ts'
import type { CallName, RequestOf, ResultOf } from '../../shared/ipc/contract.ts'
import { apiErrorFrom, type ApiError } from './rpc-client.ts'

const ApiContext = createContext<Api | null>(null)
export const ApiProvider = ApiContext.Provider

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (api === null) throw new TypeError('useApi outside ApiProvider')
  return api
}

/**
 * Client whose queries and mutations run while the computer is offline: with the default mode every new query would
 * stay pending until a network comes back, which here is never needed. Answers stay fresh until an event says otherwise.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}

export function queryKeyOf<N extends CallName>(name: N, request: RequestOf<N>): readonly [N, RequestOf<N>] {
  return [name, request]
}

/** Whatever was thrown becomes an `ApiError`, so that every failure can be shown with its code. */
export async function asked<N extends CallName>(api: Api, name: N, request: RequestOf<N>): Promise<ResultOf<N>> {
  try {
    return (await api.call(name, request)) as ResultOf<N>
  } catch (thrown) {
    throw apiErrorFrom(thrown)
  }
}

export function useApiQuery<N extends CallName>(
  name: N,
  request: RequestOf<N>,
  enabled = true,
): UseQueryResult<ResultOf<N>, ApiError> {
  const api = useApi()
  return useQuery<ResultOf<N>, ApiError>({
    queryKey: queryKeyOf(name, request),
    queryFn: () => asked(api, name, request),
    enabled,
  })
}

export function useApiCommand<N extends CallName>(name: N): UseMutationResult<ResultOf<N>, ApiError, RequestOf<N>> {
  const api = useApi()
  return useMutation<ResultOf<N>, ApiError, RequestOf<N>>({ mutationFn: (request) => asked(api, name, request) })
}
