'use strict'
/**
 * Chromium refuses schemes it does not know before anyone could answer. So `app://bundle/x` becomes
 * `https://bundle.app.localhost/x` (a secure context with one origin per host) and back. Main process code sees only app:// URLs.
 */
const known = new Map() // scheme -> privileges

const schemes = {
  /** @param {string} scheme */
  add(scheme, privileges = {}) {
    known.set(scheme, privileges)
  },
  has: (scheme) => known.has(scheme),

  /** The custom scheme of an app:// URL, or undefined. */
  schemeOf(url) {
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1].toLowerCase()
    return known.has(scheme) ? scheme : undefined
  },

  /** app://bundle/x -> https://bundle.app.localhost/x */
  toHttps(url) {
    const scheme = schemes.schemeOf(url)
    if (!scheme) return url
    const [, host, rest] = /^[^:]+:(?:\/\/)?([^/?#]*)(.*)$/s.exec(url)
    return `https://${host && host !== '.' ? `${host}.` : ''}${scheme}.localhost${rest.startsWith('/') ? rest : `/${rest}`}`
  },

  /** https://bundle.app.localhost/x -> app://bundle/x; leaves every other URL alone */
  toApp(url) {
    const match = /^https:\/\/(?:([^/?#]+)\.)?([^./?#]+)\.localhost(?=[/?#]|$)(.*)$/s.exec(url)
    return match && known.has(match[2]) ? `${match[2]}://${match[1] ?? ''}${match[3]}` : url
  },

  /** Sources such as `app:` or `app://bundle` in a Content-Security-Policy, and app:// URLs in other headers. */
  rewriteHeader(name, value) {
    let out = value
    for (const scheme of known.keys()) {
      out = out.replace(new RegExp(`(^|[\\s;,<"'=])${scheme}://[^\\s;,>"']*`, 'g'), (hit, lead) => {
        const mapped = schemes.toHttps(hit.slice(lead.length))
        // An origin stays an origin, without the slash that toHttps adds.
        return lead + (/:\/\/[^/]*$/.test(hit) ? mapped.replace(/\/$/, '') : mapped)
      })
      if (/^content-security-policy/i.test(name))
        out = out.replace(
          new RegExp(`(^|\\s)${scheme}:(?=[\\s;,]|$)`, 'g'),
          `$1https://${scheme}.localhost https://*.${scheme}.localhost`,
        )
    }
    return out
  },
}

module.exports = { schemes }
