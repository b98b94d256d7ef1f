/** Gathers what says where a source should end: notes of its format, anchored batches, stated totals, later exports. */
import type { ChainEnd } from '../../../shared/model/chain-end.ts'
import { chainEndFrom, type StatedEnd } from '../../../shared/core/chain/tail-evidence.ts'
import { utcDate } from '../../../shared/core/time/instant.ts'
import { hasAnchorFiles } from '../../store/anchors.ts'
import type { ReadableStore } from '../../store/open.ts'
import { lastRun } from '../../store/runs.ts'
import { readSourceFacts } from '../../store/source-facts.ts'
import { listSources, type StoredSource } from '../../store/sources.ts'
import { claimsOf } from '../anchor/anchor-material.ts'
import { EntryReader } from '../query/entry-text.ts'

/** `headHash` is that of the chain as it was followed; it is compared only where there is one chain. */
export function chainEnd(
  store: ReadableStore,
  source: StoredSource,
  chain: { readonly headHash: string | null; readonly scopes: number },
): ChainEnd {
  const { lastSequence, lastMicros } = source
  return chainEndFrom(
    [
      ...statedByFile(source),
      ...statedByBatches(store, source),
      ...statedByTotals(store, source),
      ...later(store, source),
    ],
    {
      entries: source.entries,
      lastSequence: lastSequence === null ? null : integerFrom(lastSequence),
      lastDay: lastMicros === null ? null : utcDate(lastMicros),
      headHash: chain.scopes === 1 ? chain.headHash : null,
    },
  )
}

/** Formats whose last line or member exists so that a cut shows. */
const endMarked: ReadonlySet<string> = new Set(['omadia-export'])

function statedByFile(source: StoredSource): StatedEnd[] {
  const { receipt, format } = source
  const stated: StatedEnd[] = []
  if (receipt.truncated) stated.push({ kind: 'end-mark', present: false })
  else if (endMarked.has(format)) stated.push({ kind: 'end-mark', present: true })
  for (const { code, detail = '' } of receipt.notes) {
    const count = statedCount(code, detail)
    if (count !== null) stated.push({ kind: 'entry-count', count, inside: true })
    if (code === 'chain-head') {
      const hash = /chain_hash "([0-9a-fA-F]{16,128})"/.exec(detail)?.[1]
      if (hash !== undefined) stated.push({ kind: 'head-hash', hash })
    }
    if (code === 'checkpoint') stated.push(...lastCheckpoint(detail))
  }
  return stated
}

/** Number of entries that a file states of itself, where its format notes it. */
function statedCount(code: string, detail: string): bigint | null {
  const pattern =
    code === 'chain-head'
      ? /entry_count (\d{1,15})\b/
      : code === 'entry-count-differs'
        ? /^entry_count (\d{1,15}),/
        : code === 'trailer-count-differs'
          ? /^(\d{1,15}) entries/
          : null
  const found = pattern?.exec(detail)?.[1]
  return found === undefined ? null : BigInt(found)
}

/** The furthest of the checkpoints that a note lists. */
function lastCheckpoint(detail: string): StatedEnd[] {
  const found = [...detail.matchAll(/seq "?(\d{1,19})"?, head ([0-9a-fA-F]{16,128})?/g)].map(([, sequence, hash]) => ({
    kind: 'checkpoint' as const,
    sequence: BigInt(sequence as string),
    hash: hash ?? null,
  }))
  const last = found.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1)).at(-1)
  return last === undefined ? [] : [last]
}

function statedByBatches(store: ReadableStore, source: StoredSource): StatedEnd[] {
  if (!hasAnchorFiles(store, source.sourceId)) return []
  const day = claimsOf(store, source.sourceId)
    .map((claim) => claim.date)
    .toSorted()
    .at(-1)
  if (day === undefined) return []
  const merkle = lastRun(store, source.sourceId, 'merkle')?.result
  const batch = merkle?.kind === 'merkle' ? merkle.batches.find((item) => item.date === day) : undefined
  return [{ kind: 'batch', day, verified: batch?.verdict === 'verified' }]
}

function statedByTotals(store: ReadableStore, source: StoredSource): StatedEnd[] {
  const names = new Set(['sequence', ...(source.profile.fields.sequence ?? [])])
  return (readSourceFacts(store, source.sourceId)?.totals ?? []).flatMap(
    ({ measure, field, value, obtained }): StatedEnd[] => {
      const number = integerFrom(value)
      if (number === null) return []
      const inside = obtained === 'exporter'
      if (measure === 'count' && field === undefined) return [{ kind: 'total-count', count: number, inside }]
      return measure === 'max' && field !== undefined && names.has(field)
        ? [{ kind: 'total-max', sequence: number, inside }]
        : []
    },
  )
}

/** The nearest other export that begins after the end of this one. */
function later(store: ReadableStore, source: StoredSource): StatedEnd[] {
  const end = source.lastSequence === null ? null : integerFrom(source.lastSequence)
  if (end === null) return []
  const followers = listSources(store).flatMap((other) => {
    const first = other.firstSequence === null ? null : integerFrom(other.firstSequence)
    return other.sourceId !== source.sourceId && other.profile.id === source.profile.id && first !== null && first > end
      ? [{ other, first }]
      : []
  })
  const [next] = followers.toSorted((a, b) =>
    a.first < b.first ? -1 : a.first > b.first ? 1 : a.other.sourceId - b.other.sourceId,
  )
  if (next === undefined) return []
  const view = new EntryReader(store, next.other).viewAt(0)
  // Its first entry is not the first in the file where the file is in another order: then the link is not compared.
  const named = view?.sequence === next.other.firstSequence ? view.field('previousHash') : undefined
  return [
    {
      kind: 'later-export',
      firstSequence: next.first,
      previousHash: named?.state === 'present' ? named.text : null,
    },
  ]
}

function integerFrom(text: string): bigint | null {
  return /^-?\d{1,40}$/.test(text) ? BigInt(text) : null
}
