/** How strongly a format claims bytes, as words; the numbers are those of `io/formats/README.md`. */
import type { Text } from './create-text.ts'

export function confidenceText(text: Text, confidence: number): string {
  if (confidence >= 100) return text.t('import.confidence.marker')
  if (confidence >= 80) return text.t('import.confidence.names')
  return text.t(confidence >= 60 ? 'import.confidence.name' : 'import.confidence.general')
}
