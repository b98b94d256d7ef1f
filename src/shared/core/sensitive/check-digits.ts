/**
 * Check digits of identity and account numbers. Each function takes the number without separators, letters in upper
 * case, and answers whether form and check agree. A number that agrees need not have been issued.
 */
import { ibanLengthByCountry } from './iban-lengths.ts'

/** Luhn sum over digit values `[start, start + length)` is a multiple of 10. ISO/IEC 7812-1 annex B. */
export function hasLuhn(digits: ArrayLike<number>, start: number, length: number): boolean {
  let sum = 0
  for (let place = 0; place < length; place += 1) {
    let digit = digits[start + length - 1 - place] as number
    if (place % 2 === 1) {
      digit *= 2
      if (digit > 9) digit -= 9
    }
    sum += digit
  }
  return length > 0 && sum % 10 === 0
}

/** ISO 13616: country and length of the registry, then mod 97-10 (ISO/IEC 7064) over the rotated text equals 1. */
export function isIban(text: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]+$/.test(text)) return false
  if (ibanLengthByCountry[text.slice(0, 2)] !== text.length) return false
  let rest = 0
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36)
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97
  }
  return rest === 1
}

/** United States social security number: no check digit, but areas, groups and serials never assigned. */
export function isUsSsn(text: string): boolean {
  return /^(?!000|666|9)[0-9]{3}(?!00)[0-9]{2}(?!0000)[0-9]{4}$/.test(text) && !/^(.)\1+$/.test(text)
}

/**
 * German tax id: eleven digits, the first not 0, ISO/IEC 7064 mod 11,10; among the first ten exactly one digit stands
 * two or three times (three since 2016) and the others at most once.
 */
export function isDeTaxId(text: string): boolean {
  if (!/^[1-9][0-9]{10}$/.test(text)) return false
  const counts = Array.from({ length: 10 }, (_, digit) => text.slice(0, 10).split(String(digit)).length - 1)
  const repeated = counts.filter((count) => count > 1)
  if (repeated.length !== 1 || (repeated[0] as number) > 3) return false
  let product = 10
  for (let index = 0; index < 10; index += 1) {
    let sum = (Number(text[index]) + product) % 10
    if (sum === 0) sum = 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10 === Number(text[10])
}

/** United Kingdom national insurance number: prefix letters and prefixes not used are left out; no check digit. */
export function isUkNino(text: string): boolean {
  return /^(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$/.test(text)
}

/** French INSEE number (NIR) with its key: 97 minus the first thirteen digits mod 97, 2A as 19 and 2B as 18. */
export function isFrInsee(text: string): boolean {
  const parts = /^([12378])([0-9]{2})(0[1-9]|1[0-2]|[2-4][0-9]|[5-9][0-9])(2A|2B|[0-9]{2})([0-9]{6})([0-9]{2})$/.exec(
    text,
  )
  if (parts === null) return false
  const number = text.slice(0, 13).replace('2A', '19').replace('2B', '18')
  return 97 - Number(BigInt(number) % 97n) === Number(parts[6])
}

/** Spanish DNI (eight digits) or NIE (X, Y or Z and seven): the letter is the number mod 23. */
export function isEsDni(text: string): boolean {
  if (!/^[XYZ0-9][0-9]{7}[A-Z]$/.test(text)) return false
  const number = Number(text.slice(0, 8).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter))))
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23] === text[8]
}

const oddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]

/** Italian codice fiscale, letters in place of digits (omocodia) included. Decree of 23 December 1976. */
export function isItCodiceFiscale(text: string): boolean {
  if (!/^[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]$/.test(text)) return false
  let sum = 0
  for (let index = 0; index < 15; index += 1) {
    const value = Number.parseInt(text[index] as string, 36)
    const place = value > 9 ? value - 10 : value
    // Digits 0 to 9 and letters A to J share their odd values.
    sum += index % 2 === 0 ? (oddValues[place] as number) : place
  }
  return String.fromCharCode(65 + (sum % 26)) === text[15]
}

/** Dutch BSN: weights 9 to 2 and -1, the sum a multiple of 11. Eight digits are read with a leading zero. */
export function isNlBsn(text: string): boolean {
  if (!/^[0-9]{8,9}$/.test(text) || /^0+$/.test(text)) return false
  const padded = text.padStart(9, '0')
  let sum = -Number(padded[8])
  for (let index = 0; index < 8; index += 1) sum += Number(padded[index]) * (9 - index)
  return sum % 11 === 0
}

/** Brazilian CPF: two check digits mod 11; eleven equal digits pass the sums and are not assigned. */
export function isBrCpf(text: string): boolean {
  if (!/^[0-9]{11}$/.test(text) || /^(.)\1+$/.test(text)) return false
  for (const length of [9, 10]) {
    let sum = 0
    for (let index = 0; index < length; index += 1) sum += Number(text[index]) * (length + 1 - index)
    if (((sum * 10) % 11) % 10 !== Number(text[length])) return false
  }
  return true
}
