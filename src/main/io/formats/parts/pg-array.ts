/**
 * PostgreSQL array literals as text output prints them (PostgreSQL 15, section 8.15): braces, commas, quotes where
 * needed, NULL, bounds in front when they are not the usual ones. Iterative, so nesting costs no stack.
 */

/** PostgreSQL's own limit (`MAXDIM`). */
const maximumDimensions = 6

/**
 * JSON array text of a literal; `item` prints each element, null for NULL. undefined when the text is no array literal.
 * Bounds are dropped, as to_jsonb drops them.
 */
export function pgArrayItems(text: string, item: (value: string | null) => string): string | undefined {
  const bounds = /^(?:\[-?\d+:-?\d+\])+=/.exec(text)
  let at = bounds?.[0].length ?? 0
  let out = ''
  let depth = 0
  let wantsItem = true
  if (text[at] !== '{') return undefined
  while (at < text.length) {
    const character = text[at] as string
    if (character === '{') {
      if (!wantsItem || depth === maximumDimensions) return undefined
      depth += 1
      out += '['
      at += 1
    } else if (character === '}') {
      if (depth === 0 || (wantsItem && !out.endsWith('['))) return undefined
      depth -= 1
      out += ']'
      at += 1
      wantsItem = false
      if (depth === 0) return at === text.length ? out : undefined
    } else if (character === ',') {
      if (wantsItem) return undefined
      out += ', '
      at += 1
      wantsItem = true
    } else {
      if (!wantsItem) return undefined
      const read = character === '"' ? quotedItem(text, at) : plainItem(text, at)
      if (read === undefined) return undefined
      out += item(read.value)
      at = read.end
      wantsItem = false
    }
  }
  return undefined
}

interface ReadItem {
  readonly value: string | null
  readonly end: number
}

function quotedItem(text: string, from: number): ReadItem | undefined {
  let value = ''
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text[at] as string
    if (character === '"') return { value, end: at + 1 }
    if (character === '\\') at += 1
    value += text[at] ?? ''
  }
  return undefined
}

function plainItem(text: string, from: number): ReadItem {
  let at = from
  while (at < text.length && !'{},'.includes(text[at] as string)) at += 1
  const value = text.slice(from, at)
  return { value: value === 'NULL' ? null : value, end: at }
}
