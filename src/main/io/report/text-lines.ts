/**
 * Text of evidence made fit for a page: characters the fonts cannot show or that change how others are read become
 * visible escapes, and lines are broken at blanks, after separators, and long digests in groups of eight digits.
 */
import type { Font } from 'fontkit'

/** Width of a text in points, in the face and size it will be drawn with. */
export type Measure = (text: string) => number

// Hostile: bidirectional controls let a value show in another order than it has; zero-width ones hide a difference.
const invisible = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]$/u

const shownByText = new Map<string, string>()

/** The text with every character that a reader could not see as itself written as `\u{hex}`. LF stays, tab becomes a blank. */
export function visibleText(text: string, font: Font): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  let shown = ''
  for (const character of text) {
    if (character === '\n') shown += character
    else if (character === '\t' || character === '\u00a0') shown += ' '
    else shown += visibleCharacter(character, font)
  }
  return shown
}

function visibleCharacter(character: string, font: Font): string {
  const key = `${font.postscriptName} ${character}`
  const known = shownByText.get(key)
  if (known !== undefined) return known
  const code = character.codePointAt(0) ?? 0
  const shown = !invisible.test(character) && font.hasGlyphForCodePoint(code) ? character : `\\u{${code.toString(16)}}`
  shownByText.set(key, shown)
  return shown
}

/** Lines no wider than `width` points. Never empty: an empty text is one empty line. */
export function breakLines(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) breakParagraph(paragraph, width, measure, lines)
  return lines
}

function breakParagraph(paragraph: string, width: number, measure: Measure, lines: string[]): void {
  if (measure(paragraph) <= width) {
    lines.push(paragraph)
    return
  }
  let line = ''
  for (const word of paragraph.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (measure(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = measure(word) <= width ? [word] : breakWord(word, width, measure)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  lines.push(line)
}

/** Pieces of a word that is wider than a line. */
function breakWord(word: string, width: number, measure: Measure): string[] {
  const pieces: string[] = []
  let rest = word
  while (rest !== '') {
    const fits = charactersThatFit(rest, width, measure)
    const cut = fits >= rest.length ? rest.length : goodBreak(rest, fits)
    pieces.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  return pieces
}

function charactersThatFit(text: string, width: number, measure: Measure): number {
  let low = 1
  let high = text.length
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (measure(text.slice(0, middle)) <= width) low = middle
    else high = middle - 1
  }
  // A pair of surrogates stays together.
  const last = text.charCodeAt(low - 1)
  return last >= 0xd800 && last <= 0xdbff && low > 1 ? low - 1 : low
}

function goodBreak(text: string, fits: number): number {
  const digest = /^(0x)?[0-9a-fA-F]{16,}$/.exec(text)
  if (digest !== null) {
    const prefix = digest[1] === undefined ? 0 : 2
    const groups = Math.floor((fits - prefix) / 8)
    const lines = Math.ceil((text.length - prefix) / 8 / groups)
    // Equal lines, so that 64 digits in a narrow column are two times 32 and not 56 and 8.
    if (groups > 0) return prefix + Math.min(groups, Math.ceil((text.length - prefix) / 8 / lines)) * 8
  }
  for (let at = fits; at > fits / 2; at -= 1) if ('/-_.,:;&?='.includes(text.charAt(at - 1))) return at
  return fits
}
