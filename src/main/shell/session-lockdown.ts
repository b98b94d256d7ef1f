/**
 * What a page's session may do: load from `app:`, write plain text to the clipboard, and nothing else. Requests outside
 * `app:` are cancelled before they are made; one that got past that gate would be counted as a connection, and the count
 * is shown on screen. The utility process is not covered by these hooks.
 */
import type { Session } from 'electron'
import { answerAppRequest, appScheme, isPageAddress, listBuiltFiles } from './app-scheme.ts'

export interface NetworkCounter {
  /** Requests outside the application that were refused. */
  refused(): number
  /** Requests outside the application that were sent. */
  connections(): number
}

/** Locks `session` down and serves the built page in `pageDirectory`. `onRefused` gets the scheme only, never the address. */
export function lockSession(
  session: Session,
  options: {
    readonly pageDirectory: string
    readonly developer: boolean
    readonly onRefused: (scheme: string) => void
  },
): NetworkCounter {
  const files = listBuiltFiles(options.pageDirectory)
  let refused = 0
  let connections = 0

  session.protocol.handle(appScheme, (request) => answerAppRequest(files, request))

  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(isAllowed(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowed(permission, `${origin}/`))
  session.setDevicePermissionHandler(() => false)

  session.webRequest.onBeforeRequest((details, decide) => {
    const inside = isInside(details.url, options.developer)
    if (!inside) {
      refused += 1
      options.onRefused(schemeOf(details.url))
    }
    decide({ cancel: !inside })
  })
  // Reached only by a request that the first gate let through.
  session.webRequest.onBeforeSendHeaders((details, decide) => {
    const inside = isInside(details.url, options.developer)
    if (!inside) connections += 1
    decide({ cancel: !inside })
  })

  // The spell checker downloads dictionaries.
  session.setSpellCheckerEnabled(false)
  return { refused: () => refused, connections: () => connections }
}

/** Copying a hash needs the clipboard; a handler that denies everything breaks it. */
function isAllowed(permission: string, address: string): boolean {
  return permission === 'clipboard-sanitized-write' && isPageAddress(address)
}

function isInside(address: string, developer: boolean): boolean {
  const scheme = schemeOf(address)
  // `data:` holds its own bytes and is not a connection; the developer tools load their own front end.
  return scheme === appScheme || scheme === 'data' || (developer && scheme === 'devtools')
}

function schemeOf(address: string): string {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address)?.[1]?.toLowerCase() ?? 'unknown'
}
