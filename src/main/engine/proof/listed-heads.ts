/**
 * Heads that a list names, looked for among the hashes of a source. A row that names its stream under a column which the
 * records have too (`tenant_id` in the list, `tenantId` in the records) is about that stream's entries only: equal hashes
 * in two tenants' chains are two facts. Rows about streams that the source does not hold are told apart from missing ones.
 */
import type { Commitment } from '../../../shared/model/proof.ts'
import type { RecordView } from '../query/record-view.ts'

/** An entry that has the hash of a head. */
export interface FoundHead {
  readonly entryId: number
  readonly line: number
  /** 0-based place among the records. */
  readonly index: number
  /** False where list and entry both number it, and differently. */
  readonly samePlace: boolean
}

/** Columns that name a stream; any other, such as `source` or `log`, may mean something else in a record. */
const streamWords = ['stream', 'chainid', 'tenant', 'org', 'organization', 'organisation']
/** Records in which the column is looked for: sparse ones may leave it out. */
const searchedRecords = 10_000

export class ListedHeads {
  readonly #itemsByHex: ReadonlyMap<string, readonly Commitment[]>
  readonly #found = new Map<Commitment, FoundHead>()
  /** By the word of the list's column: the record field that has it, null until one is met. */
  readonly #fieldByWord: Map<string, string | null>
  readonly #wantedStreams = new Set<string>()
  readonly #seenStreams = new Set<string>()
  #records = 0

  constructor(items: readonly Commitment[]) {
    this.#itemsByHex = Map.groupBy(items, ({ hex }) => hex)
    const streamed = items.flatMap((item) => {
      const word = wordOf(item)
      return word === null ? [] : [{ word, stream: item.stream }]
    })
    this.#fieldByWord = new Map(streamed.map(({ word }) => [word, null]))
    for (const { word, stream } of streamed) this.#wantedStreams.add(`${word} ${stream}`)
  }

  /** Takes up one entry; `hex` is its stored hash, lower-case, null where it has none. */
  visit(entry: RecordView, hex: string | null): void {
    this.#records += 1
    for (const [word, field] of this.#fieldByWord) {
      const known = field ?? this.#searchedField(entry, word)
      const value = known === null ? null : textOf(entry, known)
      const key = `${word} ${value}`
      if (value !== null && this.#wantedStreams.has(key)) this.#seenStreams.add(key)
    }
    for (const item of hex === null ? [] : (this.#itemsByHex.get(hex) ?? [])) this.#match(item, entry)
  }

  found(item: Commitment): FoundHead | null {
    return this.#found.get(item) ?? null
  }

  /** True when the records name streams, and none is the one of the row. */
  isElsewhere(item: Commitment): boolean {
    const word = wordOf(item)
    const field = word === null ? null : (this.#fieldByWord.get(word) ?? null)
    if (field === null || this.#found.has(item)) return false
    return !this.#seenStreams.has(`${word} ${item.stream}`)
  }

  #match(item: Commitment, entry: RecordView): void {
    const word = wordOf(item)
    const field = word === null ? null : (this.#fieldByWord.get(word) ?? null)
    const stream = field === null ? null : textOf(entry, field)
    if (stream !== null && stream !== item.stream) return
    const samePlace = item.sequence === undefined || entry.sequence === null || entry.sequence === item.sequence
    // Of several entries with one hash the one at the listed place is meant.
    if (samePlace || !this.#found.has(item))
      this.#found.set(item, { entryId: entry.entryId, line: entry.line, index: entry.index, samePlace })
  }

  #searchedField(entry: RecordView, word: string): string | null {
    if (this.#records > searchedRecords) return null
    const field = entry.names().find((name) => streamWord(name) === word) ?? null
    this.#fieldByWord.set(word, field)
    return field
  }
}

function wordOf({ role, stream, streamName }: Commitment): string | null {
  if (role !== 'head' || stream === undefined || streamName === undefined) return null
  const word = streamWord(streamName)
  return streamWords.includes(word) ? word : null
}

/** `tenant_id`, `tenantId` and `Tenant` are one word; what is left of `chain_id` would be any chain. */
function streamWord(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return plain === 'chainid' ? plain : plain.replace(/id$/, '')
}

function textOf(entry: RecordView, field: string): string | null {
  const { state, text } = entry.raw(field)
  return state === 'present' ? text : null
}
