/**
 * What stands beside a number that could be a card number. Runs only after issuer range and Luhn have agreed, so it
 * may build text and use expressions; both windows are bounded and end at the line.
 */
import { isDigit, latinText } from './byte-class.ts'

const nearBytes = 48
const keyBytes = 64

/** `strong`: speaks of cards. `weak`: account or number, which many other ids are called too. */
export type PanContext = { readonly by: 'key-name' | 'words-near'; readonly strength: 'strong' | 'weak' }

const cardKey =
  /(?:^|[_.\-[\]])(?:pan|cc|ccn|ccnum|ccnumber|ccno|cards?|cardno|cardnum|cardnumber|creditcard|debitcard|creditcardnumber|primaryaccountnumber|kreditkarte|kartennummer)(?:$|[_.\-[\]])/
const accountKey = /(?:^|[_.\-[\]])(?:account|acct|acctno|accountno|accountnumber)(?:$|[_.\-[\]])|^(?:number|num)$/
const cardWords =
  /(?:^|[^a-z])(?:visa|mastercard|master card|amex|american express|discover|jcb|unionpay|diners|maestro|cards?|card ?(?:no|num|number|holder)|cardholder|credit ?card|debit ?card|cvv2?|cvc2?|expiry|exp[_ ]?(?:month|year|date)|valid thru|pan|kreditkarte|carte bancaire)(?:$|[^a-z])/
const expiryAfter = /^["'\\ |,;:-]{1,4}(?:0[1-9]|1[0-2])[/|-](?:20)?[2-4][0-9](?:[^0-9]|$)/

/** Context of `bytes[start, end)`; undefined when nothing beside it speaks of a card or an account. */
export function panContextOf(bytes: Uint8Array, start: number, end: number, limit: number): PanContext | undefined {
  const key = keyBefore(bytes, start)
  if (key !== '' && cardKey.test(key)) return { by: 'key-name', strength: 'strong' }
  if (cardWords.test(wordsBefore(bytes, start))) return { by: 'words-near', strength: 'strong' }
  const after = wordsAfter(bytes, end, limit)
  if (cardWords.test(after) || expiryAfter.test(after)) return { by: 'words-near', strength: 'strong' }
  return key !== '' && accountKey.test(key) ? { by: 'key-name', strength: 'weak' } : undefined
}

/** Lower-case text before `start` on its line, camelCase parted, at most 48 bytes. */
export function wordsBefore(bytes: Uint8Array, start: number): string {
  let from = Math.max(0, start - nearBytes)
  for (let index = start - 1; index >= from; index -= 1) if (bytes[index] === 0x0a) from = index + 1
  return partedLower(latinText(bytes, from, start)).replaceAll('_', ' ')
}

/** Lower-case text after `end` on its line, at most 48 bytes. */
export function wordsAfter(bytes: Uint8Array, end: number, limit: number): string {
  let to = end
  while (to < limit && to < end + nearBytes && bytes[to] !== 0x0a) to += 1
  return partedLower(latinText(bytes, end, to)).replaceAll('_', ' ')
}

/** Name of the member, parameter or element whose value begins at `start`, lower case; empty when there is none. */
function keyBefore(bytes: Uint8Array, start: number): string {
  let at = start
  const low = Math.max(0, start - keyBytes)
  while (at > low && isQuoteOrSpace(bytes[at - 1] as number)) at -= 1
  const mark = bytes[at - 1]
  if (at <= low || (mark !== 0x3a && mark !== 0x3d && mark !== 0x3e)) return ''
  at -= 1
  while (at > low && isQuoteOrSpace(bytes[at - 1] as number)) at -= 1
  const keyEnd = at
  while (at > low && isKeyByte(bytes[at - 1] as number)) at -= 1
  return partedLower(latinText(bytes, at, keyEnd))
}

function isQuoteOrSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x22 || byte === 0x27 || byte === 0x5c
}

function isKeyByte(byte: number): boolean {
  const letter = byte | 32
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    isDigit(byte) ||
    byte === 0x5f ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x5b ||
    byte === 0x5d
  )
}

function partedLower(text: string): string {
  return text.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}
