/** Prints the results of chain, Merkle and anchor checks: the verdict first, then what it rests on, worst items first. */
import type { AnchorVerdict, BeaconCheck } from '../../shared/model/anchor.ts'
import type {
  AnchorsResult,
  BatchResult,
  ChainBreak,
  ChainResult,
  CheckResult,
  MerkleResult,
} from '../../shared/model/check-run.ts'
import type { ChainEnd } from '../../shared/model/chain-end.ts'
import type { ReasonCode } from '../../shared/model/verdict.ts'
import { createText } from '../../shared/text/create-text.ts'
import { proofStepText } from '../../shared/text/proof-text.ts'
import { endPromiseText, reasonText, scopeOf, verdictSentence } from '../../shared/text/verdict-text.ts'
import { printContinuity } from './continuity-lines.ts'
import { printCloudTrail } from './cloudtrail-lines.ts'
import { fact, grouped, line, verdictLine } from './output.ts'
import { printIds, printSeals } from './seal-lines.ts'
import { printProofs } from './proof-lines.ts'
import { printSequence } from './sequence-lines.ts'
import { counted } from '../../shared/text/numbers.ts'

const text = createText()
type BeaconStep = BeaconCheck['steps'][number]
/** Items with one verdict and reason that are printed one by one; more become one line. */
const listed = 5
/** Items whose values differ are printed with both values, up to this many. */
const listedMismatches = 20

export function printCheckResult(result: CheckResult): void {
  const { kind, verdict, reason, sourceName } = result
  verdictLine(verdict, verdictSentence(text, { kind, verdict, sourceName, ...scopeOf(result) }))
  if (reason !== null) fact('reason', reasonText(text, reason))
  switch (kind) {
    case 'chain':
      return printChain(result)
    case 'merkle':
      return printMerkle(result)
    case 'sequence':
      return printSequence(result)
    case 'anchors':
      return printAnchors(result)
    case 'cloudtrail':
      return printCloudTrail(result)
    case 'continuity':
      return printContinuity(text, result)
    case 'seals':
      return printSeals(text, result)
    case 'ids':
      return printIds(text, result)
    case 'proofs':
      return printProofs(text, result)
  }
}

function counts(countByName: Readonly<Record<string, number>>): string {
  const present = Object.entries(countByName).filter(([, count]) => count > 0)
  return present.map(([name, count]) => `${name} ${grouped(count)}`).join(', ') || 'none'
}

function printChain(result: ChainResult): void {
  const others = result.equivalentRecipes.slice(1)
  fact('recipe', `${result.recipeId ?? 'none'}${others.length > 0 ? ` (equally good: ${others.join(', ')})` : ''}`)
  if (result.weakAlgorithm) fact('', text.t('chain.weak'))
  if (result.scopes > 1) fact('chains', grouped(result.scopes))
  fact('links', counts(result.links))
  fact('content', counts(result.contents))
  if (result.startsMidChain) fact('', text.t('chain.startsMidChain'))
  printKeys(result)
  const second = result.secondOpinion
  if (second !== null)
    fact('second', `${second.implementation} ${second.version}: agrees over ${counted(second.entries, 'entries')}`)
  printEnd(result.end)
  if (result.firstBreak !== null) printBreak('first', result.firstBreak)
  if (result.lastBreak !== null && result.breakCount > 1) printBreak('last', result.lastBreak)
  if (result.breakCount > 0) fact('', `${grouped(result.breakCount)} in all; assay findings lists them`)
}

/** Keys by id, and which of them reproduces which lines where that is more than one stretch. */
function printKeys({ keys = [], keyRuns = [], keyRunCount = 0 }: ChainResult): void {
  for (const key of keys) {
    fact('key', `${key.keyId}: ${counted(key.entries, 'entries')}`)
    if (key.withoutLineEnd) fact('', text.t('chain.keyWithoutLineEnd'))
  }
  if (keyRunCount < 2) return
  for (const run of keyRuns.slice(0, listed))
    fact('', `lines ${run.firstLine} to ${run.lastLine}: ${run.keyId === null ? 'no given key' : `key ${run.keyId}`}`)
  if (keyRunCount > listed) fact('', `… and ${grouped(keyRunCount - listed)} more stretches; --json lists them`)
}

function printEnd({ state, promises }: ChainEnd): void {
  fact('end', text.t(`chainEnd.state.${state}`))
  for (const promise of promises) fact('', endPromiseText(text, promise))
}

function printBreak(name: string, item: ChainBreak): void {
  const place = `line ${item.line}${item.sequence === null ? '' : `, sequence ${item.sequence}`}`
  const states = `link ${item.link ?? 'not judged'}, content ${item.content}`
  fact(name, `${place}: ${states}${item.reason === null ? '' : `. ${reasonText(text, item.reason)}`}`)
  if (item.missingBefore !== '0') values('missing', `${item.missingBefore} sequence numbers before it`)
  if (item.recomputed !== null) {
    values('recomputed', item.recomputed)
    values('stored', item.stored ?? 'nothing')
  }
  if (item.expectedPrevious !== null && item.statedPrevious !== null) {
    values('entry before', item.expectedPrevious)
    values('names', item.statedPrevious)
  }
}

function values(name: string, value: string): void {
  line(`           ${name.padEnd(12)} ${value}`)
}

function printMerkle(result: MerkleResult): void {
  fact('profile', `leaf ${result.leafRecipeId}, tree ${result.treeId}`)
  for (const weakness of result.weaknesses ?? []) fact('note', text.t(`treeWeakness.${weakness}`))
  const late = result.lateBatches ?? []
  if (late.length > 0)
    fact(
      'late',
      `${grouped(late.length)} claimed more than a day after the end of their day, by the time the claim states`,
    )
  const mismatches = result.batches.filter((batch) => batch.verdict === 'mismatch')
  for (const batch of mismatches.slice(0, listedMismatches)) {
    printDated(batch)
    values('recomputed', batch.recomputedRoot ?? 'none')
    values('claimed', batch.claimedRoots.join(' ') || 'none')
  }
  printMore(mismatches.length - listedMismatches, 'batches')
  printFolded(
    result.batches.filter((batch) => batch.verdict !== 'mismatch' && batch.verdict !== 'verified'),
    'batches',
    result.reason,
  )
}

function printAnchors(result: AnchorsResult): void {
  const rungs = Map.groupBy(result.anchors, (anchor) => anchor.rung)
  fact('rungs', counts(Object.fromEntries([...rungs].map(([rung, anchors]) => [rung, anchors.length]))))
  for (const { name, verdict, reason, updates, blocks, newestBlock, steps } of result.beacon ?? []) {
    const upTo = newestBlock === null ? '' : `, the newest is block ${newestBlock}`
    fact(
      'beacon',
      `${name}: ${verdict}, ${counted(updates, 'updates')}, ${counted(blocks, 'blocks')} authenticated${upTo}`,
    )
    if (reason !== null) fact('', reasonText(text, reason))
    for (const step of steps) printBeaconStep(step)
  }
  const stated = Map.groupBy(
    result.anchors.flatMap(({ statedBy, rung }) =>
      rung === 'header-known' && statedBy !== undefined ? [statedBy] : [],
    ),
    (host) => host,
  )
  for (const [host, anchors] of stated)
    fact('known by', `${host}, a second source: ${grouped(anchors.length)} of ${grouped(result.anchors.length)}`)
  const [sample] = result.anchors
  if (sample !== undefined) fact('times', timesText(sample))
  const mismatches = result.anchors.filter((anchor) => anchor.verdict === 'mismatch')
  for (const anchor of mismatches.slice(0, listedMismatches)) {
    printDated(anchor)
    if (anchor.statedBy !== undefined) values('stated by', anchor.statedBy)
    for (const step of anchor.steps.filter((item) => !item.holds)) {
      line(`           ${step.step}`)
      values('expected', step.expected ?? 'nothing')
      values('actual', step.actual ?? 'nothing')
    }
  }
  printMore(mismatches.length - listedMismatches, 'anchors')
  printFolded(
    result.anchors.filter((anchor) => anchor.verdict !== 'mismatch' && anchor.verdict !== 'verified'),
    'anchors',
    result.reason,
  )
}

/** Which part did not hold, and of which period: the update that is to be fetched again. */
function printBeaconStep({ part, period, step, holds, expected, actual }: BeaconStep): void {
  const where = part === undefined ? '' : `, ${text.t(`beaconPart.${part}`)} ${period ?? ''}`.trimEnd()
  fact(holds === false ? 'differs' : 'open', `${proofStepText(text, step)}${where}`)
  if (expected !== null) values('expected', expected)
  if (actual !== null) values('actual', actual)
}

/** Asserted by the submitter, set by the block, and of the entries: three times that are never mixed. */
function timesText({ date, times }: AnchorVerdict): string {
  const entries = `entries ${times.firstEntry ?? '?'} to ${times.lastEntry ?? '?'}`
  return `${date}: asserted ${secondsText(times.assertedSeconds)}, block ${secondsText(times.blockSeconds)}, ${entries}`
}

interface Dated {
  readonly date: string
  readonly verdict: BatchResult['verdict']
  readonly reason: ReasonCode | null
}

function printDated({ date, verdict, reason }: Dated): void {
  line(`  ${date}  ${verdict}${reason === null ? '' : `: ${reasonText(text, reason)}`}`)
}

/** One line for many items of one verdict and reason: a year without anchors is one fact, not 365. `said` was printed above. */
function printFolded(items: readonly Dated[], unit: string, said: ReasonCode | null): void {
  for (const group of Map.groupBy(items, ({ verdict, reason }) => `${verdict} ${reason ?? ''}`).values()) {
    const [first] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined) continue
    if (group.length <= listed) {
      group.forEach(printDated)
      continue
    }
    const reason = first.reason === null || first.reason === said ? '' : `: ${reasonText(text, first.reason)}`
    line(`  ${grouped(group.length)} ${unit} ${first.verdict}, ${first.date} to ${last.date}${reason}`)
  }
}

function printMore(more: number, unit: string): void {
  if (more > 0) line(`  … and ${grouped(more)} more ${unit} that differ; --json lists them`)
}

function secondsText(seconds: string | null): string {
  return seconds === null || seconds.length > 11
    ? 'unknown'
    : new Date(Number(seconds) * 1000).toISOString().replace('.000', '')
}
