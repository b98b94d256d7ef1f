/**
 * Builds the JSON object that shows a text record: members in the order they are added, original texts as strings.
 * Repeated names stay repeated, as in the source; whoever adds them notes `duplicate-keys`.
 */
import { Buffer } from 'node:buffer'

export class TextMembers {
  #text = ''

  /** A member whose value is a text, or null for a value that the source says is not there. */
  text(name: string, value: string | null): this {
    return this.raw(name, value === null ? 'null' : JSON.stringify(value))
  }

  /** A member left out when there is no such text in the record. */
  optional(name: string, value: string | null | undefined): this {
    return value === undefined || value === null ? this : this.text(name, value)
  }

  /** A member whose value is JSON text. */
  raw(name: string, json: string): this {
    this.#text += `${this.#text === '' ? '' : ','}${JSON.stringify(name)}:${json}`
    return this
  }

  object(name: string, members: TextMembers): this {
    return this.raw(name, members.json)
  }

  get json(): string {
    return `{${this.#text}}`
  }

  get bytes(): Buffer {
    return Buffer.from(this.json)
  }
}

/** Name and value of a member, as read from a text. */
export type Pair = readonly [name: string, value: string | null]

export function membersFrom(pairs: readonly Pair[]): TextMembers {
  const members = new TextMembers()
  for (const [name, value] of pairs) members.text(name, value)
  return members
}

/** True when two pairs have one name. */
export function hasRepeatedName(pairs: readonly Pair[]): boolean {
  // Most records have few pairs, for which comparing them all is cheaper than a set.
  if (pairs.length > 24) return new Set(pairs.map(([name]) => name)).size < pairs.length
  for (let index = 1; index < pairs.length; index += 1)
    for (let before = 0; before < index; before += 1)
      if ((pairs[index] as Pair)[0] === (pairs[before] as Pair)[0]) return true
  return false
}
