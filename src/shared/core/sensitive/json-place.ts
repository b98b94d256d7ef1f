/** Which member of a JSON record a byte belongs to: dotted paths for places found in its text. */
import { textFromUtf8 } from '../bytes/utf8.ts'

const longestPath = 200

interface Level {
  readonly isList: boolean
  /** Name of the member being read; null in a list and before the first name. */
  name: string | null
  expectsName: boolean
}

/**
 * Path of each of `places`, which ascend, in the bytes of one JSON value: names joined by dots, `*` for the positions of
 * a list, the empty text for what lies outside every member. A place inside a name has the path of the member that it
 * names. The bytes are read once, to the last place; text that is not JSON gives some path and no error. Paths are cut
 * at 200 characters.
 */
export function pathsAt(bytes: Uint8Array, places: readonly number[]): string[] {
  const paths: string[] = []
  const levels: Level[] = []
  let at = 0
  for (const place of places) {
    while (at <= place && at < bytes.length) {
      const byte = bytes[at] as number
      if (byte === 0x22) {
        const end = stringEnd(bytes, at)
        const level = levels.at(-1)
        const isName = level?.expectsName === true
        if (isName) {
          level.name = textFromUtf8(bytes, at + 1, Math.min(end, at + 1 + longestPath))
          level.expectsName = false
        }
        if (place < end) break
        at = end + 1
        continue
      }
      if (byte === 0x7b || byte === 0x5b) levels.push({ isList: byte === 0x5b, name: null, expectsName: byte === 0x7b })
      else if (byte === 0x7d || byte === 0x5d) levels.pop()
      else if (byte === 0x2c) {
        const level = levels.at(-1)
        if (level !== undefined && !level.isList) level.expectsName = true
      }
      at += 1
    }
    paths.push(pathOf(levels))
  }
  return paths
}

function pathOf(levels: readonly Level[]): string {
  let path = ''
  for (const { isList, name } of levels) {
    const part = isList ? '*' : (name ?? '')
    path = path === '' ? part : part === '' ? path : `${path}.${part}`
    if (path.length >= longestPath) return path.slice(0, longestPath)
  }
  return path
}

/** Place of the closing quote of the string that opens at `start`; the end of the bytes when it is not closed. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1
  return Math.min(at, bytes.length)
}
