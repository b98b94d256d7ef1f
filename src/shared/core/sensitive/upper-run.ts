/** IBAN and Italian codice fiscale outside any key: forms with letters and check digits that chance does not produce. */
import { isAlphanumeric, isDigit, latinText } from './byte-class.ts'
import { isIban, isItCodiceFiscale } from './check-digits.ts'
import type { Emit } from './digit-run.ts'
import { ibanLengthByCountry } from './iban-lengths.ts'

const maxRunBytes = 40

function isUpperOrDigit(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || isDigit(byte))
}

/** Judges the run of capital letters and digits around `at`. Returns the end of the hit, or of the run. */
export function judgeUpperRun(bytes: Uint8Array, at: number, end: number, emit: Emit): number {
  let start = at
  while (start > 0 && start > at - maxRunBytes && isUpperOrDigit(bytes[start - 1])) start -= 1
  let stop = at
  while (stop < end && stop < start + maxRunBytes && isUpperOrDigit(bytes[stop])) stop += 1
  const length = stop - start
  if (length <= 4) return groupedIbanEnd(bytes, start, end, emit) ?? stop
  // The letter of an escape (`\nDE89...`) is lower case and not part of the run, so any letter beside it is.
  if (length < 15 || length > 34 || isLetterBefore(bytes, start) || (stop < end && isAlphanumeric(bytes[stop])))
    return stop
  const text = latinText(bytes, start, stop)
  if (isIban(text)) emitIdentity('iban', start, stop, emit)
  else if (length === 16 && isItCodiceFiscale(text)) emitIdentity('it-codice-fiscale', start, stop, emit)
  return stop
}

function isLetterBefore(bytes: Uint8Array, at: number): boolean {
  return at > 0 && isAlphanumeric(bytes[at - 1]) && bytes[at - 2] !== 0x5c
}

/** IBAN as ISO 13616 prints it: groups of four and a space between. `at` is the start of any of its groups. */
function groupedIbanEnd(bytes: Uint8Array, at: number, end: number, emit: Emit): number | undefined {
  let start = at
  for (let step = 0; step < 9; step += 1) {
    if (isIbanHead(bytes, start)) {
      const stop = groupedEnd(bytes, start, end)
      if (stop > 0) {
        emitIdentity('iban', start, stop, emit)
        return stop
      }
    }
    if (start < 5 || bytes[start - 1] !== 0x20 || !isGroup(bytes, start - 5)) return undefined
    start -= 5
  }
  return undefined
}

function isIbanHead(bytes: Uint8Array, at: number): boolean {
  const isLetters = isUpperOrDigit(bytes[at]) && !isDigit(bytes[at]) && isUpperOrDigit(bytes[at + 1])
  return isLetters && !isDigit(bytes[at + 1]) && isDigit(bytes[at + 2]) && isDigit(bytes[at + 3])
}

function isGroup(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 4; index += 1) if (!isUpperOrDigit(bytes[at + index])) return false
  return true
}

function groupedEnd(bytes: Uint8Array, start: number, end: number): number {
  const length = ibanLengthByCountry[latinText(bytes, start, start + 2)]
  if (length === undefined || isLetterBefore(bytes, start)) return 0
  const stop = start + length + Math.floor((length - 1) / 4)
  if (stop > end || (stop < end && isAlphanumeric(bytes[stop]))) return 0
  let text = ''
  for (let at = start; at < stop; at += 1) {
    const byte = bytes[at]
    if ((at - start) % 5 === 4) {
      if (byte !== 0x20) return 0
    } else if (isUpperOrDigit(byte)) text += String.fromCharCode(byte as number)
    else return 0
  }
  return isIban(text) ? stop : 0
}

function emitIdentity(rule: 'iban' | 'it-codice-fiscale', start: number, stop: number, emit: Emit): void {
  emit({
    kind: 'national-id',
    rule,
    byteStart: start,
    byteLength: stop - start,
    confidence: 'likely',
    context: 'check-digits',
    encoding: 'plain',
  })
}
