/**
 * Top-level members by name, as `JSON.parse` finds them: escapes in names undone, the last of equal names. The quick way
 * compares bytes; the slow one is taken only for records whose names need it.
 */
import type { JsonScan } from './json-scan.ts'
import { textFromUtf8, utf8FromText } from './utf8.ts'

export interface MemberName {
  readonly text: string
  /** UTF-8 of `text`. */
  readonly bytes: Uint8Array
}

export function nameFrom(text: string): MemberName {
  return { text, bytes: utf8FromText(text) }
}

/** Index of the last member with this name; -1 when the record has none. */
export function findMember(bytes: Uint8Array, scan: JsonScan, name: MemberName): number {
  if (!scan.duplicateKeys && !scan.escapedNames) return scan.find(name.bytes)
  // Hostile: a second `entry_hash`, or one spelled with escapes, must not be read otherwise than the sealing system did.
  for (let member = scan.count - 1; member >= 0; member -= 1)
    if (memberName(bytes, scan, member) === name.text) return member
  return -1
}

/** Indices of all members with this name, appended to `found`. */
export function collectMembers(bytes: Uint8Array, scan: JsonScan, name: MemberName, found: number[]): void {
  if (!scan.escapedNames) {
    for (let member = scan.find(name.bytes); member >= 0; member = scan.find(name.bytes, member + 1)) found.push(member)
    return
  }
  for (let member = 0; member < scan.count; member += 1)
    if (memberName(bytes, scan, member) === name.text) found.push(member)
}

/** Name of a member, escapes undone. */
export function memberName(bytes: Uint8Array, scan: JsonScan, member: number): string {
  return JSON.parse(
    textFromUtf8(bytes, (scan.keyStart[member] as number) - 1, (scan.keyEnd[member] as number) + 1),
  ) as string
}
