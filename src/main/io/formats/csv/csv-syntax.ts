/**
 * What a CSV file's bytes mean, decided once from its beginning. RFC 4180 in UTF-8 is `plainSyntax`; everything else here
 * is a dialect that programs write: other delimiters, Excel's UTF-16 and Windows-1252, carriage returns as line ends (old
 * Macintosh programs), backslash escapes (MySQL's `INTO OUTFILE`, PHP's `fputcsv`).
 */
export type CsvEncoding = 'utf-8' | 'windows-1252' | 'utf-16le' | 'utf-16be'

export type CsvEscape = 'doubled' | 'backslash' | 'php'

export interface CsvSyntax {
  /** One ASCII character. */
  readonly delimiter: string
  readonly terminator: 'lf' | 'cr'
  /** How a quote stands inside quotes: `doubled` as in RFC 4180; the others are told apart in `csv-escape.ts`. */
  readonly escape: CsvEscape
  readonly encoding: CsvEncoding
}

export const plainSyntax: CsvSyntax = { delimiter: ',', terminator: 'lf', escape: 'doubled', encoding: 'utf-8' }

/** Bytes of one character of ASCII. */
export function characterBytes(encoding: CsvEncoding): 1 | 2 {
  return encoding === 'utf-16le' || encoding === 'utf-16be' ? 2 : 1
}

/** As a person reads it in evidence and notes. */
export function delimiterName(delimiter: string): string {
  switch (delimiter) {
    case '\t':
      return 'tab'
    case '\u0001':
      return 'U+0001'
    case '\u001f':
      return 'U+001F'
    default:
      return delimiter
  }
}
