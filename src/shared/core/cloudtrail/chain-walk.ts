/**
 * Links digests to their predecessors and finds what is missing between them. Two digests deleted in a row are two gaps:
 * the one that the next digest names, and each further hour of the hole, because the trail writes one digest an hour.
 */
import type { DigestRow } from '../../model/cloudtrail.ts'
import { isoFromMicros } from '../time/instant.ts'
import { byTime, digestNode, nothingCompared, objectId, type DigestNode } from './digest-node.ts'
import { baseOf } from './placement.ts'

const microsPerHour = 3_600_000_000
/** Rows of one hole; a digest that states the year 9999 would otherwise make seventy million. */
const maximumHours = 10_000

export interface Chain {
  readonly number: number
  readonly group: string
  /** By time. */
  readonly nodes: readonly DigestNode[]
  /** Missing digests and restarts, each before the node it was seen from. */
  readonly holes: ReadonlyMap<DigestNode, readonly DigestRow[]>
  readonly startsMidChain: boolean
  readonly missing: number
  readonly restarts: number
  /** Hours of holes beyond those that have a row. */
  readonly unlistedHours: number
}

/** Gives digests that cannot be read the identity under which a later digest names them, found by the file's name. */
export function nameUnreadable(nodes: readonly DigestNode[]): DigestNode[] {
  const unreadable = new Map<string, DigestNode>()
  for (const node of nodes) if ((node.document?.key ?? null) === null) unreadable.set(baseOf(node.key), node)
  if (unreadable.size === 0) return [...nodes]
  const renamed = new Map<DigestNode, DigestNode>()
  for (const { document } of nodes) {
    const key = document?.previous.key ?? null
    const node = key === null ? undefined : unreadable.get(baseOf(key))
    if (node === undefined || key === null || (node.document?.bucket ?? null) !== null) continue
    const named = digestNode({ ...node.file, name: key }, node.index, null)
    renamed.set(node, {
      ...named,
      file: node.file,
      bucket: document?.previous.bucket ?? null,
      key,
      document: node.document,
    })
  }
  return nodes.map((node) => renamed.get(node) ?? node)
}

/** Puts pins and links into the digests. `byId` holds the one digest that stands for each object. */
export function linkDigests(nodes: readonly DigestNode[], byId: ReadonlyMap<string, DigestNode>): void {
  for (const node of nodes) {
    const previous = node.document?.previous
    if (previous === undefined || previous.key === null) continue
    const before = byId.get(objectId(previous.bucket, previous.key))
    if (before === undefined || before === node) continue
    before.pins.push({
      by: node,
      hash: previous.hash,
      hashAlgorithm: previous.hashAlgorithm,
      signature: previous.signature,
    })
    const equal = previous.hash === before.file.sha256
    node.link = equal ? 'ok' : 'differs'
    node.previousEndMicros = before.endMicros
    node.linkCompared = {
      verdict: equal ? 'verified' : 'mismatch',
      reason: equal ? null : 'digest-differs',
      expected: previous.hash,
      actual: before.file.sha256,
    }
  }
}

/** Chains in the order of their groups, each walked from its oldest digest to its newest. */
export function walkChains(nodes: readonly DigestNode[]): Chain[] {
  const groups = [...Map.groupBy(nodes, (node) => node.group)].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([group, members], index) => walkChain(index + 1, group, members.toSorted(byTime)))
}

function walkChain(number: number, group: string, nodes: readonly DigestNode[]): Chain {
  const holes = new Map<DigestNode, readonly DigestRow[]>()
  let startsMidChain = false
  let missing = 0
  let restarts = 0
  let unlistedHours = 0
  nodes.forEach((node, at) => {
    const older = nodes[at - 1]
    if (node.document === null) return
    const { previous } = node.document
    if (previous.key === null) {
      node.link = older === undefined ? 'first' : 'restart'
      if (older === undefined) return
      restarts += 1
      holes.set(node, [holeRow(number, older.endMicros, node.startMicros, 'digest-restart', {})])
      return
    }
    if (node.link === 'ok' || node.link === 'differs') return noteUncovered(node)
    if (older === undefined) {
      node.link = 'start-of-copy'
      startsMidChain = true
      return
    }
    node.link = 'missing'
    const rows = missingRows(number, older, node)
    holes.set(node, rows.rows)
    missing += rows.rows.length + rows.more
    unlistedHours += rows.more
  })
  return { number, group, nodes, holes, startsMidChain, missing, restarts, unlistedHours }
}

/** With the link intact no digest was taken out; logging may have been stopped. Said, and no verdict is lowered. */
function noteUncovered(node: DigestNode): void {
  const before = node.startMicros
  const named = node.document?.previous.key
  if (before === null || named === undefined || named === null) return
  const end = node.previousEndMicros
  if (end === null || before <= end) return
  const detail = `${isoFromMicros(end, 0)} to ${isoFromMicros(before, 0)}`
  node.notices.push({ code: 'period-not-covered', detail })
}

function missingRows(
  chain: number,
  older: DigestNode,
  node: DigestNode,
): { readonly rows: readonly DigestRow[]; readonly more: number } {
  const from = older.endMicros
  const to = node.startMicros
  const hours = from === null || to === null ? 1 : Math.max(1, Math.round((to - from) / microsPerHour))
  const listed = Math.min(hours, maximumHours)
  const rows = Array.from({ length: listed }, (_, index): DigestRow => {
    // Counted from the newer digest backwards: the last hour is the one that it names.
    const back = listed - 1 - index
    const end = to === null ? null : to - back * microsPerHour
    const start = index === 0 && listed === hours ? from : end === null ? null : end - microsPerHour
    if (back > 0) return holeRow(chain, start, end, 'digest-missing', {})
    const previous = node.document?.previous
    return holeRow(chain, start, end, 'digest-missing', {
      bucket: previous?.bucket ?? null,
      key: previous?.key ?? null,
      content: { verdict: 'gap', reason: 'digest-missing', expected: previous?.hash ?? null, actual: null },
    })
  })
  return { rows, more: hours - listed }
}

function holeRow(
  chain: number,
  from: number | null,
  to: number | null,
  reason: 'digest-missing' | 'digest-restart',
  known: Partial<DigestRow>,
): DigestRow {
  return {
    chain,
    file: null,
    bucket: null,
    key: null,
    startTime: from === null ? null : isoFromMicros(from, 0),
    endTime: to === null ? null : isoFromMicros(to, 0),
    placement: null,
    verdict: 'gap',
    reason,
    content: nothingCompared,
    signature: nothingCompared,
    signatureFrom: null,
    keyFingerprint: null,
    link: 'not-checked',
    linkCompared: nothingCompared,
    previousKey: null,
    logFiles: 0,
    logFilesVerified: 0,
    faults: [],
    notices: [],
    ...known,
  }
}
