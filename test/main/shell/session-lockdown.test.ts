import type { Session } from 'electron'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { lockSession, type NetworkCounter } from '../../../src/main/shell/session-lockdown.ts'

type Gate = (details: { url: string }, decide: (answer: { cancel?: boolean }) => void) => void
type Request = (
  contents: null,
  permission: string,
  decide: (granted: boolean) => void,
  details: { requestingUrl: string },
) => void

/** What a session was told, to be asked afterwards. */
function recordingSession() {
  const told: {
    request?: Request
    check?: (contents: null, permission: string, origin: string) => boolean
    before?: Gate
    sending?: Gate
    spelling?: boolean
    scheme?: string
  } = {}
  const session = {
    protocol: { handle: (scheme: string) => void (told.scheme = scheme) },
    setPermissionRequestHandler: (handler: Request) => void (told.request = handler),
    setPermissionCheckHandler: (handler: never) => void (told.check = handler),
    setDevicePermissionHandler: () => {},
    setSpellCheckerEnabled: (enabled: boolean) => void (told.spelling = enabled),
    webRequest: {
      onBeforeRequest: (gate: Gate) => void (told.before = gate),
      onBeforeSendHeaders: (gate: Gate) => void (told.sending = gate),
    },
  }
  return { told, session: session as unknown as Session }
}

const folder = mkdtempSync(join(tmpdir(), 'assay-session-'))
writeFileSync(join(folder, 'index.html'), '')
afterAll(() => rmSync(folder, { recursive: true }))

let told: ReturnType<typeof recordingSession>['told']
let counter: NetworkCounter
let refusedSchemes: string[]

function lock(developer = false): void {
  const recording = recordingSession()
  told = recording.told
  refusedSchemes = []
  counter = lockSession(recording.session, {
    pageDirectory: folder,
    developer,
    onRefused: (scheme) => refusedSchemes.push(scheme),
  })
}
beforeEach(() => lock())

function cancelled(gate: Gate | undefined, url: string): boolean | undefined {
  let answer: boolean | undefined
  gate?.({ url }, ({ cancel }) => (answer = cancel))
  return answer
}

describe('a locked session', () => {
  it.each([
    'https://example.org/x',
    'http://127.0.0.1:80/',
    'ws://example.org',
    'file:///etc/hosts',
    'blob:app://ui/1',
    'devtools://x',
    'appx://ui/',
    '',
  ])('cancels %j', (url) => {
    expect(cancelled(told.before, url)).toBe(true)
    expect(counter.refused()).toBe(1)
    expect(counter.connections()).toBe(0)
  })

  it('lets the application and inline data through and counts neither', () => {
    expect([cancelled(told.before, 'app://ui/index.html'), cancelled(told.before, 'data:image/png;base64,AA')]).toEqual(
      [false, false],
    )
    expect([counter.refused(), counter.connections()]).toEqual([0, 0])
  })

  it('counts a request that got past the first gate as a connection and stops it', () => {
    expect(cancelled(told.sending, 'https://example.org/x')).toBe(true)
    expect(counter.connections()).toBe(1)
  })

  it('reports the scheme of what it refused and never the address', () => {
    cancelled(told.before, 'https://example.org/secret')
    expect(refusedSchemes).toEqual(['https'])
  })

  it('allows the developer tools in a developer build only', () => {
    lock(true)
    expect(cancelled(told.before, 'devtools://devtools/bundled/x')).toBe(false)
    expect(cancelled(told.before, 'https://example.org')).toBe(true)
  })

  it('grants nothing but writing to the clipboard, and that to its own page', () => {
    const ask = (permission: string, url: string) => {
      let granted: boolean | undefined
      told.request?.(null, permission, (answer) => (granted = answer), { requestingUrl: url })
      return [granted, told.check?.(null, permission, url.replace(/\/[^/]*$/, ''))]
    }
    expect(ask('clipboard-sanitized-write', 'app://ui/index.html')).toEqual([true, true])
    expect(ask('clipboard-sanitized-write', 'https://example.org/x')).toEqual([false, false])
    for (const permission of [
      'clipboard-read',
      'geolocation',
      'media',
      'notifications',
      'openExternal',
      'fullscreen',
      'fileSystem',
      'unknown',
    ]) {
      expect([permission, ...ask(permission, 'app://ui/index.html')]).toEqual([permission, false, false])
    }
  })

  it('turns the spell checker off and serves its own scheme', () => {
    expect([told.spelling, told.scheme]).toEqual([false, 'app'])
  })
})
