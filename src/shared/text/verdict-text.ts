/** Sentences about verdicts, made from codes and numbers. They state what was recomputed and what came out, nothing else. */
import type { EndPromise } from '../model/chain-end.ts'
import type { AnchorRung, CompletenessRung, ReasonCode, VerdictWord } from '../model/verdict.ts'
import type { CheckResult, RunKind } from '../model/check-run.ts'
import type { CloudTrailResult } from '../model/cloudtrail.ts'
import type { SequenceResult } from '../model/sequence-check.ts'
import type { Text, TextKey } from './create-text.ts'

/** What a check is about; `overall` counts checks, `package` the lines of a package check. */
export type SentenceKind = RunKind | 'overall' | 'package'

export interface VerdictFacts {
  readonly kind: SentenceKind
  readonly verdict: VerdictWord
  readonly reason?: ReasonCode | null
  /** Verified items of all items in scope. */
  readonly n: number
  readonly m: number
  readonly sourceName?: string
}

/** One sentence for a verdict, with n of m, and the reason when there is one. */
export function verdictSentence(text: Text, facts: VerdictFacts): string {
  const source = facts.sourceName ?? text.t('finding.someSource')
  const { kind, verdict, n, m } = facts
  // Every comparison holds, and it is the source that has a hole.
  const key = kind === 'continuity' && verdict === 'gap' && n === m ? 'sentence.continuityHeld' : null
  const sentence = text.t(key ?? `sentence.${kind}.${verdict}`, { n, m, source })
  if (facts.reason === undefined || facts.reason === null) return sentence
  return text.t('sentence.reasonSuffix', { sentence, reason: reasonText(text, facts.reason) })
}

/** Verified items of items in scope: entries of a chain, batches of a Merkle check, anchors. */
export function scopeOf(result: CheckResult): { readonly n: number; readonly m: number } {
  switch (result.kind) {
    case 'chain':
      return { n: result.contentVerified, m: result.entries + result.rejected }
    case 'merkle':
      return { n: result.verified, m: result.batches.length }
    case 'anchors':
      return { n: result.verified, m: result.anchors.length }
    case 'cloudtrail':
      return cloudTrailScope(result)
    case 'continuity':
      return { n: result.held, m: result.tested }
    case 'seals':
      return {
        n: result.counts.verified,
        m: result.counts.verified + result.counts.mismatch + result.counts.notChecked,
      }
    case 'ids':
      return { n: result.within, m: result.entries + result.rejected }
    case 'sequence':
      return sequenceScope(result)
    case 'proofs':
      return { n: result.verified, m: result.proofs.length }
  }
}

/** Digests and log files that verify, of those that are there, are missing, or are listed by no digest. */
function cloudTrailScope({ counts }: CloudTrailResult): { readonly n: number; readonly m: number } {
  return {
    n: counts.digestsVerified + counts.logsVerified,
    m: counts.digests + counts.digestsMissing + counts.restarts + counts.logs + counts.unlisted,
  }
}

/** Entries that have a number of their own, of all records. */
function sequenceScope(result: SequenceResult): { readonly n: number; readonly m: number } {
  const { entries, rejected, withoutSequence, unreadable, duplicateCount, undecided, untestedEntries } = result
  return {
    n: entries - withoutSequence - unreadable - duplicateCount - undecided - untestedEntries,
    m: entries + rejected,
  }
}

/** The sentence of a check result. */
export function checkSentence(text: Text, result: CheckResult): string {
  const { kind, verdict, reason, sourceName } = result
  return verdictSentence(text, { kind, verdict, reason, sourceName, ...scopeOf(result) })
}

/** Sentence of a reason code. A code that this version does not know is returned as it is. */
export function reasonText(text: Text, code: string): string {
  return text.find(`reason.${code}`) ?? code
}

/** What one promise of an end came to, with what makes it weak. */
export function endPromiseText(text: Text, { kind, relation, expected, actual, inside }: EndPromise): string {
  const said = text.t(`chainEnd.relation.${relation}`, { kind: text.t(`chainEnd.kind.${kind}`), expected, actual })
  return inside && relation === 'reached' ? `${said}. ${text.t('chainEnd.inside')}` : said
}

export function rungText(text: Text, rung: AnchorRung): { readonly meaning: string; readonly next: string } {
  return { meaning: text.t(`rung.${rung}`), next: text.t(`rungNext.${rung}`) }
}

export function completenessText(
  text: Text,
  rung: CompletenessRung,
): { readonly meaning: string; readonly next: string } {
  return { meaning: text.t(`completeness.${rung}`), next: text.t(`completenessNext.${rung}`) }
}

const limitKeys = {
  chain: ['prove.chain.rebuilt', 'prove.chain.tail', 'prove.chain.truth'],
  merkle: ['prove.merkle.claim', 'prove.merkle.truth', 'prove.merkle.missing'],
  anchors: ['prove.anchors.existence', 'prove.anchors.asserted', 'prove.anchors.live'],
  cloudtrail: ['prove.cloudtrail.keys', 'prove.cloudtrail.newest', 'prove.cloudtrail.events', 'prove.cloudtrail.ends'],
  continuity: [
    'prove.continuity.ends',
    'prove.continuity.between',
    'prove.continuity.consistent',
    'prove.continuity.side',
  ],
  sequence: ['prove.sequence.promise', 'prove.sequence.ends', 'prove.sequence.clocks'],
  seals: ['prove.seals.key', 'prove.seals.truth', 'prove.seals.missing'],
  proofs: ['prove.proofs.existence', 'prove.proofs.clock', 'prove.proofs.pinned'],
  ids: ['prove.ids.made', 'prove.ids.clock', 'prove.ids.both'],
  analysis: ['prove.analysis.criterion', 'prove.analysis.rule', 'prove.analysis.notTestable'],
  coverage: ['prove.coverage.quiet'],
  erasure: ['prove.erasure.preview', 'prove.erasure.remains', 'prove.erasure.backups'],
  package: ['prove.package.opinion', 'prove.package.signer', 'prove.package.clock'],
  receipt: ['prove.receipt.exporter'],
} as const satisfies Record<string, readonly TextKey[]>
export type LimitKind = keyof typeof limitKeys

/** What a result of this kind does not prove: printed under every result, green ones above all. */
export function doesNotProve(text: Text, kind: LimitKind): readonly string[] {
  return limitKeys[kind].map((key) => text.t(key))
}
