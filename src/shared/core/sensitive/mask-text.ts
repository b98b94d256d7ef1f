/** What may be shown of a text: last four digits of a card number, nothing of the rest. PCI DSS v4.0.1 3.4.1, 6.4. */
import { utf8FromText } from '../bytes/utf8.ts'
import { isIdentity, keyMeaningOf, type KeyMeaning } from './key-words.ts'
import { judgeValue } from './key-value.ts'
import type { SensitiveHit, SensitiveKind } from './hit.ts'
import type { IinTable } from './iin-table.ts'
import { scanBytes } from './sensitive-scanner.ts'

const bullets = '\u2022\u2022\u2022'
const maxPasses = 3

export interface MaskOptions {
  /** Name of the field that the text is the value of: what tells a password from a word. */
  readonly key?: string
  readonly iinTable?: IinTable
  /** Says of a hit whether it is masked; every hit is without it. */
  readonly masks?: (hit: Pick<SensitiveHit, 'kind' | 'confidence' | 'context'>) => boolean
}

/**
 * `text` with card numbers as four bullets and their last four digits, everything else that is sensitive as three
 * bullets. Numbers that are only `possible` are masked too: a screen may hide too much, not too little. Masking a
 * masked text changes nothing.
 */
export function maskText(text: string, options: MaskOptions = {}): string {
  const { key, iinTable, masks } = options
  if (key !== undefined && key !== '' && text !== '') {
    const name = utf8FromText(key)
    const meaning = keyMeaningOf(name, 0, name.length)
    if (meaning !== undefined) {
      const value = utf8FromText(text)
      const verdict = judgeValue(value, { start: 0, end: value.length, isQuoted: true }, meaning)
      if (
        verdict !== undefined &&
        masks?.({ kind: kindOfMeaning(meaning), confidence: verdict.confidence, context: 'key-name' }) !== false
      )
        return bullets
    }
  }
  let masked = text
  // What stands beside a number changes when its neighbour is masked, so the result is looked at again.
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const next = maskOnce(masked, key, iinTable, masks)
    if (next === masked) return masked
    masked = next
  }
  return masked
}

function kindOfMeaning(meaning: KeyMeaning): SensitiveKind {
  if (isIdentity(meaning)) return 'national-id'
  switch (meaning) {
    case 'card-code':
    case 'client-id-or-card-code':
    case 'pin':
    case 'pin-block':
    case 'track':
      return 'sad'
    default:
      return 'secret'
  }
}

function maskOnce(
  text: string,
  key: string | undefined,
  iinTable: IinTable | undefined,
  masks: MaskOptions['masks'],
): string {
  if (!mayHoldHit(text)) return text
  const options = iinTable === undefined ? {} : { iinTable }
  // The name goes before the value, because wide issuer ranges count only beside a word that speaks of cards.
  const prefix = key === undefined || key === '' ? '' : `${key.replaceAll(/[^A-Za-z0-9_.-]/g, '')}="`
  const offset = prefix.length
  const hits = scanBytes(utf8FromText(prefix + text), options).filter(
    (hit) => hit.byteStart >= offset && masks?.(hit) !== false,
  )
  if (hits.length === 0) return text
  let masked = ''
  let at = 0
  let byte = offset
  for (const range of joined(hits)) {
    const start = indexAtByte(text, at, byte, range.start)
    masked += text.slice(at, start.index) + range.shown
    const stop = indexAtByte(text, start.index, start.byte, range.end)
    at = stop.index
    byte = stop.byte
  }
  return masked + text.slice(at)
}

interface MaskedRange {
  readonly start: number
  readonly end: number
  readonly shown: string
}

/** Hits as ranges that do not overlap. Where a card number is part of something else, its last four go too. */
function joined(hits: readonly SensitiveHit[]): readonly MaskedRange[] {
  const ranges: MaskedRange[] = []
  for (const hit of hits) {
    const end = hit.byteStart + hit.byteLength
    const shown = hit.kind === 'pan' && hit.last4 !== undefined ? `${bullets}\u2022 ${hit.last4}` : bullets
    const last = ranges.at(-1)
    if (last === undefined || hit.byteStart >= last.end) ranges.push({ start: hit.byteStart, end, shown })
    else ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, end), shown: bullets }
  }
  return ranges
}

/** Index in `text` of the UTF-8 byte `target`, counted on from a known pair; inside a character, the one after it. */
function indexAtByte(text: string, from: number, fromByte: number, target: number): { index: number; byte: number } {
  let index = from
  let byte = fromByte
  while (byte < target && index < text.length) {
    const code = text.codePointAt(index) as number
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    index += code > 0xffff ? 2 : 1
  }
  return { index, byte }
}

/** False for nearly all that is shown: fewer than nine digits, no long word, and no sign that follows a name. */
function mayHoldHit(text: string): boolean {
  let digits = 0
  let run = 0
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === 0x3a || code === 0x3d || code === 0x3e) return true
    if ((code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19)) {
      digits += 1
      if (digits >= 9) return true
    }
    run = code > 0x2a && code < 0x7b ? run + 1 : 0
    if (run >= 15) return true
  }
  return false
}
