/**
 * Which first digits and lengths the card brands use. Public ranges, abridged: issuers' sub-ranges move, so the table
 * carries a version that a report prints, and an edited table in the same JSON form can take its place. Not a list of
 * issued cards: a match says that a number could be one.
 */

export interface IinRange {
  readonly brand: string
  /** First and last prefix, both included, digits of equal length (1 to 8). */
  readonly from: string
  readonly to: string
  /** Lengths in digits, 12 to 19. */
  readonly lengths: readonly number[]
  /** The range is so wide that a match counts only next to a word that speaks of cards. */
  readonly needsContext?: boolean
}

export interface IinTable {
  readonly version: string
  /** The first range that matches names the brand. */
  readonly ranges: readonly IinRange[]
}

const upTo19 = [16, 17, 18, 19]

export const defaultIinTable: IinTable = {
  version: '2026-1',
  ranges: [
    { brand: 'visa', from: '4', to: '4', lengths: [13, 16, 19] },
    { brand: 'mastercard', from: '51', to: '55', lengths: [16] },
    { brand: 'mastercard', from: '222100', to: '272099', lengths: [16] },
    { brand: 'amex', from: '34', to: '34', lengths: [15] },
    { brand: 'amex', from: '37', to: '37', lengths: [15] },
    { brand: 'discover', from: '6011', to: '6011', lengths: upTo19 },
    { brand: 'discover', from: '644', to: '649', lengths: upTo19 },
    { brand: 'discover', from: '65', to: '65', lengths: upTo19 },
    { brand: 'jcb', from: '3528', to: '3589', lengths: upTo19 },
    { brand: 'unionpay', from: '62', to: '62', lengths: upTo19 },
    { brand: 'diners', from: '300', to: '305', lengths: [14] },
    { brand: 'diners', from: '3095', to: '3095', lengths: [14] },
    { brand: 'diners', from: '36', to: '36', lengths: [14] },
    { brand: 'diners', from: '38', to: '39', lengths: [14] },
    { brand: 'maestro', from: '50', to: '50', lengths: [12, 13, 14, 15, ...upTo19], needsContext: true },
    { brand: 'maestro', from: '56', to: '69', lengths: [12, 13, 14, 15, ...upTo19], needsContext: true },
  ],
}

export interface Issuer {
  readonly brand: string
  readonly needsContext: boolean
}

/** First range that fits; undefined when none does. `digits` holds values 0 to 9, `[start, start + length)` is read. */
export function issuerOf(
  table: IinTable,
  digits: ArrayLike<number>,
  start: number,
  length: number,
): Issuer | undefined {
  for (const range of table.ranges) {
    if (!range.lengths.includes(length)) continue
    let prefix = 0
    for (let index = 0; index < range.from.length; index += 1) prefix = prefix * 10 + (digits[start + index] as number)
    if (prefix >= Number(range.from) && prefix <= Number(range.to))
      return { brand: range.brand, needsContext: range.needsContext === true }
  }
  return undefined
}

/** Table from edited JSON, already parsed; undefined when its form is not the one of `IinTable`. */
export function parseIinTable(value: unknown): IinTable | undefined {
  if (!isRecord(value) || typeof value['version'] !== 'string' || !isShortName(value['version'])) return undefined
  const ranges = value['ranges']
  if (!Array.isArray(ranges) || ranges.length > 10_000) return undefined
  const good: IinRange[] = []
  for (const range of ranges as readonly unknown[]) {
    const parsed = parseRange(range)
    if (parsed === undefined) return undefined
    good.push(parsed)
  }
  return { version: value['version'], ranges: good }
}

function parseRange(value: unknown): IinRange | undefined {
  if (!isRecord(value)) return undefined
  const { brand, from, to, lengths, needsContext } = value as Partial<Record<keyof IinRange, unknown>>
  if (typeof brand !== 'string' || !isShortName(brand)) return undefined
  if (typeof from !== 'string' || typeof to !== 'string' || from.length !== to.length || from > to) return undefined
  if (!/^[0-9]{1,8}$/.test(from) || !/^[0-9]{1,8}$/.test(to)) return undefined
  if (!Array.isArray(lengths) || lengths.length === 0) return undefined
  const numbers = (lengths as readonly unknown[]).filter(isLength)
  if (numbers.length !== lengths.length) return undefined
  if (needsContext !== undefined && typeof needsContext !== 'boolean') return undefined
  return { brand, from, to, lengths: numbers, ...(needsContext === true ? { needsContext } : {}) }
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 12 && value <= 19
}

/** Hostile: brand and version are printed beside hits, so neither may hold a run of digits of its own. */
function isShortName(text: string): boolean {
  return /^[a-z][a-z -]{0,23}$/.test(text) || /^[0-9]{4}-[0-9]{1,2}$/.test(text)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
