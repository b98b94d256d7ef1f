/**
 * Identifiers of one person and where they stand in a text. An identifier matches as the whole text, or inside a longer
 * text when nothing next to it could belong to a longer identifier: `x+maria@shop.example` does not hold
 * `maria@shop.example`, and `user_12` is not in `user_123`. E-mail addresses match in any letter case, and also
 * percent-encoded as in a URL; everything else matches exactly. No aliases, no similarity, no names.
 */

export interface TextRange {
  /** UTF-16 offsets, half-open. */
  readonly start: number
  readonly end: number
  /** Index of the identifier in `texts`. */
  readonly identifier: number
}

export interface TextMatch {
  readonly match: 'whole' | 'inside'
  /** Ascending, without overlaps. */
  readonly ranges: readonly TextRange[]
}

export interface Identifiers {
  /** Trimmed, e-mail addresses in lower case, each once. */
  readonly texts: readonly string[]
  find(text: string): TextMatch | undefined
}

interface Spelling {
  readonly text: string
  readonly identifier: number
  readonly ignoresCase: boolean
  readonly isEncoded: boolean
}

/** Requires at least one identifier; throws `RangeError` for none or an empty one. */
export function compileIdentifiers(subjects: readonly string[]): Identifiers {
  const texts = [...new Set(subjects.map(normalisedIdentifier))]
  if (texts.length === 0 || texts.includes('')) throw new RangeError('an identifier must not be empty')
  const spellings = texts.flatMap((text, identifier): Spelling[] => {
    if (!isEmail(text)) return [{ text, identifier, ignoresCase: false, isEncoded: false }]
    const encoded = foldCase(text.replaceAll('%', '%25').replaceAll('@', '%40').replaceAll('+', '%2B'))
    return [
      { text, identifier, ignoresCase: true, isEncoded: false },
      { text: encoded, identifier, ignoresCase: true, isEncoded: true },
    ]
  })
  const anyFolds = spellings.some((spelling) => spelling.ignoresCase)
  return {
    texts,
    find(text) {
      const folded = anyFolds ? foldCase(text) : text
      const found: TextRange[] = []
      for (const spelling of spellings) {
        const haystack = spelling.ignoresCase ? folded : text
        if (haystack === spelling.text)
          return { match: 'whole', ranges: [{ start: 0, end: text.length, identifier: spelling.identifier }] }
        collectInside(text, haystack, spelling, found)
      }
      if (found.length === 0) return undefined
      return { match: 'inside', ranges: withoutOverlaps(found) }
    },
  }
}

/** Trimmed; an e-mail address in lower case, so that one person does not become two. */
export function normalisedIdentifier(subject: string): string {
  const text = subject.trim()
  return isEmail(text) ? foldCase(text) : text
}

function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

/** Lower case, unit by unit, so that offsets stay those of the text given: some letters grow when lowered. */
function foldCase(text: string): string {
  const lowered = text.toLowerCase()
  if (lowered.length === text.length) return lowered
  let folded = ''
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charAt(index)
    const lower = unit.toLowerCase()
    folded += lower.length === 1 ? lower : unit
  }
  return folded
}

function collectInside(text: string, haystack: string, spelling: Spelling, found: TextRange[]): void {
  const { length } = spelling.text
  for (let start = haystack.indexOf(spelling.text); start >= 0; start = haystack.indexOf(spelling.text, start + 1)) {
    const end = start + length
    if (endsBefore(text, start, spelling.isEncoded) && beginsAfter(text, end, spelling.isEncoded)) {
      found.push({ start, end, identifier: spelling.identifier })
    }
  }
}

/** The characters an identifier may be made of, in any script. */
const identifierCharacter = /[\p{L}\p{M}\p{N}._%+@-]/u

/**
 * True when no identifier reaches from before up to `start`. Dots and hyphens alone, as in `...maria` or `- maria`, are
 * punctuation.
 */
function endsBefore(text: string, start: number, isEncoded: boolean): boolean {
  let at = start - 1
  while (at >= 0 && isPunctuation(text.charCodeAt(at))) at -= 1
  if (at < 0) return true
  if (isEncoded && at === start - 1 && isEncodedSeparator(text.slice(at - 2, at + 1))) return true
  const unit = text.charCodeAt(at)
  const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff
  return !identifierCharacter.test(isLowSurrogate ? text.slice(at - 1, at + 1) : text.charAt(at))
}

/** True when no identifier reaches on from `end`; a full stop at the end of a sentence is none. */
function beginsAfter(text: string, end: number, isEncoded: boolean): boolean {
  let at = end
  while (at < text.length && isPunctuation(text.charCodeAt(at))) at += 1
  if (at >= text.length) return true
  if (isEncoded && isEncodedSeparator(text.slice(at, at + 3))) return true
  return !identifierCharacter.test(String.fromCodePoint(text.codePointAt(at) as number))
}

function isPunctuation(unit: number): boolean {
  return unit === 0x2e || unit === 0x2d
}

/** `%20`, `%22`, `%26`: an escape of a character that no identifier has. */
function isEncodedSeparator(text: string): boolean {
  const match = /^%([0-7][0-9a-f])$/i.exec(text)
  return match !== null && !identifierCharacter.test(String.fromCharCode(Number.parseInt(match[1] ?? '', 16)))
}

/** Leftmost first, the longest of those that begin together. */
function withoutOverlaps(ranges: readonly TextRange[]): TextRange[] {
  const kept: TextRange[] = []
  for (const range of ranges.toSorted((left, right) => left.start - right.start || right.end - left.end)) {
    const last = kept.at(-1)
    if (last === undefined || range.start >= last.end) kept.push(range)
  }
  return kept
}
