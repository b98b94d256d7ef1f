/**
 * One call of a page: is the name in the contract, is the request what its schema says, which paths stand behind its
 * handles, who answers it. Shell names are answered here, everything else by the engine. It knows nothing of Electron,
 * so the whole way of a call can be tested without a window.
 */
import {
  contract,
  jobStartedSchema,
  shellNames,
  type ContractName,
  type Envelope,
  type ParsedRequestOf,
  type ResultOf,
} from '../../shared/ipc/contract.ts'
import { AppError } from '../../shared/model/app-error.ts'
import type { Access, FileHandles } from './file-handles.ts'

export type ShellName = (typeof shellNames)[number]

/** The window that calls. */
export interface Caller {
  readonly windowId: number
  readonly handles: FileHandles
}

export type ShellHandlers = {
  readonly [N in ShellName]: (caller: Caller, request: ParsedRequestOf<N>) => Promise<ResultOf<N>>
}

export interface RouterPorts {
  readonly shell: ShellHandlers
  readonly askEngine: (caller: Caller, name: ContractName, request: Record<string, unknown>) => Promise<Envelope>
  /** Development builds and tests parse answers with the response schema as well. */
  readonly checkAnswers: boolean
  readonly log: (code: string, details: Readonly<Record<string, string>>) => void
}

/** Fields that are written to beside every `out`: their handle must come from a save dialog. */
const writtenFields: Partial<Record<ContractName, readonly string[]>> = {
  'engagement.create': ['file'],
  'key.create': ['file'],
}

const namesOfShell: readonly string[] = shellNames

export function createCallRouter(
  ports: RouterPorts,
): (caller: Caller, name: unknown, request: unknown) => Promise<Envelope> {
  return async function answer(caller, name, request) {
    // Hostile: the page may send anything; only own keys of the contract count, so `constructor` is not a name.
    if (typeof name !== 'string' || !isContractName(name))
      return refusal('usage', 'This name is not part of the contract.')
    const parsed = contract[name].request.safeParse(request)
    if (!parsed.success)
      return refusal('usage', 'The request is not what the contract asks for.', issuesOf(parsed.error))
    try {
      const withPaths = replaceHandles(name, parsed.data as Record<string, unknown>, caller.handles)
      const envelope = isShellName(name)
        ? await askShell(name, caller, withPaths)
        : await ports.askEngine(caller, name, withPaths)
      if (!envelope.ok) ports.log('call-failed', { name, code: envelope.error.code })
      return ports.checkAnswers && envelope.ok ? checkedAnswer(name, envelope) : envelope
    } catch (error) {
      if (error instanceof AppError) return refusal(error.code, error.message, error.details)
      ports.log('call-faulted', { name, kind: error instanceof Error ? error.name : typeof error })
      return refusal('internal', 'The application could not carry this out.', {
        reason: error instanceof Error ? error.message : String(error),
      })
    }
  }

  async function askShell(name: ShellName, caller: Caller, request: Record<string, unknown>): Promise<Envelope> {
    const handler = ports.shell[name] as (caller: Caller, request: unknown) => Promise<unknown>
    return { ok: true, value: await handler(caller, request) }
  }

  function checkedAnswer(name: ContractName, envelope: { readonly ok: true; readonly value: unknown }): Envelope {
    const schema = contract[name].kind === 'job' ? jobStartedSchema : contract[name].response
    const parsed = schema.safeParse(envelope.value)
    if (parsed.success) return envelope
    ports.log('answer-breaks-contract', { name })
    return refusal('internal', `The answer of ${name} is not what the contract says.`, issuesOf(parsed.error))
  }
}

/** The request with a path in place of every handle. Throws `AppError` `not-found` for a handle this window was not given. */
function replaceHandles(
  name: ContractName,
  request: Record<string, unknown>,
  handles: FileHandles,
): Record<string, unknown> {
  const replaced = { ...request }
  for (const field of contract[name].files) {
    const access: Access = field === 'out' || writtenFields[name]?.includes(field) === true ? 'write' : 'read'
    const value = replaced[field]
    if (typeof value === 'string') replaced[field] = pathOf(value, access)
    else if (Array.isArray(value)) replaced[field] = value.map((item) => pathOf(String(item), access))
  }
  return replaced

  function pathOf(handle: string, access: Access): string {
    const path = handles.resolve(handle, access)
    if (path === undefined) throw new AppError('not-found', 'This file was not chosen in this window.')
    return path
  }
}

function isContractName(name: string): name is ContractName {
  return Object.hasOwn(contract, name)
}

function isShellName(name: ContractName): name is ShellName {
  return namesOfShell.includes(name)
}

function issuesOf(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.map(String).join('.') || 'request', issue.message]))
}

function refusal(code: string, message: string, details: Readonly<Record<string, string>> = {}): Envelope {
  return { ok: false, error: { code, message, details: { ...details } } }
}
