/**
 * Values that a store or an exporter wrote anew: `1.0` became `1`, `1e3` became `1000`, `\u00e9` became `é`, `\/` became
 * `/`. The record's text is rewritten the other way, value by value, and hashed as raw bytes.
 */
import type { Recipe } from '../../model/recipe.ts'
import { JsonScan } from '../bytes/json-scan.ts'
import { memberName } from '../bytes/json-member.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { memberForm } from './residue-recipes.ts'
import type { Explained, ResidueProbe } from './residue-probe.ts'

/** Numbers of one record that are respelled each for itself; further ones only all together. */
const numbersAlone = 6
/** Longest record looked at, in bytes; each is rewritten a few hundred times. */
const longestRecord = 65_536

type NumberWay = (text: string) => string | undefined

const isInteger = /^-?(?:0|[1-9]\d*)$/

/** Other spellings of the same number; undefined when the way changes nothing. */
const numberWays: Readonly<Record<string, NumberWay>> = {
  '.0': (text) => (isInteger.test(text) ? `${text}.0` : undefined),
  '.00': (text) => (isInteger.test(text) ? `${text}.00` : /^-?\d+\.\d$/.test(text) ? `${text}0` : undefined),
  'no-trailing-zeros': (text) => {
    const shorter = /^-?\d+\.\d*?(?=0+$)/.exec(text)?.[0]
    return shorter?.replace(/\.$/, '')
  },
  exponent: (text) => {
    const match = /^(-?[1-9]\d*?)(0{2,})$/.exec(text)
    return match === null ? undefined : `${match[1]}e${(match[2] as string).length}`
  },
  'exponent-plus': (text) => {
    const match = /^(-?[1-9]\d*?)(0{2,})$/.exec(text)
    return match === null ? undefined : `${match[1]}e+${(match[2] as string).length}`
  },
  'exponent-capital': (text) => {
    const match = /^(-?[1-9]\d*?)(0{2,})$/.exec(text)
    return match === null ? undefined : `${match[1]}E${(match[2] as string).length}`
  },
}

type TextWay = (text: string) => string

const escapedAs =
  (write: (code: string) => string): TextWay =>
  (text) =>
    text.replace(
      /[\u0080-\uffff]/g,
      (character) => `\\u${write(character.charCodeAt(0).toString(16).padStart(4, '0'))}`,
    )

/** Other spellings of the characters inside a JSON string, quotes included. */
const textWays: Readonly<Record<string, TextWay>> = {
  'as-it-stands': (text) => text,
  'non-ascii-escaped': escapedAs((code) => code),
  'non-ascii-escaped-capital': escapedAs((code) => code.toUpperCase()),
  unescaped: (text) => JSON.stringify(JSON.parse(text) as string),
  'slash-escaped': (text) => text.replaceAll(/(?<!\\)((?:\\\\)*)\//g, String.raw`$1\/`),
  'slash-plain': (text) => text.replaceAll(/(?<!\\)((?:\\\\)*)\\\//g, '$1/'),
  'non-ascii-and-slash-escaped': (text) =>
    escapedAs((code) => code)(text.replaceAll(/(?<!\\)((?:\\\\)*)\//g, String.raw`$1\/`)),
}

/** One lexeme of a record: the place of the top-level member that it stands in, and whether it may be respelled. */
interface Lexeme {
  readonly kind: 'number' | 'text' | 'other'
  readonly text: string
  readonly member: string
}

/** Lexemes of an object, white space left out; undefined for what the scanner refused. */
function lexemesOf(bytes: Uint8Array, scan: JsonScan): readonly Lexeme[] {
  const lexemes: Lexeme[] = [{ kind: 'other', text: '{', member: '' }]
  for (let member = 0; member < scan.count; member += 1) {
    const name = memberName(bytes, scan, member)
    const key = textFromUtf8(bytes, (scan.keyStart[member] as number) - 1, (scan.keyEnd[member] as number) + 1)
    lexemes.push({ kind: 'other', text: `${member > 0 ? ',' : ''}${key}:`, member: name })
    const value = textFromUtf8(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
    for (const [text] of value.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[[\]{},:]|true|false|null/g)) {
      const kind = text.startsWith('"') ? 'text' : /^-?\d/.test(text) ? 'number' : 'other'
      lexemes.push({ kind, text, member: name })
    }
  }
  lexemes.push({ kind: 'other', text: '}', member: '' })
  return lexemes
}

/** A rewriting that reproduces one of `rows`. The recipe language cannot say it, so `recipe` is the raw-bytes twin of the base. */
export function rewrittenValues(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Rewriting | undefined {
  const members = memberForm(base.canonical)
  if (members === undefined || members.include !== undefined) return undefined
  const check = probe.check({ ...base, canonical: { form: 'raw-minus-fields', exclude: members.exclude } })
  if (check === undefined) return undefined
  const scan = new JsonScan()
  for (const row of rows) {
    if (!probe.load(row) || probe.bytes.length > longestRecord) continue
    const lexemes = lexemesOf(probe.bytes, probe.scan)
    for (const trial of rewritings(lexemes)) {
      if (probe.exhausted) return undefined
      const bytes = utf8FromText(trial.text)
      if (!scan.scan(bytes, 0, bytes.length) || !probe.reproducesBytes(check, bytes, scan)) continue
      return {
        recipe: check.recipe,
        facts: { way: trial.way, before: trial.before, after: trial.after },
        fields: trial.fields,
        reproduces: (other) => rewrittenRow(probe, check, scan, other),
      }
    }
  }
  return undefined
}

export interface Rewriting extends Explained {
  /** True when some rewriting reproduces this row too. */
  reproduces(row: number): boolean
}

function rewrittenRow(
  probe: ResidueProbe,
  check: Parameters<ResidueProbe['reproducesBytes']>[0],
  scan: JsonScan,
  row: number,
): boolean {
  if (!probe.load(row) || probe.bytes.length > longestRecord) return false
  for (const { text } of rewritings(lexemesOf(probe.bytes, probe.scan))) {
    const bytes = utf8FromText(text)
    if (scan.scan(bytes, 0, bytes.length) && probe.reproducesBytes(check, bytes, scan)) return true
  }
  return false
}

interface Trial {
  readonly text: string
  /** Ways used, a changed value before and after, and the fields in which something changed. */
  readonly way: string
  readonly before: string
  readonly after: string
  readonly fields: readonly string[]
}

/** Every way for characters with every way for numbers: all numbers, then each choice of the first few. The text as it stands is left out. */
function* rewritings(lexemes: readonly Lexeme[]): Generator<Trial> {
  const numbers = lexemes.flatMap(({ kind }, index) => (kind === 'number' ? [index] : []))
  const seen = new Set<string>([lexemes.map(({ text }) => text).join('')])
  for (const chosen of choicesOf(numbers)) {
    for (const [numberWay, respell] of [...Object.entries(numberWays), ['none', () => undefined] as const]) {
      if (numberWay === 'none' && chosen !== numbers) continue
      for (const [textWay, rewrite] of Object.entries(textWays)) {
        const trial = rewritten(lexemes, new Set(chosen), respell, rewrite)
        if (seen.has(trial.text)) continue
        seen.add(trial.text)
        yield {
          ...trial,
          way: [numberWay, textWay].filter((way) => way !== 'none' && way !== 'as-it-stands').join(', '),
        }
      }
    }
  }
}

function rewritten(
  lexemes: readonly Lexeme[],
  chosen: ReadonlySet<number>,
  respell: NumberWay,
  rewrite: TextWay,
): Omit<Trial, 'way'> {
  let changed: { before: string; after: string } | undefined
  const fields = new Set<string>()
  let text = ''
  for (const [index, lexeme] of lexemes.entries()) {
    const after =
      lexeme.kind === 'text'
        ? rewrite(lexeme.text)
        : lexeme.kind === 'number' && chosen.has(index)
          ? (respell(lexeme.text) ?? lexeme.text)
          : lexeme.text
    if (after !== lexeme.text) {
      changed ??= { before: lexeme.text, after }
      fields.add(lexeme.member)
    }
    text += after
  }
  return { text, before: changed?.before ?? '', after: changed?.after ?? '', fields: [...fields] }
}

/** All numbers first, then every choice of the first few. */
function* choicesOf(numbers: readonly number[]): Generator<readonly number[]> {
  yield numbers
  const few = numbers.slice(0, numbersAlone)
  for (let mask = 1; mask < 1 << few.length; mask += 1) {
    if (few.length === numbers.length && mask === (1 << few.length) - 1) continue
    yield few.filter((_, at) => (mask & (1 << at)) !== 0)
  }
}
