/**
 * Terms that no text of the product may use about evidence, and the phrases that say the same. A test scans every
 * catalogue for them, and report templates are scanned with the same list. Matched as whole words, in any letter case:
 * "bypasses" is not "passes", "non-compliant" is "compliant".
 */

export const forbiddenTerms = [
  'tamper-proof',
  'tampered',
  'untampered',
  'tampering',
  'immutable',
  'irrefutable',
  'guaranteed',
  'certified',
  'compliant',
  'compliance achieved',
  'passes',
  'audit-proof',
  'court-admissible',
  'legally binding',
  'qualified signature',
  'fully anonymised',
  'fully erased',
  'anonymised',
  'anonymous id',
  'GDPR-safe',
  'non-repudiation',
  'non-repudiable',
  'military-grade',
  'fraud',
  'fraudulent',
  'guilty',
  'suspicious employee',
  'complete log',
  'verified on chain',
  'proved to be true',
  'self-authenticating',
  'control is effective',
  'manipulated',
  'insider',
] as const

function escaped(term: string): string {
  return term.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/[ -]/g, '[\\s\\u2010-\\u2015-]+')
}

const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${forbiddenTerms.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu')

/** Every forbidden term in a text, as written there, in order; empty when there is none. */
export function forbiddenIn(text: string): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[0])
}
