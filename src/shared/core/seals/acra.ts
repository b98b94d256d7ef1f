/**
 * Acra's audit log with the key: a MAC for each line under a key that moves on, each taking in the MAC of the line
 * before (cossacklabs/acra `logging/audit_log.go`, `log_entry_parser.go`, snapshot 47f5b02; README of this folder).
 * Hashing comes in as a parameter.
 */
import type { ReasonCode } from '../../model/verdict.ts'
import { writerOf } from '../chain/json-dialects.ts'
import { hmacHasher } from '../chain/hmac.ts'
import { printTree, treeFromJson, type JsonNode } from '../chain/json-tree.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { bytesToHex, concatBytes, equalBytes, parseHex } from '../bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'

const endMessage = 'End of current audit log chain'
const integrityMark = utf8FromText(' integrity=')
const newSuffix = ' chain=new'
/** Go reads half a surrogate pair as U+FFFD and prints numbers as doubles: all of it is in the style. */
const go = writerOf('go').style
const goNames = writerOf('go').sorted

export type AcraShape = 'text' | 'cef' | 'json'

/** What a line seals, and what it says of itself. */
export interface AcraLine {
  readonly shape: AcraShape
  /** Bytes that the MAC covers; null where they cannot be made. */
  readonly sealed: Uint8Array | null
  /** Null for a line without an integrity value that can be read. */
  readonly integrity: Uint8Array | null
  readonly begins: boolean
  readonly ends: boolean
}

/** Reads one line without its line end. Total: a line in no shape of Acra's is a text line without integrity value. */
export function readAcraLine(bytes: Uint8Array): AcraLine {
  if (bytes[0] === 0x7b) return jsonLine(bytes)
  const shape = bytes[0] === 0x43 && textFromUtf8(bytes, 0, Math.min(4, bytes.length)) === 'CEF:' ? 'cef' : 'text'
  const at = indexOf(bytes, integrityMark, 0)
  const unsealed: AcraLine = { shape, sealed: null, integrity: null, begins: false, ends: false }
  // Acra takes a line with the mark twice for one without it.
  if (at < 0 || indexOf(bytes, integrityMark, at + 1) >= 0) return unsealed
  let rest = textFromUtf8(bytes, at + integrityMark.length)
  if (shape === 'cef') rest = rest.trim()
  const begins = rest.endsWith(newSuffix)
  if (begins) rest = rest.slice(0, -newSuffix.length)
  const integrity = /^[0-9a-fA-F]{64}$/.test(rest) ? (parseHex(rest.toLowerCase()) ?? null) : null
  if (integrity === null) return unsealed
  const sealed = bytes.slice(0, at)
  const text = textFromUtf8(sealed)
  return { shape, sealed, integrity, begins, ends: text.includes('chain=end') && text.includes(endMessage) }
}

/** Members in the order of their names, each between marks, values as Go prints them; not `integrity`, nor `chain` when it begins one. */
function jsonLine(bytes: Uint8Array): AcraLine {
  const unsealed: AcraLine = { shape: 'json', sealed: null, integrity: null, begins: false, ends: false }
  const tree = treeFromJson(textFromUtf8(bytes))
  if (tree.kind !== 'object') return unsealed
  const stringOf = (name: string): string | null => {
    const node = tree.members.get(name)
    return node?.kind === 'string' ? node.value : null
  }
  const text = stringOf('integrity')
  const integrity = text !== null && /^[0-9a-fA-F]{64}$/.test(text) ? (parseHex(text.toLowerCase()) ?? null) : null
  if (integrity === null) return unsealed
  const chain = stringOf('chain')
  const begins = chain === 'new'
  const ends = chain === 'end' && stringOf('msg') === endMessage
  const names = [...tree.members.keys()].filter((name) => name !== 'integrity' && !(begins && name === 'chain'))
  let content = ''
  for (const name of goNames(names) ?? names) {
    const value = printTree(tree.members.get(name) as JsonNode, go)
    if (value === undefined) return { ...unsealed, integrity, begins, ends }
    content += `delimiter${name}delimiter${value}delimiter`
  }
  return { shape: 'json', sealed: utf8FromText(content.toWellFormed()), integrity, begins, ends }
}

function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  const first = wanted[0] as number
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let length = 1
    while (length < wanted.length && bytes[at + length] === wanted[length]) length += 1
    if (length === wanted.length) return at
  }
  return -1
}

export type AcraState =
  | { readonly state: 'verified'; readonly keyIndex: number }
  | {
      readonly state: 'mismatch' | 'not-checked'
      readonly reason: ReasonCode
      readonly expected?: string
      readonly actual?: string
    }

/** Key of the next line, the MAC of the last, and whose key it is. */
interface Running {
  readonly key: Uint8Array
  readonly mac: Uint8Array
  readonly keyIndex: number
}

/** Follows the chains of one log. Lines go in as they stand in the file. */
export class AcraChain {
  readonly #sha256: Hasher
  /** First line's key of each chain, by the keys given: the digest of the key. */
  readonly #firstKeys: readonly Uint8Array[]
  /** Null where nothing can be recomputed. */
  #state: Running | null = null
  /** Why not. */
  #lost: ReasonCode = 'chain-begun-before'
  #open = false
  #any = false
  chains = 0
  chainsEnded = 0
  unsealed = 0
  begunBefore = false
  /** Chains that another one follows, or the end of the file, without their closing message. */
  notEnded = 0
  readonly lines: Record<AcraShape, number> = { text: 0, cef: 0, json: 0 }

  constructor(sha256: Hasher, keys: readonly Uint8Array[]) {
    this.#sha256 = sha256
    this.#firstKeys = keys.map((key) => sha256.hash(key))
  }

  /** True when the line begins a chain although the one before has not ended. */
  add(line: AcraLine): { readonly result: AcraState; readonly breaksOff: boolean } {
    this.lines[line.shape] += 1
    if (line.integrity === null) {
      this.unsealed += 1
      return { result: { state: 'not-checked', reason: 'seal-absent' }, breaksOff: false }
    }
    const breaksOff = line.begins && this.#open
    if (breaksOff) this.notEnded += 1
    if (line.begins) this.chains += 1
    else if (!this.#any) this.begunBefore = true
    this.#any = true
    this.#open = true
    const result = this.#judge(line, line.integrity)
    if (line.ends) {
      this.chainsEnded += 1
      this.#open = false
    }
    return { result, breaksOff }
  }

  /** To be called after the last line; true when its chain was not ended. */
  end(): boolean {
    if (this.#open) this.notEnded += 1
    return this.#open
  }

  #judge({ sealed, begins }: AcraLine, integrity: Uint8Array): AcraState {
    if (this.#firstKeys.length === 0) return { state: 'not-checked', reason: 'key-needed' }
    const running = this.#state
    if (!begins && running === null) return { state: 'not-checked', reason: this.#lost }
    if (sealed === null) return this.#lose({ state: 'not-checked', reason: 'form-lost' })
    let computed: Uint8Array | undefined
    const candidates: readonly Running[] =
      begins || running === null
        ? this.#firstKeys.map((key, keyIndex) => ({ key, mac: new Uint8Array(), keyIndex }))
        : [running]
    for (const { key, mac, keyIndex } of candidates) {
      const own = hmacHasher(this.#sha256, key).hash(concatBytes(sealed, mac))
      const shown = this.#sha256.hash(own)
      computed ??= shown
      if (!equalBytes(shown, integrity)) continue
      this.#state = { key: this.#sha256.hash(key), mac: own, keyIndex }
      return { state: 'verified', keyIndex }
    }
    return this.#lose({
      state: 'mismatch',
      reason: 'content-differs',
      expected: bytesToHex(computed as Uint8Array),
      actual: bytesToHex(integrity),
    })
  }

  /** The MAC of a line that differs is not in the log, only its digest is: nothing after it can be recomputed. */
  #lose(state: AcraState): AcraState {
    this.#state = null
    this.#lost = 'seal-unreachable'
    return state
  }
}
