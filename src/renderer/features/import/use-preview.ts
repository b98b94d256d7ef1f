/** Preview of one source under the choices made so far; nothing is stored. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { asked, queryKeyOf, useApi } from '../../lib/api-context.tsx'
import type { ApiError } from '../../lib/rpc-client.ts'
import { useEngagement } from '../../lib/session.ts'
import { requestOf, useWizard, useWizardSources, type WizardSource } from './import-store.ts'

/** While a choice is tried, the preview before it stays: fields on the screen keep their place and the focus. */
export function usePreview(source: WizardSource | undefined): UseQueryResult<ImportPreview, ApiError> {
  const api = useApi()
  const { engagementId } = useEngagement()
  const request = source === undefined ? { file: ' ' } : { engagementId, ...requestOf(source) }
  return useQuery<ImportPreview, ApiError>({
    queryKey: queryKeyOf('source.preview', request),
    queryFn: () => asked(api, 'source.preview', request),
    enabled: source !== undefined,
    placeholderData: (previous, query) =>
      (query?.queryKey[1] as { readonly file?: string } | undefined)?.file === request.file ? previous : undefined,
  })
}

/** The source whose preview is shown, and how to show another. */
export function useShownSource(): readonly [WizardSource | undefined, (handle: string) => void] {
  const { shown } = useWizard()
  const sources = useWizardSources()
  return [
    sources.find((source) => source.handle === shown) ?? sources[0],
    (handle) => useWizard.setState({ shown: handle }),
  ]
}
