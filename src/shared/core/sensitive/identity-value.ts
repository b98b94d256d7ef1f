/** Which identity number a value under an identity name is, by form and check digits. */
import {
  isBrCpf,
  isDeTaxId,
  isEsDni,
  isFrInsee,
  isIban,
  isItCodiceFiscale,
  isNlBsn,
  isUkNino,
  isUsSsn,
} from './check-digits.ts'
import type { SensitiveRule } from './hit.ts'
import type { IdentityMeaning } from './key-words.ts'

/** Most particular form first: nine digits may be a social security number and a BSN. */
const forms: readonly (readonly [SensitiveRule, (text: string) => boolean])[] = [
  ['iban', isIban],
  ['it-codice-fiscale', isItCodiceFiscale],
  ['fr-insee', isFrInsee],
  ['es-dni', isEsDni],
  ['uk-nino', isUkNino],
  ['br-cpf', isBrCpf],
  ['de-tax-id', isDeTaxId],
  ['nl-bsn', isNlBsn],
  ['us-ssn', isUsSsn],
]

/** Rule that `value` meets once spaces, dots, dashes and slashes are left out; undefined when it meets none. */
export function identityRuleOf(value: string, meaning: IdentityMeaning): SensitiveRule | undefined {
  if (!/^[A-Za-z0-9 .\-/]{8,48}$/.test(value)) return undefined
  const compact = value.replaceAll(/[ .\-/]/g, '').toUpperCase()
  return forms.find(([rule, isForm]) => (meaning === 'identity' || meaning === rule) && isForm(compact))?.[0]
}
