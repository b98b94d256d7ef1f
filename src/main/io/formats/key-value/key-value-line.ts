/**
 * A line of `key=value` pairs separated by spaces (logfmt, and what many programs write like it). A value is a run without
 * spaces, or stands in double quotes with escapes as JSON has them, or in single quotes with none (Linux audit). A word
 * without equals sign is a key without value.
 */
import type { Pair } from '../parts/text-members.ts'

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  '\\': '\\',
  '/': '/',
}

/** A key without value must look like a name: else any sentence would be a record. */
const bareKey = /^[A-Za-z_@][\w.@/:-]{0,127}$/

/** The pairs of a line in their order, unescaped; or what is wrong with it. */
export function parseKeyValue(text: string): readonly Pair[] | string {
  const pairs: Pair[] = []
  let valued = 0
  for (let at = 0; at < text.length;) {
    if (text[at] === ' ' || text[at] === '\t') {
      at += 1
      continue
    }
    const from = at
    while (at < text.length && text[at] !== ' ' && text[at] !== '\t' && text[at] !== '=' && text[at] !== '"') at += 1
    const key = text.slice(from, at)
    if (text[at] === '"') return `a quote where a key is expected, at character ${at}`
    if (text[at] !== '=') {
      if (!bareKey.test(key)) return `a word that is no key, at character ${from}`
      pairs.push([key, null])
      continue
    }
    if (key === '') return `an equals sign without key, at character ${at}`
    const value = valueFrom(text, at + 1)
    if (typeof value === 'string') return value
    pairs.push([key, value.text])
    valued += 1
    at = value.end
  }
  if (valued === 0) return 'no key=value'
  return pairs
}

interface Value {
  readonly text: string
  readonly end: number
}

function valueFrom(text: string, from: number): Value | string {
  const first = text[from]
  if (first === '"') return quoted(text, from)
  if (first === "'") {
    const end = text.indexOf("'", from + 1)
    if (end > 0 && isBorder(text, end + 1)) return { text: text.slice(from + 1, end), end: end + 1 }
  }
  let end = from
  while (end < text.length && text[end] !== ' ' && text[end] !== '\t') end += 1
  return { text: text.slice(from, end), end }
}

function quoted(text: string, from: number): Value | string {
  let end = from + 1
  let escaped = false
  for (; end < text.length && text[end] !== '"'; end += 1) {
    if (text[end] !== '\\') continue
    escaped = true
    end += 1
  }
  if (end >= text.length) return `a quote opened at character ${from} is never closed`
  if (!isBorder(text, end + 1)) return `text directly after a closing quote, at character ${end + 1}`
  const inside = text.slice(from + 1, end)
  return { text: escaped ? unescape(inside) : inside, end: end + 1 }
}

function isBorder(text: string, at: number): boolean {
  return at >= text.length || text[at] === ' ' || text[at] === '\t'
}

/** An escape that is not known stays as it stands. */
function unescape(text: string): string {
  const whole = text.replaceAll(
    /\\(?:u([0-9A-Fa-f]{4})|([nrtbf"\\/]))/g,
    (_, code: string | undefined, letter: string | undefined) =>
      code === undefined ? (escapes[letter as string] as string) : String.fromCharCode(Number.parseInt(code, 16)),
  )
  return whole.toWellFormed()
}
