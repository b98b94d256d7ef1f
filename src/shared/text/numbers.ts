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

const singular = {
  blocks: 'block',
  bytes: 'byte',
  changes: 'change',
  digests: 'digest',
  entries: 'entry',
  events: 'event',
  fields: 'field',
  files: 'file',
  leaves: 'leaf',
  lines: 'line',
  records: 'record',
  resources: 'resource',
  rows: 'row',
  updates: 'update',
  values: 'value',
} as const

/** A number with its noun, for lines that are no sentences: `1 entry`, `10,000 entries`. Sentences have plural forms in the catalogue. */
export function counted(value: number, noun: keyof typeof singular): string {
  return `${groupedNumber(value)} ${value === 1 ? singular[noun] : noun}`
}
