/** Preview of one file under the choices made so far; nothing is stored. */
import { useApiQuery } from '../../lib/api-context.tsx'
import { useEngagement } from '../../lib/session.ts'
import { requestOf, useWizard, type WizardFile } from './import-store.ts'

export function usePreview(file: WizardFile | undefined) {
  const { engagementId } = useEngagement()
  return useApiQuery(
    'source.preview',
    file === undefined ? { file: ' ' } : { engagementId, ...requestOf(file) },
    file !== undefined,
  )
}

/** The file whose preview is shown, and how to show another. */
export function useShownFile(): readonly [WizardFile | undefined, (handle: string) => void] {
  const { files, shown } = useWizard()
  return [files.find((file) => file.handle === shown) ?? files[0], (handle) => useWizard.setState({ shown: handle })]
}
