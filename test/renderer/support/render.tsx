/** Renders the whole app, or one part with its providers, over the mock. */
import { createMemoryHistory } from '@tanstack/react-router'
import { QueryClientProvider } from '@tanstack/react-query'
import { act as actOf, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '../../../src/renderer/app/app.tsx'
import { ApiProvider, createQueryClient } from '../../../src/renderer/lib/api-context.tsx'
import { attachJobs, useJobs } from '../../../src/renderer/lib/jobs.ts'
import { useSession } from '../../../src/renderer/lib/session.ts'
import { createText, TextProvider } from '../../../src/renderer/lib/text.tsx'
import { resetWizard } from '../../../src/renderer/features/import/import-store.ts'
import { createMockApi, mockEngagement, type MockApi, type MockOptions } from './mock-api.ts'

/**
 * React's `act`. React is told that it is watched only while it is: what queries and timers change of themselves between
 * two acts is how the app works, and no mistake of a test.
 */
export async function act(work: () => Promise<unknown>): Promise<void> {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  try {
    await actOf(async () => void (await work()))
  } finally {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  }
}

// happy-dom lays nothing out: without a size the grid keeps its assumed height, which is what the tests count with.
const copied: string[] = []
Object.defineProperty(navigator, 'clipboard', {
  configurable: true,
  value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
})

export interface Rendered {
  readonly host: HTMLElement
  readonly api: MockApi
  readonly copied: readonly string[]
  unmount(): Promise<void>
}

let unmountLast: (() => Promise<void>) | null = null

/** One app at a time: an earlier one would go on hearing keys. */
async function mount(node: ReactNode, api: MockApi): Promise<Rendered> {
  await unmountLast?.()
  copied.length = 0
  const host = document.createElement('div')
  document.body.replaceChildren(host)
  const root = createRoot(host)
  await act(async () => root.render(node))
  await settle()
  const unmount = async () => {
    unmountLast = null
    await act(async () => root.unmount())
  }
  unmountLast = unmount
  return { host, api, copied, unmount }
}

/** Lets queries, jobs and the router finish what they can finish by themselves. */
export async function settle(ms = 0): Promise<void> {
  await act(async () => {
    for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => setTimeout(resolve, turn === 0 ? ms : 0))
  })
}

export interface AppOptions extends MockOptions {
  readonly engagement?: boolean
}

/** The app at an address. */
export async function renderApp(address: string, options: AppOptions = {}): Promise<Rendered> {
  useJobs.setState({ jobs: {}, slots: {} })
  useSession.setState({
    engagement: options.engagement === false ? null : mockEngagement,
    packageFile: null,
    importFiles: [],
    announcement: '',
    theme: 'system',
  })
  resetWizard(null)
  const api = createMockApi(options)
  return mount(<App api={api} text={createText()} history={createMemoryHistory({ initialEntries: [address] })} />, api)
}

/** One part with texts, `Api`, queries and job events around it. */
export async function renderPart(node: ReactNode, options: MockOptions = {}): Promise<Rendered> {
  useJobs.setState({ jobs: {}, slots: {} })
  const api = createMockApi(options)
  attachJobs(api)
  return mount(
    <TextProvider text={createText()}>
      <ApiProvider value={api}>
        <QueryClientProvider client={createQueryClient()}>{node}</QueryClientProvider>
      </ApiProvider>
    </TextProvider>,
    api,
  )
}

/** The element of a role with an accessible name; throws when there is none. */
export function byRole(host: ParentNode, role: string, name?: string | RegExp): HTMLElement {
  const found = allByRole(host, role).find(
    (element) =>
      name === undefined || (typeof name === 'string' ? nameOf(element) === name : name.test(nameOf(element))),
  )
  if (found === undefined)
    throw new Error(`no ${role} named ${String(name)}; there are: ${allByRole(host, role).map(nameOf).join(' | ')}`)
  return found
}

const selectors: Readonly<Record<string, string>> = {
  button: 'button',
  link: 'a[href]',
  grid: '[role=grid]',
  tab: '[role=tab]',
  heading: 'h1, h2, h3',
  alert: '[role=alert]',
  combobox: 'select',
  progressbar: '[role=progressbar]',
}

export function allByRole(host: ParentNode, role: string): HTMLElement[] {
  return [...host.querySelectorAll<HTMLElement>(selectors[role] ?? `[role=${role}]`)]
}

function nameOf(element: HTMLElement): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').trim()
}

/** The field that a label names. */
export function field(host: ParentNode, label: string): HTMLInputElement {
  const found = [...host.querySelectorAll('label')].find((candidate) => candidate.textContent?.trim() === label)
  const id = found?.getAttribute('for')
  const input = id === null || id === undefined ? null : document.getElementById(id)
  if (input === null) throw new Error(`no field labelled ${label}`)
  return input as HTMLInputElement
}

export async function click(element: HTMLElement): Promise<void> {
  await act(async () => element.click())
  await settle()
}

/** Types a whole value, as React hears it. */
export async function type(element: HTMLElement, value: string): Promise<void> {
  await act(async () => {
    const prototype =
      element.tagName === 'TEXTAREA'
        ? HTMLTextAreaElement.prototype
        : element.tagName === 'SELECT'
          ? HTMLSelectElement.prototype
          : HTMLInputElement.prototype
    Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(element, value)
    element.dispatchEvent(new Event(element.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }))
  })
  await settle()
}

export async function press(element: HTMLElement, key: string, modifiers: KeyboardEventInit = {}): Promise<void> {
  await act(async () =>
    element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers })),
  )
  await settle()
}
