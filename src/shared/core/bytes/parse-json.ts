/**
 * `JSON.parse` with the names that the text says. V8 13.6 (issues.chromium.org/issues/521080746) looks for a name among
 * those met at its place in earlier objects by its first characters as they are written, as many as the name has, and
 * undoes no escape for that: after `{"a":0,"\\":1}`, the member `"\n"` of `{"a":0,"\n":1}` is named by a backslash.
 * Evidence chooses both objects.
 *
 * Only a member's name can be mistaken. A text that is one string (`"…"`) has none: `JSON.parse(text) as string` stands
 * wherever a single string is read, and lint refuses every other use.
 */

/**
 * Value of a JSON text (RFC 8259), as ECMA-262 `JSON.parse` defines it: numbers are doubles, of equal names the last
 * counts at the place of the first, and `__proto__` is a name like any other. Throws `SyntaxError` for text that is no JSON.
 */
export function parseJson(text: string): unknown {
  // Validates too, so that the reader below meets nothing but JSON.
  const value: unknown = JSON.parse(text)
  // Only a name that is written with an escape can be mistaken, and as many characters as it has reach into that escape:
  // the wrong name holds its backslash. Where no name holds one, all are right; duplicates keep the wrong one too.
  return text.includes('\\') && hasBackslashName(value) ? valueFrom(text, Number) : value
}

/** The same with what `numberFrom` makes of a number's digits, for numbers that a double cannot hold. */
export function parseJsonWith(text: string, numberFrom: (token: string) => unknown): unknown {
  JSON.parse(text)
  return valueFrom(text, numberFrom)
}

/** True when the text is one JSON value. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Hostile: text can nest a million brackets, so what is open is kept in a list and not on the stack. */
function hasBackslashName(value: unknown): boolean {
  const open: unknown[] = [value]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (Array.isArray(next)) {
      for (const item of next as unknown[]) if (typeof item === 'object') open.push(item)
      continue
    }
    const members = next as Record<string, unknown>
    for (const name in members) {
      if (name.includes('\\')) return true
      const member = members[name]
      if (typeof member === 'object') open.push(member)
    }
  }
  return false
}

/** An array or object that is still open; `name` is that of the member whose value comes next. */
interface Open {
  readonly items: unknown[] | null
  readonly members: Record<string, unknown>
  name: string | null
}

/** Reads text that is known to be JSON; its nesting is kept in a list too. */
function valueFrom(text: string, numberFrom: (token: string) => unknown): unknown {
  const outer: Open[] = []
  let open: Open = { items: [], members: {}, name: null }
  const root = open
  const hold = (value: unknown): void => {
    if (open.items !== null) open.items.push(value)
    else if (open.name !== null) setMember(open.members, open.name, value)
    open.name = null
  }
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    if (isSpace(code) || code === 0x2c || code === 0x3a) at += 1
    else if (code === 0x7b || code === 0x5b) {
      const next: Open = { items: code === 0x5b ? [] : null, members: {}, name: null }
      hold(next.items ?? next.members)
      outer.push(open)
      open = next
      at += 1
    } else if (code === 0x7d || code === 0x5d) {
      open = outer.pop() ?? root
      at += 1
    } else if (code === 0x22) {
      const end = stringEnd(text, at)
      const content = stringFrom(text, at, end)
      if (open.items === null && open.name === null) open.name = content
      else hold(content)
      at = end
    } else {
      const end = wordEnd(text, at)
      hold(wordFrom(text.slice(at, end), numberFrom))
      at = end
    }
  }
  return root.items?.[0]
}

/** Hostile: assigning to `__proto__` would change what the object inherits from and make no member. */
function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') members[name] = value
  else Object.defineProperty(members, name, { value, writable: true, enumerable: true, configurable: true })
}

/** Offset after the string that begins at `from`. */
function stringEnd(text: string, from: number): number {
  let at = from + 1
  while (text.charCodeAt(at) !== 0x22) at += text.charCodeAt(at) === 0x5c ? 2 : 1
  return at + 1
}

function stringFrom(text: string, from: number, end: number): string {
  const quoted = text.slice(from, end)
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1)
}

/** Offset after the number, `true`, `false` or `null` that begins at `from`. */
function wordEnd(text: string, from: number): number {
  let at = from + 1
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (isSpace(code) || code === 0x2c || code === 0x5d || code === 0x7d) break
  }
  return at
}

function wordFrom(word: string, numberFrom: (token: string) => unknown): unknown {
  if (word === 'true') return true
  if (word === 'false') return false
  return word === 'null' ? null : numberFrom(word)
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}
