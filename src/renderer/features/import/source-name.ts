/** Name of a source to be on the wizard's screens. */
import type { Text } from '../../../shared/text/create-text.ts'
import type { WizardSource } from './import-store.ts'

export function sourceName(text: Text, { name, more }: WizardSource): string {
  return more.length === 0 ? name : text.t('import.set', { name, count: more.length })
}
