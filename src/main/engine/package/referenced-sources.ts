/** Which sources a package names by digest only. */
import type { PackageFacts, SourceFacts } from './package-facts.ts'

/** Sources are put into the package byte for byte up to this size each and together; others are named by digest. */
const containedBytes = { each: 64 * 1024 * 1024, together: 128 * 1024 * 1024 } as const

/**
 * Sources that are named by digest and not put in: those whose bytes stayed in their file because they hold card data,
 * and those that are too large, because a package is made in memory, whatever the engagement holds.
 */
export function referencedSources(facts: PackageFacts): ReadonlySet<SourceFacts> {
  const referenced = new Set<SourceFacts>()
  let together = 0
  for (const item of facts.sources) {
    const { bytes, receipt } = item.source
    if (receipt.sensitiveMode === 'reference') referenced.add(item)
    else if (bytes > containedBytes.each || together + bytes > containedBytes.together) referenced.add(item)
    else together += bytes
  }
  return referenced
}
