/** Names of files inside a package. */
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import type { SourceFacts } from './package-facts.ts'

/** Path of a source's bytes. */
export function sourcePath({ source }: SourceFacts, index: number): string {
  return `data/extracts/source-${index + 1}-${safeName(source.name)}`
}

/** A name that may stand in a package; anything unusual becomes a hyphen. */
export function safeName(name: string): string {
  const plain = maskedText(name)
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[. ]+$/g, '')
  return plain === '' ? 'file' : plain.slice(-100).replace(/^[.-]+/, '')
}
