/**
 * JSON (RFC 8259) for the independent checker: numbers keep their spelling, members their order and their place in the
 * text, and a name that occurs twice occurs twice. Half surrogate pairs in escapes are kept as they are.
 */
const escapes = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

/** Parses one JSON text; a SyntaxError for anything else. Nodes know their place: `text.slice(start, end)`. */
export function parseJson(text) {
  let at = 0
  const refuse = () => {
    throw new SyntaxError(`No JSON at ${at}`)
  }
  const skip = () => {
    while (' \t\n\r'.includes(text[at] ?? '?')) at += 1
  }
  const take = (wanted) => (text.startsWith(wanted, at) ? (at += wanted.length) : refuse())
  const string = () => {
    take('"')
    let value = ''
    for (;;) {
      const one = text[at]
      if (one === undefined || one < ' ') refuse()
      at += 1
      if (one === '"') return value
      if (one !== '\\') value += one
      else if (text[at] === 'u') {
        const digits = text.slice(at + 1, at + 5)
        if (!/^[0-9a-fA-F]{4}$/.test(digits)) refuse()
        value += String.fromCharCode(Number.parseInt(digits, 16))
        at += 5
      } else {
        if (!Object.hasOwn(escapes, text[at] ?? '')) refuse()
        value += escapes[text[at]]
        at += 1
      }
    }
  }
  const list = (open, close, item) => {
    const items = []
    take(open)
    skip()
    if (text[at] === close) take(close)
    else
      for (;;) {
        skip()
        items.push(item())
        skip()
        if (text[at] === close) {
          take(close)
          break
        }
        take(',')
      }
    return items
  }
  const member = () => {
    const start = at
    const name = string()
    skip()
    take(':')
    skip()
    const value = node()
    return { name, value, start, end: value.end }
  }
  const bare = () => {
    const start = at
    if (text[at] === '{') return { kind: 'object', members: list('{', '}', member), start }
    if (text[at] === '[') return { kind: 'array', items: list('[', ']', node), start }
    if (text[at] === '"') return { kind: 'string', value: string(), start }
    for (const word of ['true', 'false', 'null'])
      if (text.startsWith(word, at)) {
        take(word)
        return { kind: word === 'null' ? 'null' : 'boolean', start }
      }
    const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/.exec(text.slice(at, at + 70_000))
    if (number === null) refuse()
    take(number[0])
    return { kind: 'number', start }
  }
  const node = () => {
    const made = bare()
    return { ...made, end: at, raw: text.slice(made.start, at) }
  }
  skip()
  const whole = node()
  skip()
  if (at !== text.length) refuse()
  return whole
}

/** Value of a top-level member: that of its last occurrence (§3). */
export const valueOf = (record, name) => record.members.findLast((member) => member.name === name)?.value
