/** State of the wizard, kept outside the screen so that Back, browsing elsewhere and coming back lose nothing. */
import { create } from 'zustand'
import type { Api, FileHandle } from '../../../shared/ipc/api.ts'
import type { FormatId, SourceSummary } from '../../../shared/model/source.ts'
import { runJob } from '../../lib/jobs.ts'
import { apiErrorFrom, type ApiError } from '../../lib/rpc-client.ts'

export const steps = ['files', 'format', 'recipe', 'review'] as const
export type Step = (typeof steps)[number]

/** What the person decided for one file; null means as detected. */
export interface Choices {
  readonly format: FormatId | null
  readonly profileId: string | null
  readonly zone: string
  readonly expectSha256: string
}

export type ImportOutcome =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly summary: SourceSummary }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'cancelled' }

export interface WizardFile extends FileHandle, Choices {
  readonly outcome: ImportOutcome
}

interface Wizard {
  readonly engagementId: string | null
  readonly step: Step
  readonly files: readonly WizardFile[]
  readonly shown: string | null
}

export const useWizard = create<Wizard>()(() => ({ engagementId: null, step: 'files', files: [], shown: null }))

const untouched: Choices = { format: null, profileId: null, zone: '', expectSha256: '' }

export function resetWizard(engagementId: string | null): void {
  useWizard.setState({ engagementId, step: 'files', files: [], shown: null })
}

/** The same file dropped twice is listed once. */
export function addFiles(added: readonly FileHandle[]): void {
  useWizard.setState(({ files, shown }) => {
    const fresh = added.filter((file) => !files.some((present) => present.handle === file.handle))
    const next = [
      ...files,
      ...fresh.map((file): WizardFile => ({ ...file, ...untouched, outcome: { kind: 'waiting' } })),
    ]
    return { files: next, shown: shown ?? next[0]?.handle ?? null }
  })
}

export function removeFile(handle: string): void {
  useWizard.setState(({ files, shown }) => {
    const next = files.filter((file) => file.handle !== handle)
    return { files: next, shown: shown === handle ? (next[0]?.handle ?? null) : shown }
  })
}

export function changeFile(handle: string, change: Partial<Omit<WizardFile, 'handle' | 'name'>>): void {
  useWizard.setState(({ files }) => ({
    files: files.map((file) => (file.handle === handle ? { ...file, ...change } : file)),
  }))
}

export function goToStep(step: Step): void {
  useWizard.setState({ step })
}

/** The request fields that differ from what is detected. */
export function requestOf(file: WizardFile) {
  return {
    file: file.handle,
    ...(file.format === null ? {} : { format: file.format }),
    ...(file.profileId === null ? {} : { profileId: file.profileId }),
    ...(file.zone.trim() === '' ? {} : { zone: file.zone.trim() }),
  }
}

/** Imports what is still waiting, one after the other; a file that fails or is cancelled leaves the others alone. */
export async function importAll(api: Api, engagementId: string): Promise<void> {
  for (const { handle } of useWizard.getState().files) {
    const file = useWizard.getState().files.find((candidate) => candidate.handle === handle)
    if (file === undefined || file.outcome.kind === 'done' || file.outcome.kind === 'running') continue
    changeFile(handle, { outcome: { kind: 'running' } })
    try {
      const expected = file.expectSha256.trim().toLowerCase()
      const summary = await runJob(api, 'source.import', {
        engagementId,
        ...requestOf(file),
        ...(expected === '' ? {} : { expectSha256: expected }),
      })
      changeFile(handle, { outcome: { kind: 'done', summary } })
    } catch (thrown) {
      const error = apiErrorFrom(thrown)
      changeFile(handle, { outcome: error.code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error } })
    }
  }
}
