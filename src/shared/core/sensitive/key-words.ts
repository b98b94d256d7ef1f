/**
 * Names under which logs keep what they should not: verification codes, secrets and identity numbers. A name is matched
 * by its last word or words, letter case, `_`, `-` and `.` disregarded: `userPassword`, `db.password`, `PASSWORD`.
 */
import { isAlphanumeric } from './byte-class.ts'
import type { SensitiveRule } from './hit.ts'

/** Identity numbers by the name they report under; `identity` is a name that may mean any of them. */
export type IdentityMeaning =
  | 'identity'
  | 'us-ssn'
  | 'uk-nino'
  | 'de-tax-id'
  | 'fr-insee'
  | 'es-dni'
  | 'it-codice-fiscale'
  | 'nl-bsn'
  | 'br-cpf'
  | 'iban'

/** What a name promises. Values of identity names are judged by form and check digits. */
export type KeyMeaning =
  | IdentityMeaning
  | 'card-code'
  | 'client-id-or-card-code'
  | 'pin'
  | 'pin-block'
  | 'track'
  | 'password'
  | 'secret'
  | 'token'
  | 'authorization'

interface KeyWord {
  readonly word: string
  readonly meaning: KeyMeaning
  /** The word may end a longer one (`userpassword`); otherwise a new word has to begin where it begins. */
  readonly isSuffix: boolean
}

function words(meaning: KeyMeaning, isSuffix: boolean, list: string): readonly KeyWord[] {
  return list.split(' ').map((word) => ({ word, meaning, isSuffix }))
}

const keyWords: readonly KeyWord[] = [
  ...words('card-code', true, 'cvv cvv2 cvc2 cvn2 cav2 cvvcode cvccode cvvnumber cvcnumber cardsecuritycode'),
  ...words('card-code', true, 'cardverificationvalue cardverificationcode cardverificationnumber'),
  ...words('card-code', false, 'cvc cvn csc cav securitycode'),
  ...words('client-id-or-card-code', false, 'cid'),
  ...words('pin', false, 'pin pinnumber cardpin'),
  ...words('pin-block', true, 'pinblock encryptedpin'),
  ...words('track', true, 'track1data track2data magstripe magstripedata magneticstripe track2equivalentdata'),
  ...words('track', false, 'track1 track2 track3 trackdata'),
  ...words('password', true, 'password passwd passphrase passwort kennwort motdepasse contrasena'),
  ...words('password', false, 'pwd pass passcode'),
  ...words('secret', true, 'secretkey clientsecret apisecret secretaccesskey privatekey encryptionkey'),
  ...words('secret', true, 'apikey accesskey authkey signingkey'),
  ...words('secret', false, 'secret'),
  ...words('token', true, 'accesstoken refreshtoken idtoken authtoken sessiontoken bearertoken apitoken securitytoken'),
  ...words('token', false, 'token'),
  ...words('authorization', true, 'authorization'),
  ...words('us-ssn', false, 'ssn socialsecurity socialsecuritynumber'),
  ...words('uk-nino', false, 'nino nationalinsurance nationalinsurancenumber ninumber'),
  ...words('de-tax-id', false, 'steuerid steueridnr idnr steueridentifikationsnummer'),
  ...words('fr-insee', false, 'insee nir'),
  ...words('es-dni', false, 'dni nie nif'),
  ...words('it-codice-fiscale', false, 'codicefiscale fiscalcode'),
  ...words('nl-bsn', false, 'bsn burgerservicenummer'),
  ...words('br-cpf', false, 'cpf'),
  ...words('iban', true, 'iban'),
  ...words('identity', false, 'taxid taxnumber tin nationalid nationalidnumber personalid idnumber'),
]

const identityMeanings: ReadonlySet<KeyMeaning> = new Set<IdentityMeaning>([
  'identity',
  'us-ssn',
  'uk-nino',
  'de-tax-id',
  'fr-insee',
  'es-dni',
  'it-codice-fiscale',
  'nl-bsn',
  'br-cpf',
  'iban',
])

export function isIdentity(meaning: KeyMeaning): meaning is IdentityMeaning {
  return identityMeanings.has(meaning)
}

/** Tokens that page through a list or make a request repeatable: they open nothing. */
const harmlessTokens =
  /(?:next|page|continuation|sync|start|pagination|cancellation|idempotency|client|clientrequest|resume)token$/

/** Words by their last three letters; no word ends like the first list. */
const wordLists: KeyWord[][] = [[]]
/** Which list an ending of three letters has, by its hash; 0, as for most names, when it has none. */
export const endingFilter: Uint8Array = new Uint8Array(32_768)
for (const entry of keyWords) {
  const { word } = entry
  const count = word.length
  const ending = endingHash(word.charCodeAt(count - 3), word.charCodeAt(count - 2), word.charCodeAt(count - 1))
  if (endingFilter[ending] === 0) endingFilter[ending] = wordLists.push([]) - 1
  wordsEndingIn(ending).push(entry)
}

/**
 * For each list a bit for every letter, by its low five bits, that stands `distance` letters from the end of one of its
 * words; all bits when one is no longer than that, and always that of a zero byte: what stands there may not be known.
 */
export function lettersFromEnd(distance: 4 | 5): Uint32Array {
  const bitOf = (word: string): number =>
    word.length < distance ? ~0 : 1 << (word.charCodeAt(word.length - distance) & 31)
  return Uint32Array.from(wordLists, (list) => list.reduce((bits, { word }) => bits | bitOf(word), 1))
}

function wordsEndingIn(ending: number): KeyWord[] {
  return wordLists[endingFilter[ending] as number] as KeyWord[]
}

/** Place of three bytes in the filter: five bits each, in which capitals and small letters are the same. */
export function endingHash(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31)
}

const maxKeyBytes = 64

/** Start of the name that ends before `end`: letters, digits, `_`, `-` and `.`, at most 64 bytes. */
export function keyStartBefore(bytes: Uint8Array, end: number): number {
  let at = end
  const low = Math.max(0, end - maxKeyBytes)
  while (at > low) {
    const byte = bytes[at - 1] as number
    if (!isAlphanumeric(byte) && byte !== 0x5f && byte !== 0x2d && byte !== 0x2e) break
    at -= 1
  }
  return at
}

/** End of the name before the sign at `at`, past spaces, a closing bracket, the `=` of `=>`, and quotes. */
export function nameEndBefore(bytes: Uint8Array, at: number): number {
  let end = at
  if (bytes[at] === 0x3e && bytes[end - 1] === 0x3d) end -= 1
  while (end > 0 && end > at - 6 && bytes[end - 1] === 0x20) end -= 1
  if (end > 0 && bytes[end - 1] === 0x5d) end -= 1
  while (end > 0 && end > at - 8 && (bytes[end - 1] === 0x22 || bytes[end - 1] === 0x27)) end -= 1
  return end
}

/** False when no listed word ends at `end`, whatever comes before it: told without looking for the name's start. */
export function mayMean(bytes: Uint8Array, end: number): boolean {
  if (end < 3) return false
  const low = Math.max(0, end - maxKeyBytes)
  const ending = endingHash(bytes[end - 3] as number, bytes[end - 2] as number, bytes[end - 1] as number)
  for (const { word } of wordsEndingIn(ending)) if (wordStartBefore(bytes, low, end, word) >= 0) return true
  return false
}

/** What the name in `bytes[start, end)` promises; undefined when it is none of the listed. */
export function keyMeaningOf(bytes: Uint8Array, start: number, end: number): KeyMeaning | undefined {
  if (end - start < 3) return undefined
  const ending = endingHash(bytes[end - 3] as number, bytes[end - 2] as number, bytes[end - 1] as number)
  for (const { word, meaning, isSuffix } of wordsEndingIn(ending)) {
    const wordStart = wordStartBefore(bytes, start, end, word)
    if (wordStart < 0 || (!isSuffix && !beginsWord(bytes, start, wordStart))) continue
    if (meaning === 'token' && harmlessTokens.test(plainText(bytes, start, end))) return undefined
    return meaning
  }
  return undefined
}

/** Where `word` starts when the name ends with it, letter case and signs disregarded; -1 when it does not. */
function wordStartBefore(bytes: Uint8Array, start: number, end: number, word: string): number {
  let at = end
  for (let index = word.length - 1; index >= 0; index -= 1) {
    at -= 1
    while (at >= start && !isAlphanumeric(bytes[at])) at -= 1
    if (at < start || ((bytes[at] as number) | 32) !== word.charCodeAt(index)) return -1
  }
  return at
}

/** True at the start of the name, after a sign, and at a capital after anything but a capital. */
function beginsWord(bytes: Uint8Array, start: number, at: number): boolean {
  if (at === start || !isAlphanumeric(bytes[at - 1])) return true
  return isCapital(bytes[at] as number) && !isCapital(bytes[at - 1] as number)
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a
}

function plainText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += 1)
    if (isAlphanumeric(bytes[at])) text += String.fromCharCode((bytes[at] as number) | 32)
  return text
}

/** Rule that a meaning reports under; identity values bring their own. */
export function ruleOfMeaning(meaning: Exclude<KeyMeaning, IdentityMeaning>): SensitiveRule {
  switch (meaning) {
    case 'card-code':
    case 'client-id-or-card-code':
      return 'card-code'
    case 'pin':
    case 'pin-block':
      return 'pin'
    case 'track':
      return 'track'
    case 'password':
      return 'password'
    case 'secret':
      return 'secret'
    case 'token':
    case 'authorization':
      return 'token'
    default:
      return meaning satisfies never
  }
}
