/** A QLDB journal export in JSON lines: every block by itself, then the blocks of each strand in their order. */
import { checkBlock, readManifest, readQldbBlock, type ManifestRange } from '../../../shared/core/seals/qldb.ts'
import { QldbStrands, type StrandBreak } from '../../../shared/core/seals/qldb-strands.ts'
import { SealRows } from '../../../shared/core/seals/seal-rows.ts'
import type { Hasher } from '../../../shared/core/bytes/hasher.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { JsonValue } from '../../../shared/model/entry.ts'
import type { SealCounts, SealRow } from '../../../shared/model/seals.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { findEntry } from '../../store/entries.ts'
import type { StoredSource } from '../../store/sources.ts'
import type { JobContext } from '../jobs.ts'
import { streamEntries } from '../query/stream-entries.ts'
import type { Session } from '../session.ts'
import type { Judged } from './verify-seals.ts'

export async function judgeQldb(
  { store }: Session,
  source: StoredSource,
  manifests: readonly string[],
  sha256: Hasher,
  job: JobContext,
): Promise<Judged> {
  const listed = await readManifests(manifests)
  const strands = new QldbStrands()
  const rows = new SealRows()
  const blockHashes = none()
  const entriesHashes = none()
  const revisions = { count: 0, listed: 0, unlisted: 0, redacted: 0, hashOnly: 0 }
  /** Blocks that hold by themselves, by index: a link that does not takes one out again. */
  const holding = new Set<number>()
  let blocks = 0
  let needIon = 0
  await streamEntries(store, source, job, 'blocks', (entry) => {
    const at = { entryId: entry.entryId, line: entry.line, sequence: entry.raw('blockAddress.sequenceNo').text || null }
    const block = readQldbBlock(parseJson(entry.jsonText()) as JsonValue)
    blocks += 1
    if (block === undefined) {
      blockHashes.notChecked += 1
      entriesHashes.notChecked += 1
      rows.add({ ...at, item: 'block', state: 'not-checked', reason: 'block-malformed', expected: null, actual: null })
      return
    }
    strands.add(block, entry.index)
    const found = checkBlock(sha256, block)
    let holds = true
    const differs = (item: string, reason: SealRow['reason'], expected: string | null, actual: string | null): void => {
      holds = false
      rows.add({ ...at, item, state: 'mismatch', reason, expected, actual })
    }
    tally(blockHashes, found.blockHolds)
    if (!found.blockHolds)
      differs('blockHash', 'block-hash-differs', bytesToHex(found.blockHash), bytesToHex(block.blockHash))
    tally(entriesHashes, found.entriesHold)
    if (found.entriesHold === false)
      differs('entriesHash', 'entries-hash-differs', hexOf(found.entriesRoot), bytesToHex(block.entriesHash))
    revisions.count += block.revisions
    revisions.redacted += block.redacted
    revisions.hashOnly += block.hashOnly
    if (found.revisionsListed === true) revisions.listed += 1
    if (found.revisionsListed === false) {
      revisions.unlisted += 1
      differs('revisions', 'revisions-not-listed', null, null)
    }
    if (holds) holding.add(entry.index)
    if (block.revisions > block.hashOnly) needIon += 1
  })
  const results = strands.finish()
  const links = { ok: 0, first: 0, gap: 0, broken: 0 }
  for (const strand of results) {
    links.first += 1
    links.ok += strand.ok
    for (const item of strand.breaks) {
      if (item.link === 'gap') links.gap += 1
      else links.broken += 1
      if (item.link !== 'gap' && item.link !== 'repeated') holding.delete(item.index)
      rows.add(linkRow(store, source, item))
    }
  }
  const compared = listed === null ? null : strands.compare(listed.ranges)
  if (compared !== null && compared.missing > 0n)
    rows.add({
      entryId: null,
      line: null,
      sequence: null,
      item: 'manifest',
      state: 'gap',
      reason: 'block-missing',
      expected: `${compared.missing} more blocks`,
      actual: null,
    })
  const verified = holding.size
  // What the revisions say is bound to the blocks by their stated hashes only.
  if (needIon > 0) rows.add({ ...unplaced, item: 'revisions', state: 'not-checked', reason: 'ion-needed' })
  const malformed = blockHashes.notChecked
  return {
    detail: {
      design: 'qldb',
      strands: results.slice(0, 50).map(({ strandId, blocks: count, first, last, missing, fromGenesis }) => ({
        strandId: strandId.slice(0, 64),
        blocks: count,
        firstSequence: String(first),
        lastSequence: String(last),
        missing: String(missing),
        fromGenesis,
      })),
      blockHashes,
      entriesHashes,
      links,
      revisions,
      manifest:
        listed === null || compared === null
          ? null
          : {
              files: manifests.length,
              ranges: listed.ranges.length,
              missing: Number(compared.missing),
              unlisted: compared.unlisted,
            },
    },
    counts: { verified, mismatch: blocks - verified - malformed, notChecked: malformed },
    rows,
  }
}

const unplaced = { entryId: null, line: null, sequence: null, expected: null, actual: null }

function none(): SealCounts {
  return { verified: 0, mismatch: 0, notChecked: 0 }
}

function tally(counts: SealCounts, holds: boolean | null): void {
  if (holds === null) counts.notChecked += 1
  else if (holds) counts.verified += 1
  else counts.mismatch += 1
}

function hexOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : bytesToHex(bytes)
}

const reasonByLink = {
  gap: { state: 'gap', reason: 'block-missing' },
  broken: { state: 'mismatch', reason: 'block-link-differs' },
  repeated: { state: 'gap', reason: 'block-repeated' },
  fork: { state: 'mismatch', reason: 'block-fork' },
} as const

function linkRow(store: Session['store'], source: StoredSource, item: StrandBreak): SealRow {
  const entryId = entryIdFrom(source.sourceId, item.index)
  return {
    entryId,
    line: findEntry(store, entryId)?.line ?? null,
    sequence: String(item.sequence),
    item: 'previousBlockHash',
    ...reasonByLink[item.link],
    expected: item.expected,
    actual: item.actual,
  }
}

async function readManifests(paths: readonly string[]): Promise<{ readonly ranges: readonly ManifestRange[] } | null> {
  if (paths.length === 0) return null
  const ranges: ManifestRange[] = []
  for (const path of paths) {
    const manifest = readManifest((await readChosenFile(path)).toString('utf8'))
    if (manifest === null || manifest.ranges.length === 0)
      throw new AppError(
        'file-unreadable',
        `${path} is no completed manifest of a QLDB export in JSON: it lists no data objects. Nothing was checked.`,
      )
    ranges.push(...manifest.ranges)
  }
  return { ranges }
}
