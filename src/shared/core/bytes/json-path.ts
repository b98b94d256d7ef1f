/**
 * A value inside a record by its path, as a byte range: nothing is parsed into numbers on the way, so `9007199254740993`
 * keeps its digits. A path is `.`-separated and is tried with the longest literal name last: at each level the shortest
 * prefix that names a member is walked into, after the whole rest was tried as one name. Arrays are walked by index
 * (`target.0.id`), and so is a string whose text is a JSON object or array (`AuditData.UserId`).
 */
import { findMember, nameFrom, type MemberName } from './json-member.ts'
import { jsonKinds, JsonScan } from './json-scan.ts'
import { isJson } from './parse-json.ts'
import { textFromUtf8, utf8FromText } from './utf8.ts'

/** Levels that are walked; deeper paths find nothing. */
const maximumLevels = 32

export type JsonKind = (typeof jsonKinds)[keyof typeof jsonKinds]

export class JsonPathFinder {
  /** Where the value stands that `find` found: `bytes[start, end)`, quotes included. */
  bytes: Uint8Array = new Uint8Array(0)
  start = 0
  end = 0
  kind: JsonKind = jsonKinds.null
  readonly #scans: JsonScan[] = []

  /** Finds `path` in the record whose members `scan` holds; false when there is nothing. */
  find(bytes: Uint8Array, scan: JsonScan, path: string): boolean {
    return this.#inObject(bytes, scan, path, 0)
  }

  #inObject(bytes: Uint8Array, scan: JsonScan, path: string, level: number): boolean {
    const whole = findMember(bytes, scan, nameOf(path))
    if (whole >= 0) return this.#hold(bytes, scan, whole)
    for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      const member = findMember(bytes, scan, nameOf(path.slice(0, dot)))
      if (member < 0) continue
      this.#hold(bytes, scan, member)
      return this.#descend(path.slice(dot + 1), level)
    }
    return false
  }

  /** Walks on from the value that is held. */
  #descend(path: string, level: number): boolean {
    if (level >= maximumLevels) return false
    if (this.kind === jsonKinds.string && !this.#unwrap()) return false
    if (this.kind === jsonKinds.object) {
      const scan = (this.#scans[level] ??= new JsonScan())
      return scan.scan(this.bytes, this.start, this.end) && this.#inObject(this.bytes, scan, path, level + 1)
    }
    if (this.kind !== jsonKinds.array) return false
    const dot = path.indexOf('.')
    const index = dot < 0 ? path : path.slice(0, dot)
    if (!/^\d{1,6}$/.test(index) || !this.#element(Number(index))) return false
    return dot < 0 || this.#descend(path.slice(dot + 1), level + 1)
  }

  #hold(bytes: Uint8Array, scan: JsonScan, member: number): true {
    this.bytes = bytes
    this.start = scan.valueStart[member] as number
    this.end = scan.valueEnd[member] as number
    this.kind = scan.kind[member] as JsonKind
    return true
  }

  /** A string that holds an object or array becomes that object or array. */
  #unwrap(): boolean {
    const text = (JSON.parse(textFromUtf8(this.bytes, this.start, this.end)) as string).trim()
    const first = text.charAt(0)
    if ((first !== '{' && first !== '[') || !isJson(text)) return false
    this.bytes = utf8FromText(text)
    this.start = 0
    this.end = this.bytes.length
    this.kind = first === '{' ? jsonKinds.object : jsonKinds.array
    return true
  }

  /** Element of the array that is held; the text is known to be JSON. */
  #element(index: number): boolean {
    const { bytes, end } = this
    let at = this.start + 1
    for (let count = 0; at < end; count += 1) {
      while (isSpaceOrComma(bytes[at])) at += 1
      if (bytes[at] === 0x5d) return false
      const after = valueEnd(bytes, at)
      if (count === index) {
        this.start = at
        this.end = after
        this.kind = kindOf(bytes[at] as number)
        return true
      }
      at = after
    }
    return false
  }
}

function isSpaceOrComma(code: number | undefined): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x2c
}

/** Offset after the JSON value at `at`. */
function valueEnd(bytes: Uint8Array, at: number): number {
  let depth = 0
  let inString = false
  for (let index = at; index < bytes.length; index += 1) {
    const code = bytes[index] as number
    if (inString) {
      if (code === 0x5c) index += 1
      else if (code === 0x22) {
        inString = false
        if (depth === 0) return index + 1
      }
    } else if (code === 0x22) inString = true
    else if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) {
      // The bracket that closes what surrounds a bare number or word ends it.
      if (depth === 0) return index
      depth -= 1
      if (depth === 0) return index + 1
    } else if (depth === 0 && isSpaceOrComma(code)) return index
  }
  return bytes.length
}

function kindOf(code: number): JsonKind {
  switch (code) {
    case 0x22:
      return jsonKinds.string
    case 0x7b:
      return jsonKinds.object
    case 0x5b:
      return jsonKinds.array
    case 0x74:
      return jsonKinds.true
    case 0x66:
      return jsonKinds.false
    case 0x6e:
      return jsonKinds.null
    default:
      return jsonKinds.number
  }
}

const nameByText = new Map<string, MemberName>()

/** A name with its UTF-8; the few names of a profile are asked for with every record. */
function nameOf(text: string): MemberName {
  let name = nameByText.get(text)
  if (name === undefined) {
    name = nameFrom(text)
    if (nameByText.size < 10_000) nameByText.set(text, name)
  }
  return name
}
