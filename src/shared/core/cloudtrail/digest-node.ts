/** One digest of the copy with what the judge works out about it, and the order and kinship of digests. */
import type { Compared, DigestLink, Notice, Placement } from '../../model/cloudtrail.ts'
import type { ReasonCode, VerdictWord } from '../../model/verdict.ts'
import { parseDigestKey, type DigestKey } from './digest-key.ts'
import type { DigestDocument } from './digest-model.ts'
import type { DigestFile } from './evidence.ts'
import { compareText, pathOf } from './placement.ts'

export const nothingCompared: Compared = { verdict: 'not-checked', reason: null, expected: null, actual: null }

/** What a later digest states about an earlier one. */
export interface Pin {
  readonly by: DigestNode
  readonly hash: string | null
  readonly hashAlgorithm: string | null
  readonly signature: string | null
}

export interface DigestNode {
  /** Index into the files of the copy. */
  readonly index: number
  readonly file: DigestFile
  readonly document: DigestDocument | null
  /** What the digest says it is; of one that cannot be read, what its path says. */
  readonly bucket: string | null
  readonly key: string
  readonly named: DigestKey | null
  readonly group: string
  readonly startMicros: number | null
  readonly endMicros: number | null
  placement: Placement | null
  pins: Pin[]
  link: DigestLink
  /** End of the digest that this one names, when it is there. */
  previousEndMicros: number | null
  content: Compared
  signature: Compared
  signatureFrom: 'next-digest' | 'metadata' | null
  linkCompared: Compared
  verdict: VerdictWord
  reason: ReasonCode | null
  readonly notices: Notice[]
}

export function digestNode(file: DigestFile, index: number, document: DigestDocument | null): DigestNode {
  const path = pathOf(file.name)
  const root = path.indexOf('AWSLogs/')
  const key = document?.key ?? (root < 0 ? path : path.slice(root))
  const named = parseDigestKey(key) ?? parseDigestKey(path)
  return {
    index,
    file,
    document,
    bucket: document?.bucket ?? null,
    key,
    named,
    group: groupOf(named, document, key),
    startMicros: document?.startMicros ?? null,
    endMicros: document?.endMicros ?? named?.timeMicros ?? null,
    placement: null,
    pins: [],
    link: 'not-checked',
    previousEndMicros: null,
    content: nothingCompared,
    signature: nothingCompared,
    signatureFrom: null,
    linkCompared: nothingCompared,
    verdict: 'not-checked',
    reason: null,
    notices: [],
  }
}

/** Identity of an object across the chains. */
export function objectId(bucket: string | null, key: string): string {
  return `${bucket ?? ''}\n${key}`
}

export function byTime(a: DigestNode, b: DigestNode): number {
  if (a.endMicros !== b.endMicros) {
    if (a.endMicros === null) return 1
    if (b.endMicros === null) return -1
    return a.endMicros - b.endMicros
  }
  return compareText(a.key, b.key) || compareText(a.file.name, b.file.name)
}

/** Digests of one account, region, trail and prefix are one chain; backfill digests are a chain of their own. */
function groupOf(named: DigestKey | null, document: DigestDocument | null, key: string): string {
  if (named !== null)
    return JSON.stringify([named.prefix, named.account, named.region, named.trail, named.backfill ? 'backfill' : ''])
  const folder = key.slice(0, Math.max(key.lastIndexOf('/'), 0)).replace(/\/\d{4}\/\d{2}\/\d{2}$/, '')
  return JSON.stringify([folder, document?.account ?? '', '', '', key.endsWith('_backfill.json.gz') ? 'backfill' : ''])
}
