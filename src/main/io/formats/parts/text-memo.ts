/**
 * The result of a parser for the text it was given last. A record is judged when it is read and rendered right after, and
 * parsing is most of both: measured, half of the time.
 */
export function rememberLast<T>(parse: (text: string) => T): (text: string) => T {
  let lastText: string | null = null
  let last: T
  return (text) => {
    if (text !== lastText) {
      last = parse(text)
      lastText = text
    }
    return last
  }
}
