/**
 * What an erasure would change in one entry, and the record's text after it. Nothing here alters evidence: the plan is a
 * preview, and the text after is a copy from which effects on hashes are predicted.
 */
import type { ErasureRow } from '../../model/analysis.ts'
import { pointerFrom, type EntryView } from '../../model/entry.ts'
import type { Identifiers, TextMatch } from './identifiers.ts'
import { decodeLiteral, escapeText, jsonLeaves, looksLikeJson, type JsonLeaf } from './json-text.ts'
import { pseudonymFrom, type KeyedDigest } from './pseudonym.ts'
import { maximumTextNesting, type SubjectSearch } from './subject-search.ts'

/** `blank`: the identifier becomes the empty text. `pseudonym`: it becomes a keyed pseudonym. */
export type ErasureTransform =
  | { readonly kind: 'blank' }
  | { readonly kind: 'pseudonym'; readonly keyedDigest: KeyedDigest }

/** What is replaced by what, shared by all entries of one preview. */
export interface Replacement {
  readonly kind: ErasureTransform['kind']
  readonly identifiers: Identifiers
  /** Replacement of each identifier, by its index. */
  readonly texts: readonly string[]
}

export interface ErasurePlan {
  readonly row: ErasureRow
  /** Top-level fields of the record that change, each once. */
  readonly fields: readonly string[]
  readonly replacement: Replacement
  /** Paths left as they are. */
  readonly keep: ReadonlySet<string>
}

export interface ErasureOptions {
  /** Paths that a rule of retention keeps; changes there are neither planned nor made. */
  readonly keep?: ReadonlySet<string>
}

const keepNothing: ReadonlySet<string> = new Set()

export function createReplacement(identifiers: Identifiers, transform: ErasureTransform): Replacement {
  const texts = identifiers.texts.map((text) =>
    transform.kind === 'blank' ? '' : pseudonymFrom(text, transform.keyedDigest),
  )
  return { kind: transform.kind, identifiers, texts }
}

/** Changes that erasing the person would make in this entry; undefined when there are none. */
export function planErasure(
  entry: EntryView,
  search: SubjectSearch,
  replacement: Replacement,
  options: ErasureOptions = {},
): ErasurePlan | undefined {
  const keep = options.keep ?? keepNothing
  const match = search.match(entry)
  const affected = match?.occurrences.filter(({ path }) => !keep.has(path)) ?? []
  if (match === undefined || affected.length === 0) return undefined
  return {
    row: {
      pointer: pointerFrom(entry),
      role: match.role,
      changes: affected.map(({ path, kind, text, found }) => ({
        path,
        before: text,
        after: replacedText(text, found, replacement),
        target: kind === 'name' ? 'name' : 'value',
        match: found.match,
      })),
    },
    fields: [...new Set(affected.map(({ field }) => field))],
    replacement,
    keep,
  }
}

/** The record's text after an erasure. */
export interface ErasedText {
  readonly text: string
  /** Replaced stretches, in characters of the text given; all others are unchanged. */
  readonly edits: readonly TextEdit[]
}

export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/**
 * Text of one JSON record after the erasure: only the characters that hold an identifier are replaced, at every depth,
 * JSON held in text included; every other character stays, escapes and white space too. A number that is an identifier
 * becomes a string. Repeated names that a parser would shadow are replaced as well, so there may be more edits than
 * planned changes. Undefined when the text is not a JSON object or array.
 */
export function applyErasureToJson(
  rawText: string,
  plan: Pick<ErasurePlan, 'replacement' | 'keep'>,
): ErasedText | undefined {
  const leaves = jsonLeaves(rawText, '')
  if (leaves === undefined) return undefined
  const edits = leaves.flatMap((leaf) => editsOfLeaf(rawText, leaf, plan, 0))
  return { text: spliced(rawText, edits), edits }
}

type EditRules = Pick<ErasurePlan, 'replacement' | 'keep'>

function editsOfLeaf(text: string, leaf: JsonLeaf, rules: EditRules, nesting: number): TextEdit[] {
  if (leaf.kind === 'number') {
    const found = rules.keep.has(leaf.path)
      ? undefined
      : rules.replacement.identifiers.find(text.slice(leaf.start, leaf.end))
    if (found?.match !== 'whole') return []
    return [
      {
        start: leaf.start,
        end: leaf.end,
        replacement: JSON.stringify(replacementOf(found.ranges[0]?.identifier, rules.replacement)),
      },
    ]
  }
  const decoded = decodeLiteral(text, leaf.start, leaf.end)
  const inner =
    leaf.kind === 'name'
      ? editsOfText(decoded.text, leaf.path, rules)
      : editsOfString(decoded.text, leaf.path, rules, nesting)
  // Offsets go back to the escaped text, replacements are escaped once per level they lie in.
  return inner.map((edit) => ({
    start: decoded.sourceOffset(edit.start),
    end: decoded.sourceOffset(edit.end),
    replacement: escapeText(edit.replacement),
  }))
}

/** A string's own text is followed when it holds JSON, by the same rule as in the search. */
function editsOfString(text: string, path: string, rules: EditRules, nesting: number): TextEdit[] {
  const leaves = nesting < maximumTextNesting && looksLikeJson(text) ? jsonLeaves(text, path) : undefined
  return leaves === undefined
    ? editsOfText(text, path, rules)
    : leaves.flatMap((leaf) => editsOfLeaf(text, leaf, rules, nesting + 1))
}

function editsOfText(text: string, path: string, { replacement, keep }: EditRules): TextEdit[] {
  const found = keep.has(path) ? undefined : replacement.identifiers.find(text)
  return (
    found?.ranges.map(({ start, end, identifier }) => ({
      start,
      end,
      replacement: replacementOf(identifier, replacement),
    })) ?? []
  )
}

function replacedText(text: string, found: TextMatch, replacement: Replacement): string {
  return spliced(
    text,
    found.ranges.map(({ start, end, identifier }) => ({
      start,
      end,
      replacement: replacementOf(identifier, replacement),
    })),
  )
}

function replacementOf(identifier: number | undefined, replacement: Replacement): string {
  const text = identifier === undefined ? undefined : replacement.texts[identifier]
  if (text === undefined) throw new RangeError(`no replacement for identifier ${identifier}`)
  return text
}

/** Requires ascending edits without overlaps. */
function spliced(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let from = 0
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.replacement
    from = edit.end
  }
  return result + text.slice(from)
}
