/** Finds parts of a set's answers: by file, by kind of check, by kind of finding. An absent part is a demo that cannot go on. */
import type {
  AnchorsResult,
  ChainResult,
  CheckResult,
  Finding,
  ImportedSource,
  InspectedRecord,
  MerkleResult,
  Recipe,
} from './documents.ts'

export function sourceOf(sources: readonly ImportedSource[], file: string): ImportedSource {
  const found = sources.find(({ name }) => name === file)
  if (found === undefined) throw new Error(`the import answered nothing about ${file}`)
  return found
}

interface ResultByKind {
  readonly chain: ChainResult
  readonly merkle: MerkleResult
  readonly anchors: AnchorsResult
}

export function resultOf<K extends keyof ResultByKind>(
  results: readonly CheckResult[],
  kind: K,
  file: string,
): ResultByKind[K] {
  const found = results.find((result) => result.kind === kind && result.sourceName === file)
  if (found === undefined) throw new Error(`no ${kind} check of ${file} was made`)
  return found as ResultByKind[K]
}

/** Findings of the given kinds that point at a source, in order of line. */
export function findingsAt(findings: readonly Finding[], sourceId: number, ...kinds: readonly string[]): Finding[] {
  return findings
    .filter(({ kind, pointers }) => kinds.includes(kind) && pointers[0]?.sourceId === sourceId)
    .toSorted((one, other) => lineOf(one) - lineOf(other))
}

export const lineOf = ({ pointers }: Finding): number => pointers[0]?.line ?? 0

/** Line and sequence of the entry that a finding points at first. */
export function placeOf({ pointers }: Finding): { readonly line: number | null; readonly sequence: string | null } {
  return { line: pointers[0]?.line ?? null, sequence: pointers[0]?.sequence ?? null }
}

/** What every chain finding says about one axis: `content` is `mismatch`, `link` is `gap`. */
export function onAxis(findings: readonly Finding[], axis: 'content' | 'link', state: string): Finding[] {
  return findings.filter(({ details }) => details[axis] === state)
}

export const chainKinds = ['chain-mismatch', 'chain-gap', 'chain-fork', 'chain-reorder'] as const

const mostListed = 10_000n

/** Numbers of `sequence-gap` findings: `12`, or `12 to 15` for all four. */
export function missingNumbers(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ details }) => {
    const [from = '', to = from] = (details['missing'] ?? '').split(' to ')
    const numbers: string[] = []
    for (let number = BigInt(from); number <= BigInt(to) && number < BigInt(from) + mostListed; number += 1n)
      numbers.push(String(number))
    return numbers
  })
}

/** Anchors and batches that differ, one exception for each date. The reason is the one all its members share. */
export function exceptionsByDate(
  items: readonly { readonly date: string; readonly verdict: string; readonly reason: string | null }[],
): { date: string; verdict: string; reason: string }[] {
  const differing = items.filter(({ verdict }) => verdict === 'mismatch' || verdict === 'gap')
  return [...Map.groupBy(differing, ({ date }) => date)].map(([date, members]) => ({
    date,
    verdict: [...new Set(members.map(({ verdict }) => verdict))].join(' and '),
    reason: [...new Set(members.map(({ reason }) => reason ?? 'none'))].join(' and '),
  }))
}

/** Days between the first and the last that has events, those included. */
export function spanOf(days: readonly { readonly date: string; readonly count: number }[]): {
  firstDay: string
  lastDay: string
  days: number
  emptyDays: string[]
} {
  const first = days.findIndex(({ count }) => count > 0)
  const last = days.findLastIndex(({ count }) => count > 0)
  const span = first < 0 ? [] : days.slice(first, last + 1)
  return {
    firstDay: span[0]?.date ?? '',
    lastDay: span.at(-1)?.date ?? '',
    days: span.length,
    emptyDays: span.filter(({ count }) => count === 0).map(({ date }) => date),
  }
}

/**
 * What a recipe says of the first entry's previous hash. `any` leaves it to the file, so that file is asked: `zeros`,
 * `empty`, `null`, or the text that stands there.
 */
export function genesisOf({ genesis, stored }: Recipe, first: InspectedRecord | undefined): string {
  if (genesis.previous !== 'any' || first === undefined || stored.previousHash === null) return genesis.previous
  const stated = (JSON.parse(first.rawText) as Readonly<Record<string, unknown>>)[stored.previousHash]
  if (typeof stated !== 'string') return String(stated)
  if (stated === '') return 'empty'
  return /^0+$/.test(stated) ? 'zeros' : stated
}
