/**
 * An address as typed, judged before anything is asked: the host that a person is shown and agrees to. The engine judges
 * it again by the same rules and has the last word.
 */
export type EndpointFault = 'form' | 'http'

export type EndpointReading =
  | { readonly kind: 'endpoint'; readonly host: string; readonly href: string }
  | { readonly kind: 'fault'; readonly fault: EndpointFault }

/** https anywhere; http on this computer only. Nothing but `host` may be shown: the rest can hold a token. */
export function readEndpoint(typed: string): EndpointReading {
  const url = URL.parse(typed.trim())
  if (url === null || url.host === '' || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return { kind: 'fault', fault: 'form' }
  const here = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(url.hostname)
  if (url.protocol === 'http:' && !here) return { kind: 'fault', fault: 'http' }
  url.username = ''
  url.password = ''
  url.hash = ''
  return { kind: 'endpoint', host: url.host, href: url.href }
}
