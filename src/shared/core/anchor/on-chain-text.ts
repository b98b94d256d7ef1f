/**
 * Looks for personal data and secrets in text that was written to a chain. Such text cannot be taken back, so even one
 * value matters. Finds what the scanner of the product finds, and e-mail addresses by their form; counts, never values.
 */
import type { AnchorVerdict } from '../../model/anchor.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import { SensitiveScanner } from '../sensitive/sensitive-scanner.ts'

type OnChain = NonNullable<AnchorVerdict['onChain']>

/** Kinds found in `text` with their counts, in a fixed order. What the scanner finds by form alone is left out: chance makes it too. */
export function scanOnChainText(text: string): OnChain {
  const countByKind = new Map<OnChain[number]['kind'], number>()
  const add = (kind: OnChain[number]['kind']): void => {
    countByKind.set(kind, (countByKind.get(kind) ?? 0) + 1)
  }
  const bytes = utf8FromText(text)
  const scanner = new SensitiveScanner({
    report: ({ kind, confidence }) => {
      if (confidence === 'likely') add(kind)
    },
    blockBytes: Math.max(1, Math.min(bytes.length, 262_144)),
  })
  scanner.push(bytes)
  scanner.end()
  // Bounded on both sides of the @, so that a long run of letters is gone through once.
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const before = text.slice(Math.max(0, at - 64), at)
    const after = text.slice(at + 1, at + 256)
    if (/[\w.+%-]$/.test(before) && /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/i.test(after)) add('email')
  }
  return (['pan', 'sad', 'secret', 'national-id', 'email'] as const).flatMap((kind) => {
    const count = countByKind.get(kind)
    return count === undefined ? [] : [{ kind, count }]
  })
}
