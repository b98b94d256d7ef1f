/**
 * What search replies say about their own completeness. Replies one after the other that state the same total are pages
 * of one search (scroll, point in time with `search_after`).
 */
import type { NoteText } from '../format.ts'
import type { EnvelopePath, EnvelopeSpec } from '../parts/json-envelope.ts'

/** `hits` stands at the root, or inside what the asynchronous search and Kibana's inspector put round it. */
const outer: readonly (readonly string[])[] = [[], ['response'], ['rawResponse']]

/** Hits that a search gives at most unless the index says otherwise (`index.max_result_window`). */
const window = 10_000

export const replyNotes: Readonly<Record<string, NoteText>> = {
  'es-capped': { text: 'More documents match than are here, or exactly as many as a search gives.', incomplete: true },
  'es-failed-shards': { text: 'Shards failed: their documents are not here.', incomplete: true },
  'es-skipped-clusters': { text: 'Remote clusters were left out of the search.', incomplete: true },
  'es-timed-out': { text: 'The search ran out of time and gave what it had.', incomplete: true },
  'es-terminated-early': { text: 'The search was told to stop before its end.', incomplete: true },
  'es-partial': { text: 'The asynchronous search was still running or gave partial results.', incomplete: true },
  'es-scroll-open': { text: 'The last page has hits and may not be the last one.', incomplete: true },
}

interface Pages {
  readonly total: string | undefined
  readonly relation: string | undefined
  hits: number
}

export class SearchReplies {
  readonly spec: EnvelopeSpec
  readonly #note: (code: string, detail: string) => void
  readonly #said = new Map<string, string>()
  #pages: Pages | null = null
  #lastHits = 0
  #lastOpen = false

  constructor(note: (code: string, detail: string) => void) {
    this.#note = note
    this.spec = {
      records: outer.map((names) => [...names, 'hits', 'hits', '*']),
      onStart: () => this.#said.clear(),
      onMember: (path, json) => this.#member(path, json),
      onEnd: (_complete, hits) => this.#replyEnds(hits),
      onSourceEnd: () => this.#sourceEnds(),
    }
  }

  #member(path: EnvelopePath, json: string): void {
    const wrapped = path[0] === 'response' || path[0] === 'rawResponse'
    if (path.length - (wrapped ? 1 : 0) > 3) return
    this.#said.set((wrapped ? path.slice(1) : path).join('.'), json)
  }

  #replyEnds(hits: number): void {
    const said = this.#said
    const failed = said.get('_shards.failed') ?? '0'
    if (failed !== '0') this.#note('es-failed-shards', `${failed} of ${said.get('_shards.total') ?? '?'}`)
    const skipped = said.get('_clusters.skipped') ?? '0'
    if (skipped !== '0') this.#note('es-skipped-clusters', `${skipped} of ${said.get('_clusters.total') ?? '?'}`)
    if (said.get('timed_out') === 'true') this.#note('es-timed-out', `after ${said.get('took') ?? '?'} ms`)
    if (said.get('terminated_early') === 'true') this.#note('es-terminated-early', `${hits} hits`)
    if (said.get('is_partial') === 'true' || said.get('is_running') === 'true') this.#note('es-partial', `${hits} hits`)
    // Before version 7 the total was a number, and always exact.
    const total = said.get('hits.total.value') ?? numberText(said.get('hits.total'))
    const relation = said.get('hits.total.relation')
    const pages = this.#pages
    if (pages !== null && pages.total === total && pages.relation === relation && total !== undefined)
      pages.hits += hits
    else {
      this.#pagesEnd()
      this.#pages = { total, relation, hits }
    }
    this.#lastHits = hits
    this.#lastOpen = said.has('_scroll_id') || said.has('pit_id')
  }

  #sourceEnds(): void {
    const pages = this.#pages
    const all = pages !== null && pages.relation !== '"gte"' && pages.total === String(pages.hits)
    if (this.#lastOpen && this.#lastHits > 0 && !all) this.#note('es-scroll-open', `${this.#lastHits} hits on it`)
    this.#pagesEnd()
  }

  #pagesEnd(): void {
    const pages = this.#pages
    if (pages === null) return
    const { hits, total, relation } = pages
    const atLeast = relation === '"gte"'
    if (atLeast || hits === window || (total !== undefined && hits < Number(total)))
      this.#note('es-capped', `${hits} here, ${atLeast ? 'at least ' : ''}${total ?? 'an unknown number'} match`)
  }
}

function numberText(json: string | undefined): string | undefined {
  return json !== undefined && /^\d+$/.test(json) ? json : undefined
}
