/**
 * Runs one lane task over a read-only connection. Lanes and the inline pool of tests call this same function. Works on
 * byte ranges only: no row of `entries` is read except for days, and no record is parsed unless its recipe needs it.
 */
import type { ContentState } from '../../../shared/model/verdict.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { JsonScan } from '../../../shared/core/bytes/json-scan.ts'
import { KeyRunFold } from '../../../shared/core/chain/key-runs.ts'
import { orderNames, scopeReader } from '../../../shared/core/chain/scope.ts'
import { TailCheck } from '../../../shared/core/chain/tail-check.ts'
import { LinkFold, scopedHash } from '../../../shared/core/chain/segments.ts'
import { utcDay } from '../../../shared/core/time/instant.ts'
import { recordJson, type Layout } from '../../io/formats/record-json.ts'
import { loadHasher } from '../../io/host/hashers.ts'
import { secondChain } from '../../io/second-opinion/plain-loop.ts'
import { entryMicros } from '../../store/entries.ts'
import type { ReadableStore } from '../../store/open.ts'
import { frameBytes, readFrames } from '../../store/vault.ts'
import { readTiles } from '../../store/tiles.ts'
import { noBatch } from './merkle-batches.ts'
import { FieldGroups, hashesWholeRecords, independentLeafWriter, leafWriter } from './merkle-leaves.ts'
import { openEntryCheck } from './open-entry-check.ts'
import { sequenceReader } from './record-sequence.ts'
import type {
  ChainTask,
  ChainTaskResult,
  ContentBreak,
  FindHashesResult,
  FindHashesTask,
  FrameResult,
  FrameTask,
  LeavesResult,
  LeavesTask,
  SecondChainResult,
  SecondChainTask,
} from '../lanes/lane-task.ts'

export async function runLaneTask(store: ReadableStore, task: FrameTask): Promise<FrameResult> {
  switch (task.kind) {
    case 'chain':
      return chain(store, task)
    case 'find-hashes':
      return findHashes(store, task)
    case 'leaves':
      return leaves(store, task)
    case 'second-chain':
      return chainAgain(store, task)
  }
}

/**
 * Calls `visit` for every record of the range: scanned bytes in JSON form and its 0-based index in the source. A stable
 * record goes to `stable` first; when that answers true the record is done and was never scanned.
 */
function eachRecord(
  store: ReadableStore,
  task: FrameTask,
  visit: (bytes: Buffer, scan: JsonScan, index: number) => void,
  stable?: (bytes: Buffer, start: number, end: number, index: number) => boolean,
): void {
  const scan = new JsonScan()
  for (const frame of readFrames(store, task.sourceId, task.frameFrom, task.frameTo)) {
    const bytes = frameBytes(frame)
    let index = frame.entryStart
    readTiles(frame.tiles, (kind, start, length, layout, isStable) => {
      if (kind !== 'record') return
      const form = task.layouts[layout] as Layout
      if (isStable && stable?.(bytes, start, start + length, index) === true) {
        index += 1
        return
      }
      if (form.kind === 'json') {
        scan.scan(bytes, start, start + length)
        visit(bytes, scan, index)
      } else {
        const json = recordJson(bytes, start, start + length, form)
        scan.scan(json, 0, json.length)
        visit(json, scan, index)
      }
      index += 1
    })
  }
}

async function chain(store: ReadableStore, task: ChainTask): Promise<ChainTaskResult> {
  const check = await openEntryCheck(task.recipe, task.keys)
  const fold = new LinkFold()
  const contents: Record<ContentState, number> = { ok: 0, mismatch: 0, 'not-recomputable': 0 }
  const breaks: ContentBreak[] = []
  const keyRuns = new KeyRunFold()
  const keyed = (task.keys ?? []).length > 0
  const names = orderNames(task.recipe, task.sequenceNames)
  const sequenceOf = sequenceReader(task.recipe, names)
  const scopeOf = scopeReader(task.recipe)
  let entries = 0
  const tail = task.linksOnly ? null : TailCheck.create(task.recipe, await loadHasher(task.recipe.algorithm), names)
  const byTail = (bytes: Buffer, start: number, end: number, index: number): boolean => {
    if (tail?.check(bytes, start, end) !== 'ok') return false
    entries += 1
    contents.ok += 1
    fold.add(index, tail.sequence, '', tail)
    return true
  }
  const byScan = (bytes: Buffer, scan: JsonScan, index: number): void => {
    entries += 1
    let content: ContentState
    if (task.linksOnly) {
      content = 'not-recomputable'
      if (!check.readStated(bytes, scan)) {
        breaks.push({ index, content, reason: 'field-absent', recomputed: null, stored: null })
        contents[content] += 1
        return
      }
    } else content = check.check(bytes, scan)
    contents[content] += 1
    if (keyed && content !== 'not-recomputable') keyRuns.add(index, check.keyIndex)
    if (content !== 'ok' && !task.linksOnly) {
      const reason = check.reason ?? 'content-differs'
      breaks.push({
        index,
        content,
        reason,
        recomputed: content === 'mismatch' ? check.recomputedHex() : null,
        stored: check.hasStated ? check.storedHex() : null,
      })
      // Without a hash of its own an entry takes no part in the links.
      if (!check.hasStated) return
    }
    fold.add(index, sequenceOf(bytes, scan), scopeOf === null ? '' : scopeOf(bytes, scan), check)
  }
  // What the short cut does not find good is judged again in full, so it can only ever save time.
  eachRecord(store, task, byScan, byTail)
  return { kind: 'chain', entries, contents, segments: fold.segments, breaks, keyRuns: keyRuns.runs }
}

async function findHashes(store: ReadableStore, task: FindHashesTask): Promise<FindHashesResult> {
  const check = await openEntryCheck(task.recipe)
  const wanted = new Set(task.wanted)
  const scopeOf = scopeReader(task.recipe)
  const found = new Set<string>()
  eachRecord(store, task, (bytes, scan) => {
    if (!check.readStated(bytes, scan)) return
    const stated = scopedHash(scopeOf === null ? '' : scopeOf(bytes, scan), bytesToHex(check.stated))
    if (wanted.has(stated)) found.add(stated)
  })
  return { kind: 'find-hashes', found: [...found] }
}

async function leaves(store: ReadableStore, task: LeavesTask): Promise<LeavesResult> {
  const hasher = await loadHasher(task.tree.algorithm)
  const write = task.independent
    ? independentLeafWriter(task.recipe, task.tree)
    : leafWriter(task.recipe, task.tree, hasher)
  const { firstIndex, count } = entrySpan(store, task)
  const slab = new Uint8Array(count * hasher.size)
  const unhashed: number[] = []
  const fields = task.field === undefined || task.independent ? null : new FieldGroups(task.field)
  const groups = fields === null ? null : { names: fields.names, keys: new Int32Array(count).fill(-1) }
  const whole = !task.independent && fields === null && hashesWholeRecords(task.recipe, task.tree)
  const byBytes = (bytes: Buffer, start: number, end: number, index: number): boolean => {
    if (whole) hasher.hashInto(bytes.subarray(start, end), slab, (index - firstIndex) * hasher.size)
    return whole
  }
  const byScan = (bytes: Buffer, scan: JsonScan, index: number): void => {
    if (!write(bytes, scan, slab, (index - firstIndex) * hasher.size)) unhashed.push(index)
    if (fields !== null && groups !== null) groups.keys[index - firstIndex] = fields.of(bytes, scan)
  }
  eachRecord(store, task, byScan, byBytes)
  return {
    kind: 'leaves',
    firstIndex,
    slab,
    days: entryDays(store, task.sourceId, firstIndex, count),
    unhashed,
    groups,
  }
}

function entrySpan(store: ReadableStore, task: LeavesTask): { firstIndex: number; count: number } {
  let firstIndex = -1
  let count = 0
  const statement = store.db.prepare(
    'SELECT entry_start AS entryStart, entries FROM frames WHERE source_id = ? AND frame >= ? AND frame < ? ORDER BY frame',
  )
  for (const frame of statement.iterate(task.sourceId, task.frameFrom, task.frameTo) as IterableIterator<{
    entryStart: number
    entries: number
  }>) {
    if (firstIndex < 0) firstIndex = frame.entryStart
    count += frame.entries
  }
  return { firstIndex: Math.max(0, firstIndex), count }
}

function entryDays(store: ReadableStore, sourceId: number, firstIndex: number, count: number): Int32Array {
  const days = new Int32Array(count).fill(noBatch)
  const times = entryMicros(store, sourceId, firstIndex, count)
  for (let at = 0; at < count; at += 1) {
    const micros = times[at] as number
    if (!Number.isNaN(micros)) days[at] = utcDay(micros)
  }
  return days
}

async function chainAgain(store: ReadableStore, task: SecondChainTask): Promise<SecondChainResult> {
  const second = secondChain(task.recipe, task.keys)
  let entries = 0
  const differing: number[] = []
  eachRecord(store, task, (bytes, scan, index) => {
    entries += 1
    if (!second.reproduces(bytes.toString('utf8', scan.objectStart, scan.objectEnd))) differing.push(index)
  })
  return { kind: 'second-chain', entries, differing, implementation: second.implementation, version: second.version }
}
