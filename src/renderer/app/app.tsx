/** Providers around the routes: texts, the `Api`, queries; job and engagement events are attached here once. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider, type RouterHistory } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Api } from '../../shared/ipc/api.ts'
import { ApiProvider, createQueryClient } from '../lib/api-context.tsx'
import { attachJobs } from '../lib/jobs.ts'
import { useSession } from '../lib/session.ts'
import { TextProvider } from '../lib/text.tsx'
import type { Text } from '../../shared/text/create-text.ts'
import { Empty } from '../ui/states.tsx'
import { FaultBoundary } from './fault-boundary.tsx'
import { createAppRouter } from './routes.tsx'

export interface AppProps {
  readonly api: Api
  readonly text: Text
  readonly history: RouterHistory
}

export function App({ api, text, history }: AppProps) {
  const [client] = useState(createQueryClient)
  const [router] = useState(() => createAppRouter(history))
  const theme = useSession((session) => session.theme)

  useEffect(() => attachJobs(api), [api])
  useEffect(
    () =>
      api.subscribe('engagement.changed', ({ engagementId }) => {
        // One engagement per window, and its views are cheap to read again; what is on screen keeps showing meanwhile.
        void client.invalidateQueries({
          predicate: ({ queryKey }) =>
            (queryKey[1] as { engagementId?: string } | undefined)?.engagementId === engagementId,
        })
      }),
    [api, client],
  )
  useEffect(
    () => api.subscribe('network.connected', () => void client.invalidateQueries({ queryKey: ['app.info'] })),
    [api, client],
  )
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])

  return (
    <TextProvider text={text}>
      <ApiProvider value={api}>
        <QueryClientProvider client={client}>
          <FaultBoundary text={text}>
            <RouterProvider router={router} />
          </FaultBoundary>
        </QueryClientProvider>
      </ApiProvider>
    </TextProvider>
  )
}

/** The page was opened outside the application. */
export function BridgeMissing({ text }: { readonly text: Text }) {
  return <Empty title={text.t('app.name')}>{text.t('fault.bridge')}</Empty>
}
