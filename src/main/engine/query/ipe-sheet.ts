/**
 * Information-produced-by-the-entity sheet of a source: where it came from, what the file is, how far completeness,
 * accuracy and integrity were shown, and the points of PCAOB AS 1105.10A on external electronic information. Whatever
 * only a person can state is left open and says so.
 */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { Coverage, FillRate, SequenceTest } from '../../../shared/model/analysis.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { groupedDecimal, groupedNumber } from '../../../shared/text/numbers.ts'
import { completenessText, reasonText, scopeOf } from '../../../shared/text/verdict-text.ts'
import type { CheckResult } from '../../../shared/model/check-run.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readEngagement } from '../../store/engagements.ts'
import { lastAnalysis, lastRun } from '../../store/runs.ts'
import type { StoredSource } from '../../store/sources.ts'
import { lastResults, rungOf } from './source-summary.ts'

export type IpeSections = ResultOf<'source.ipe'>['sections']
type Row = IpeSections[number]['rows'][number]

/** Value of a row that only a person can fill in. */
export const ipeOpen = 'Open: to be stated by a person.'

/** What a pass over the entries measured. */
export interface IpeMeasures {
  readonly fillRates: readonly FillRate[]
  readonly coverage: Coverage
  readonly sequence: SequenceTest | null
}

const text = createText()
const count = groupedNumber

/** `measured` where the caller has just read the entries; else the last analysis speaks, if there was one. */
export function ipeSheet(store: ReadableStore, source: StoredSource, measured?: IpeMeasures): IpeSections {
  const measures = measured ?? analysed(store, source.sourceId)
  const results = lastResults(store, source.sourceId)
  return [
    {
      heading: 'Origin',
      rows: [
        { label: 'Source system, environment, owner', value: ipeOpen },
        { label: 'Table or stream', value: ipeOpen },
        { label: 'Exporter, export time and its zone', value: ipeOpen },
        { label: 'Authorised by', value: ipeOpen },
      ],
    },
    {
      heading: 'Logic',
      rows: [
        { label: 'Query or export settings, verbatim', value: ipeOpen },
        { label: 'Who wrote it; changed since last period', value: ipeOpen },
        { label: 'Reading of the records', value: `${source.profile.name}, version ${source.profile.version}` },
        { label: 'SHA-256 of the profile', value: source.profileHash },
        { label: 'Times without zone mean', value: source.profile.zone },
      ],
    },
    { heading: 'File facts', rows: fileRows(source) },
    { heading: 'Completeness', rows: completenessRows(store, source, results.chain, measures) },
    { heading: 'Accuracy', rows: accuracyRows(source, results.chain, measures) },
    {
      heading: 'Integrity',
      rows: [results.chain, results.merkle, results.anchors].map((result, index) => integrityRow(index, result)),
    },
    {
      heading: 'Transfer',
      rows: [
        { label: 'From, to, when, medium', value: ipeOpen },
        { label: 'SHA-256 before the transfer', value: ipeOpen },
        { label: 'SHA-256 after the transfer', value: source.sha256 },
        {
          label: 'Custody since',
          value: `in the custody log of the engagement, from ${isoFromMicros(source.importedAtMicros, 0)}`,
        },
      ],
    },
    { heading: 'External electronic information (AS 1105.10A)', rows: externalRows(store, source) },
    { heading: 'Conclusion', rows: [{ label: 'By whom, when, basis, limits', value: ipeOpen }] },
  ]
}

function fileRows(source: StoredSource): Row[] {
  const { receipt } = source
  const { record, rejected, blank, framing } = receipt.tileBytes
  return [
    { label: 'Name as given', value: source.name },
    { label: 'Bytes', value: count(source.bytes) },
    { label: 'SHA-256', value: source.sha256 },
    { label: 'Format', value: source.format },
    { label: 'Acquired', value: isoFromMicros(source.importedAtMicros, 0) },
    {
      label: 'Physical records',
      value: `${count(receipt.physical)} = ${count(receipt.accepted)} accepted + ${count(receipt.rejected)} rejected + ${count(receipt.blank)} blank`,
    },
    {
      label: 'Bytes by kind',
      value: `${count(record)} record + ${count(rejected)} rejected + ${count(blank)} blank + ${count(framing)} framing = ${count(receipt.bytes)}`,
    },
    { label: 'Ends as its format says', value: receipt.truncated ? 'no: the end is missing' : 'yes' },
    ...receipt.notes.map((note) => ({
      label: `Noted: ${text.find(`note.${note.code}`) ?? note.code}`,
      value: `${count(note.count)}${note.detail === undefined ? '' : ` (${note.detail})`}`,
    })),
  ]
}

function completenessRows(
  store: ReadableStore,
  source: StoredSource,
  chain: Extract<CheckResult, { kind: 'chain' }> | null,
  measures: IpeMeasures | null,
): Row[] {
  const rung = rungOf(store, source)
  const { period } = readEngagement(store)
  const { firstMicros, lastMicros, firstSequence, lastSequence } = source
  return [
    { label: 'Rung reached', value: `${rung}: ${completenessText(text, rung).meaning}` },
    { label: 'To climb further', value: completenessText(text, rung).next },
    {
      label: 'First and last event',
      value:
        firstMicros === null || lastMicros === null
          ? 'no usable times'
          : `${isoFromMicros(firstMicros)} to ${isoFromMicros(lastMicros)}`,
    },
    { label: 'Period of the engagement', value: `${period.from} to ${period.to}` },
    {
      label: 'Days without events',
      value: measures === null ? 'not measured: no analysis was run' : daysText(measures.coverage),
    },
    {
      label: 'First and last sequence',
      value: firstSequence === null ? 'the source has no sequence' : `${firstSequence} to ${lastSequence ?? ''}`,
    },
    { label: 'Sequence gaps', value: sequenceText(firstSequence, chain, measures) },
    { label: 'Control totals supplied by the source', value: ipeOpen },
  ]
}

function daysText({ emptyDays, days }: Coverage): string {
  const of = `${count(emptyDays.length)} of ${count(days.length)}`
  return emptyDays.length === 0
    ? of
    : `${of}: ${emptyDays.slice(0, 10).join(', ')}${emptyDays.length > 10 ? ' and further' : ''}`
}

function sequenceText(
  firstSequence: string | null,
  chain: Extract<CheckResult, { kind: 'chain' }> | null,
  measures: IpeMeasures | null,
): string {
  if (firstSequence === null) return 'not testable without a sequence'
  const test = measures?.sequence
  if (test !== null && test !== undefined)
    return `missing ${groupedDecimal(test.missing)} in ${count(test.gapCount)} ranges, repeated ${count(test.duplicateCount)}, steps back ${count(test.regressionCount)}`
  return chain === null
    ? 'not measured: no chain check was run'
    : `skips ${count(chain.sequenceSkips)}, repeated ${count(chain.sequenceDuplicates)} (chain check)`
}

function accuracyRows(
  source: StoredSource,
  chain: Extract<CheckResult, { kind: 'chain' }> | null,
  measures: IpeMeasures | null,
): Row[] {
  const rates = measures?.fillRates.filter((rate) => rate.result === 'measured' && rate.applicable > 0) ?? []
  const met = rates.filter((rate) => rate.filled === rate.applicable).length
  const absent = measures?.fillRates.filter((rate) => rate.result === 'not-testable') ?? []
  return [
    { label: 'Records that could not be read', value: count(source.receipt.rejected) },
    {
      label: 'Times that could not be read',
      value: count(source.receipt.notes.find((note) => note.code === 'time-unparseable')?.count ?? 0),
    },
    {
      label: 'Requirements met by every entry',
      value:
        measures === null
          ? 'not measured: no analysis was run'
          : `${count(met)} of ${count(rates.length)} that can be measured`,
    },
    {
      label: 'Requirements without a field',
      value:
        measures === null
          ? 'not measured: no analysis was run'
          : absent.length === 0
            ? 'none'
            : absent.map((rate) => rate.requirement).join(', '),
    },
    {
      label: 'Sequence numbers used twice',
      value: chain === null ? 'no chain check was run' : count(chain.sequenceDuplicates),
    },
    { label: 'Sample traced to the source system', value: ipeOpen },
  ]
}

const integrityLabels = ['Hash chain', 'Merkle roots', 'Anchors'] as const

function integrityRow(index: number, result: CheckResult | null): Row {
  const label = integrityLabels[index] ?? ''
  if (result === null) return { label, value: 'not run, or the source has none' }
  const { n, m } = scopeOf(result)
  return {
    label,
    value: `${result.verdict}, ${count(n)} of ${count(m)}${result.reason === null ? '' : ` (${reasonText(text, result.reason)})`}`,
  }
}

/** The points of .10A; the second half of each is a person's. Wording is a paraphrase of a secondary source. */
function externalRows(store: ReadableStore, source: StoredSource): Row[] {
  const runs = (['chain', 'merkle', 'anchors'] as const).filter(
    (kind) => lastRun(store, source.sourceId, kind) !== undefined,
  )
  return [
    { label: 'Did the entity receive it from outside, and from whom', value: ipeOpen },
    { label: 'How it was received, kept and processed before export', value: ipeOpen },
    { label: 'Could it be changed before it was handed over', value: ipeOpen },
    {
      label: 'Changed since it was handed over',
      value: 'the bytes are kept as acquired, under the SHA-256 above; compare it with the one of the hand-over',
    },
    {
      label: 'Procedures on the information itself',
      value: [
        'import accounting',
        ...runs.map((kind) => ({ chain: 'hash chain', merkle: 'Merkle roots', anchors: 'anchors' })[kind]),
      ].join(', '),
    },
    { label: 'Controls over receiving, keeping, processing', value: ipeOpen },
    {
      label: 'Extent, scaled to the risk',
      value: 'every record was read; whether that answers the risk is for a person',
    },
  ]
}

/** Of the last analysis, the part about one source; null when none ran or it left the source out. */
function analysed(store: ReadableStore, sourceId: number): IpeMeasures | null {
  const result = lastAnalysis(store) as ResultOf<'analysis.result'>['result']
  const w5 = result?.w5.find((item) => item.sourceId === sourceId)
  const coverage = result?.coverage.find((item) => item.sourceId === sourceId)
  return w5 === undefined || coverage === undefined ? null : { fillRates: w5.rates, coverage, sequence: null }
}
