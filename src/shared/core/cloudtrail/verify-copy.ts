/**
 * The whole check of a copied trail: which digest each digest file is, how they are linked, what is missing between them,
 * what their signatures and hashes come to, and then the log files below them. Pure: files are read and keys are made
 * elsewhere. See README.md for what a good result shows and what it does not.
 */
import type { ChainRow, CloudTrailResult, DigestRow, KeyRow, LogRow, UnlistedRow } from '../../model/cloudtrail.ts'
import { worstVerdict, type ReasonCode, type VerdictWord } from '../../model/verdict.ts'
import { parseJson } from '../bytes/parse-json.ts'
import { linkDigests, nameUnreadable, walkChains, type Chain } from './chain-walk.ts'
import { isSha256, readDigest } from './digest-model.ts'
import { byTime, digestNode, objectId, type DigestNode } from './digest-node.ts'
import type { CopiedTrail, DigestFile } from './evidence.ts'
import { judgeDigest, verifies, type KeysByFingerprint } from './judge-digest.ts'
import { judgeLogs, unlistedLogs, type LogTotals } from './judge-logs.ts'
import type { ListedKey } from './key-list.ts'
import { matchMetadata } from './match-metadata.ts'
import { pathOf, Places } from './placement.ts'
import { RowList } from './row-list.ts'

/** Rows of each list that are kept: so many verified ones, and so many others. */
const keptRows = 50_000
/** Digests judged before others get a turn: some 50 ms of signatures. */
const digestsPerTurn = 500

export type CopyVerdict = Omit<CloudTrailResult, 'kind' | 'sourceId' | 'sourceName' | 'files'>

/** `pause` is awaited between batches of work; it may throw to end the check. */
export async function verifyCopy(trail: CopiedTrail, pause: () => Promise<void>): Promise<CopyVerdict> {
  const { files, relocations } = trail
  const places = new Places(files, relocations)
  const keys = keysByFingerprint(trail.keys)
  const read = files.flatMap((file, index) =>
    file.kind === 'digest' ? [digestNode(file, index, readDigest(file.value))] : [],
  )
  const { chosen, repeated } = chooseDigests(nameUnreadable(read), keys)
  const nodes = [...chosen.values()]
  linkDigests(nodes, chosen)
  const chains = walkChains(nodes)
  const metadata = matchMetadata(trail.metadata, nodes, keys)
  for (const [at, node] of nodes.entries()) {
    if (at % digestsPerTurn === 0) await pause()
    judgeDigest(node, metadata.savedByNode.get(node) ?? null, keys)
    placeDigest(node, places)
  }
  judgeKinship(nodes)

  const digestRows = new RowList<DigestRow>(keptRows)
  const logRows = new RowList<LogRow>(keptRows)
  const unlistedRows = new RowList<UnlistedRow>(keptRows)
  const used = new Set<number>()
  const totals: LogTotals = { logs: 0, verified: 0, missing: 0 }
  const chainRows: ChainRow[] = []
  for (const chain of chains) {
    const own = new Set<VerdictWord>()
    for (const [at, node] of chain.nodes.entries()) {
      if (at % digestsPerTurn === 0) await pause()
      for (const row of chain.holes.get(node) ?? []) {
        digestRows.add(row)
        own.add(row.verdict)
      }
      if (at === chain.nodes.length - 1 && node.pins.length === 0 && node.signatureFrom === null)
        node.notices.push({ code: 'end-not-pinned', detail: node.key })
      const verified = judgeLogs(node, chain.number, files, places, used, logRows, totals)
      digestRows.add(digestRow(node, chain.number, verified))
      own.add(node.verdict)
      for (const other of repeated.get(node) ?? []) {
        digestRows.add(digestRow(other, chain.number, 0))
        own.add(other.verdict)
      }
    }
    chainRows.push(chainRow(chain, worstVerdict(own)))
    await pause()
  }
  const unlisted = unlistedLogs(files, used, nodes.length === 0 ? 'no-digest' : 'file-not-listed', unlistedRows)
  const lists = [digestRows, logRows, unlistedRows].map((list) => list.reasonByVerdict)
  const verdict = worstVerdict(lists.flatMap((list) => [...list.keys()]))
  const others = [...repeated.values()].flat()
  return {
    verdict,
    reason: nodes.length === 0 ? 'no-digest' : (lists.find((list) => list.has(verdict))?.get(verdict) ?? null),
    chains: chainRows,
    digests: digestRows.rows(),
    logs: logRows.rows(),
    unlisted: unlistedRows.rows(),
    counts: {
      digests: nodes.length + others.length,
      digestsVerified: nodes.filter((node) => node.verdict === 'verified').length,
      digestsMissing: chains.reduce((sum, chain) => sum + chain.missing, 0),
      restarts: chains.reduce((sum, chain) => sum + chain.restarts, 0),
      logs: totals.logs,
      logsVerified: totals.verified,
      logsMissing: totals.missing,
      unlisted,
    },
    notListed: {
      digests: digestRows.left + chains.reduce((sum, chain) => sum + chain.unlistedHours, 0),
      logs: logRows.left,
      unlisted: unlistedRows.left,
    },
    keys: keyRows(trail.keys, nodes),
    relocations: places.relocations(),
    metadataUnmatched: [...metadata.unmatched],
  }
}

/**
 * One file for each digest. Of several that claim to be the same, the one whose hash a later digest states is taken, then
 * one that verifies with a signature at hand; equal copies are noted, others are judged beside it.
 */
function chooseDigests(
  nodes: readonly DigestNode[],
  keys: KeysByFingerprint,
): { readonly chosen: Map<string, DigestNode>; readonly repeated: Map<DigestNode, DigestNode[]> } {
  const statedHashes = new Set<string>()
  const signatureById = new Map<string, string>()
  for (const { document } of nodes) {
    const previous = document?.previous
    if (previous === undefined || previous.key === null) continue
    if (isSha256(previous.hash)) statedHashes.add(previous.hash)
    if (previous.signature !== null) signatureById.set(objectId(previous.bucket, previous.key), previous.signature)
  }
  const chosen = new Map<string, DigestNode>()
  const repeated = new Map<DigestNode, DigestNode[]>()
  for (const [id, same] of Map.groupBy(nodes.toSorted(byTime), (node) => objectId(node.bucket, node.key))) {
    same.sort((a, b) => Number(isInPlace(b)) - Number(isInPlace(a)))
    const signature = signatureById.get(id)
    const best =
      (same.length > 1 && signature !== undefined
        ? same.find((node) => verifies(node, signature, keys) === true)
        : undefined) ??
      same.find((node) => statedHashes.has(node.file.sha256)) ??
      (same[0] as DigestNode)
    chosen.set(id, best)
    for (const other of same) {
      if (other === best) continue
      if (other.file.sha256 === best.file.sha256) {
        best.notices.push({ code: 'duplicate', detail: other.file.name })
        continue
      }
      other.verdict = 'mismatch'
      other.reason = 'digest-repeated'
      other.content = {
        verdict: 'mismatch',
        reason: 'digest-repeated',
        expected: best.file.sha256,
        actual: other.file.sha256,
      }
      repeated.set(best, [...(repeated.get(best) ?? []), other])
    }
  }
  return { chosen, repeated }
}

function isInPlace(node: DigestNode): boolean {
  return `/${pathOf(node.file.name)}`.endsWith(`/${node.key}`)
}

function placeDigest(node: DigestNode, places: Places): void {
  const bucket = node.bucket ?? ''
  const place = places.placementOf(node.index, bucket, node.key)
  node.placement = place.placement
  places.note(place, bucket, node.key)
  const { end, name, packed } = node.file
  if (place.unpacked || (node.key.endsWith('.gz') && !packed)) node.notices.push({ code: 'unpacked', detail: name })
  if (end.state === 'trailing') node.notices.push({ code: 'trailing-data', detail: end.detail })
  if (end.state === 'damaged') node.notices.push({ code: 'packing-damaged', detail: end.detail })
  if (node.document !== null && node.document.logFiles.length === 0 && node.document.faults.length === 0)
    node.notices.push({ code: 'no-log-files', detail: '' })
}

/**
 * What digests say about one another, once each is judged. Two that name one predecessor are a fork: of these, those that
 * are not verified by a signature differ from the one that is. A digest that states another hash of a predecessor whose
 * own signature verifies is itself at fault.
 */
function judgeKinship(nodes: readonly DigestNode[]): void {
  for (const node of nodes) {
    const { pins } = node
    const forked = pins.length > 1
    const anyVerified = pins.some(({ by }) => by.signature.verdict === 'verified')
    const allVerified = pins.every(({ by }) => by.signature.verdict === 'verified')
    for (const { by } of pins) {
      if (forked && (allVerified || !anyVerified || by.signature.verdict !== 'verified')) lower(by, 'digest-fork')
      if (by.link === 'differs' && node.signature.verdict === 'verified') lower(by, 'digest-differs')
    }
  }
}

function lower(node: DigestNode, reason: ReasonCode): void {
  if (node.verdict === 'mismatch') return
  node.verdict = 'mismatch'
  node.reason = reason
}

function digestRow(node: DigestNode, chain: number, logFilesVerified: number): DigestRow {
  const { document, file } = node
  return {
    chain,
    file: file.name,
    bucket: node.bucket,
    key: node.key,
    startTime: document?.startTime ?? null,
    endTime: document?.endTime ?? null,
    placement: node.placement,
    verdict: node.verdict,
    reason: node.reason,
    content: node.content,
    signature: node.signature,
    signatureFrom: node.signatureFrom,
    keyFingerprint: document?.fingerprint ?? null,
    link: node.link,
    linkCompared: node.linkCompared,
    previousKey: document?.previous.key ?? null,
    logFiles: document?.logFiles.length ?? 0,
    logFilesVerified,
    faults: document === null ? [faultOf(file)] : [...document.faults],
    notices: node.notices,
  }
}

function faultOf(file: DigestFile): string {
  if (file.end.state === 'unread' || file.end.state === 'damaged') return file.end.detail
  return file.value === undefined ? 'the content is not JSON' : 'the content is no JSON object'
}

function chainRow(chain: Chain, verdict: VerdictWord): ChainRow {
  const [prefix = '', account = '', region = '', trail = '', backfill = ''] = parseJson(chain.group) as string[]
  return {
    chain: chain.number,
    account,
    region,
    prefix,
    trail,
    backfill: backfill !== '',
    digests: chain.nodes.length,
    verified: chain.nodes.filter((node) => node.verdict === 'verified').length,
    missing: chain.missing,
    restarts: chain.restarts,
    from: chain.nodes[0]?.document?.startTime ?? null,
    to: chain.nodes.at(-1)?.document?.endTime ?? null,
    startsMidChain: chain.startsMidChain,
    verdict,
  }
}

function keysByFingerprint(keys: readonly ListedKey[]): KeysByFingerprint {
  return Map.groupBy(
    keys.filter((entry) => entry.key !== null),
    (entry) => entry.key?.fingerprint ?? '',
  )
}

function keyRows(keys: readonly ListedKey[], nodes: readonly DigestNode[]): KeyRow[] {
  const digests = new Map<string, number>()
  for (const { document } of nodes) {
    const named = document?.fingerprint?.toLowerCase()
    if (named !== undefined) digests.set(named, (digests.get(named) ?? 0) + 1)
  }
  return keys.map(({ key, statedFingerprint, validFrom, validTo, fault }) => {
    const fingerprint = key?.fingerprint ?? null
    return { fingerprint, statedFingerprint, validFrom, validTo, digests: digests.get(fingerprint ?? '') ?? 0, fault }
  })
}
