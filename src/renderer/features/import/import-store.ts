/** State of the wizard, kept outside the screen so that Back, browsing elsewhere and coming back lose nothing. */
import { create } from 'zustand'
import type { Api, FileHandle } from '../../../shared/ipc/api.ts'
import type { RequestOf } from '../../../shared/ipc/contract.ts'
import type { EpochUnit, SourceProfile } from '../../../shared/model/profile.ts'
import type { FormatId, SensitiveMode, SourceSummary } from '../../../shared/model/source.ts'
import { runJob } from '../../lib/jobs.ts'
import { apiErrorFrom, type ApiError } from '../../lib/rpc-client.ts'

export const steps = ['files', 'format', 'recipe', 'review'] as const
export type Step = (typeof steps)[number]

/** What the person decided for one file; null means as detected. */
export interface Choices {
  readonly format: FormatId | null
  readonly profileId: string | null
  /** A mapping that was edited and not saved; then `profileId` is null. */
  readonly profile: SourceProfile | null
  /** As typed; what is no zone is not sent. */
  readonly zone: string
  readonly unit: EpochUnit | null
  readonly expectSha256: string
  /** Asked only when an import has found card data. */
  readonly sensitive: SensitiveMode | null
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

/** One source to be: a file or folder, and the further parts it is read with. */
export interface WizardSource extends WizardFile {
  readonly more: readonly FileHandle[]
}

interface Wizard {
  readonly engagementId: string | null
  readonly step: Step
  readonly files: readonly WizardFile[]
  /** All files are the parts of one source; the choices are those of the first. */
  readonly together: boolean
  readonly shown: string | null
}

export const useWizard = create<Wizard>()(() => ({
  engagementId: null,
  step: 'files',
  files: [],
  together: false,
  shown: null,
}))

const untouched: Choices = {
  format: null,
  profileId: null,
  profile: null,
  zone: '',
  unit: null,
  expectSha256: '',
  sensitive: null,
}

const zoneForm = /^(?:UTC|unknown|[+-]\d{2}:?\d{2})$/

/** Whether what was typed names a zone, or is nothing. */
export function isZone(typed: string): boolean {
  return typed.trim() === '' || zoneForm.test(typed.trim())
}

/** The sources that an import would make of the files. */
export function sourcesFrom(files: readonly WizardFile[], together: boolean): readonly WizardSource[] {
  const [first, ...rest] = files
  if (!together || first === undefined) return files.map((file) => ({ ...file, more: [] }))
  return [{ ...first, more: rest.map(({ handle, name }) => ({ handle, name })) }]
}

export function useWizardSources(): readonly WizardSource[] {
  const { files, together } = useWizard()
  return sourcesFrom(files, together)
}

export function resetWizard(engagementId: string | null): void {
  useWizard.setState({ engagementId, step: 'files', files: [], together: false, shown: null })
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
export function requestOf(source: WizardSource): Omit<RequestOf<'source.preview'>, 'engagementId'> {
  const zone = source.zone.trim()
  return {
    file: source.handle,
    ...(source.more.length === 0 ? {} : { more: source.more.map(({ handle }) => handle) }),
    ...(source.format === null ? {} : { format: source.format }),
    ...(source.profile !== null
      ? { profile: source.profile }
      : source.profileId === null
        ? {}
        : { profileId: source.profileId }),
    ...(zone === '' || !isZone(zone) ? {} : { zone }),
    ...(source.unit === null ? {} : { unit: source.unit }),
  }
}

/** Imports what is still waiting, one after the other; a source that fails or is cancelled leaves the others alone. */
export async function importAll(api: Api, engagementId: string): Promise<void> {
  const { files, together } = useWizard.getState()
  for (const { handle } of sourcesFrom(files, together)) await importOne(api, engagementId, handle)
}

/** Imports one source unless it is imported already. */
export async function importOne(api: Api, engagementId: string, handle: string): Promise<void> {
  const { files, together } = useWizard.getState()
  const source = sourcesFrom(files, together).find((candidate) => candidate.handle === handle)
  if (source === undefined || source.outcome.kind === 'done' || source.outcome.kind === 'running') return
  changeFile(handle, { outcome: { kind: 'running' } })
  try {
    const expected = source.expectSha256.trim().toLowerCase()
    const summary = await runJob(api, 'source.import', {
      engagementId,
      ...requestOf(source),
      ...(expected === '' || source.more.length > 0 ? {} : { expectSha256: expected }),
      ...(source.sensitive === null ? {} : { sensitive: source.sensitive }),
    })
    changeFile(handle, { outcome: { kind: 'done', summary } })
  } catch (thrown) {
    const error = apiErrorFrom(thrown)
    changeFile(handle, { outcome: error.code === 'cancelled' ? { kind: 'cancelled' } : { kind: 'failed', error } })
  }
}
