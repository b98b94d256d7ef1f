/**
 * Which addresses may be handed to the system's browser, after the user has seen the address and agreed. They are the
 * publishers of the standards that the explanations cite. Assay itself loads none of them.
 */

const allowedHosts: ReadonlySet<string> = new Set(['www.rfc-editor.org', 'eips.ethereum.org', 'csrc.nist.gov'])

/** The normalised address when it is https, on an allowed host and free of user names and ports; otherwise undefined. */
export function allowedExternalLink(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:' || !allowedHosts.has(url.hostname)) return undefined
  // Hostile: a user name or port would make an address look like one host and lead to another service.
  if (url.username !== '' || url.password !== '' || url.port !== '') return undefined
  return url.href
}
