/** Numbers as people read them: digits in groups of three with commas, never rounded, never with an exponent. */

/** Grouped text of an integer or decimal number; `10000000` is `10,000,000`. Non-finite numbers stay as they are. */
export function groupedNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const text = String(value)
  return text.includes('e') ? text : groupedDecimal(text)
}

/** Grouped text of decimal text of any length, such as a sequence beyond 2^53. Other text is returned unchanged. */
export function groupedDecimal(text: string): string {
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (parts === null) return text
  const [, sign = '', whole = '', fraction = ''] = parts
  return sign + whole.replaceAll(/\B(?=(\d{3})+$)/g, ',') + fraction
}
