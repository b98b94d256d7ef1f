/**
 * Information-produced-by-the-entity sheet of a source: where it came from, what the file is, how far completeness,
 * accuracy and integrity were shown, and the points of PCAOB AS 1105.10A on external electronic information. What only a
 * person can state stands as that person stated it, or as not provided; the conclusion is left to be written in.
 */
import type { Coverage, FillRate, SequenceTest } from '../../../shared/model/analysis.ts'
import type { IpeDocument, IpeSection } from '../../../shared/model/ipe.ts'
import type { CheckedTotal, SourceFactName, SourceFacts } from '../../../shared/model/source-facts.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { groupedDecimal, groupedNumber } from '../../../shared/text/numbers.ts'
import { completenessText, doesNotProve, reasonText, scopeOf } from '../../../shared/text/verdict-text.ts'
import type { CheckResult } from '../../../shared/model/check-run.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readEngagement } from '../../store/engagements.ts'
import { lastAnalysis, lastRun } from '../../store/runs.ts'
import { listComparisons, readSourceFacts } from '../../store/source-facts.ts'
import type { StoredSource } from '../../store/sources.ts'
import { sensitiveRows } from '../sensitive/sensitive-rows.ts'
import { custodyRows, documentFiles, fileRows, transferRow } from './ipe-file-rows.ts'
import { measuresOf, type SourceMeasures } from './source-measures.ts'
import { completenessOf, lastResults } from './source-summary.ts'

export type IpeSections = IpeSection[]
type Row = IpeSection['rows'][number]

/** Value of a row that only a person can fill in, and nobody has. */
export const ipeOpen = 'not provided'
/** Value of a row that is left to be written in by hand. */
export const ipeBlank = '______________________________'

/** What a pass over the entries measured; parts that nobody measured are not there. */
export type IpeMeasures = Partial<SourceMeasures> & {
  readonly fillRates: readonly FillRate[]
  readonly coverage: Coverage
  readonly sequence?: SequenceTest
}

const text = createText()
const count = groupedNumber
const notMeasured = 'not measured: no analysis was run'

/** `measured` where the caller has just read the entries; else what was measured before, or the last analysis. */
export function ipeSheet(store: ReadableStore, source: StoredSource, measured?: IpeMeasures): IpeSections {
  const stored = measuresOf(store, source)
  const measures = measured === undefined ? (stored ?? analysed(store, source.sourceId)) : { ...stored, ...measured }
  const results = lastResults(store, source.sourceId)
  const stated = readSourceFacts(store, source.sourceId)
  const { profile } = source
  return [
    {
      heading: 'Origin',
      rows: [
        ...statedRows(stated, ['system', 'environment', 'stream', 'owner', 'exporter', 'exportedAt', 'authorisedBy']),
        { label: 'Stated by', value: stated === null ? ipeOpen : statedBy(stated) },
      ],
    },
    {
      heading: 'Logic',
      rows: [
        ...statedRows(stated, ['query', 'filter', 'queryAuthor', 'queryChanged']),
        { label: 'Reading of the records', value: `${profile.name} (${profile.id}), version ${profile.version}` },
        { label: 'SHA-256 of the profile', value: source.profileHash },
        { label: 'Times without zone mean', value: profile.zone },
      ],
    },
    { heading: 'File facts', rows: fileRows(store, source, text) },
    { heading: 'Completeness', rows: completenessRows(store, source, results.chain, measures, stated) },
    {
      heading: 'Accuracy',
      rows: [...accuracyRows(source, results.chain, measures), ...sensitiveRows(store, source)],
    },
    { heading: 'Integrity', rows: integrityRows([results.chain, results.merkle, results.anchors]) },
    {
      heading: 'Transfer',
      rows: [
        ...statedRows(stated, ['transferFrom', 'transferTo', 'transferAt', 'transferMedium', 'sha256Before']),
        { label: 'SHA-256 after the transfer', value: source.sha256 },
        transferRow(store, source, stated?.facts.sha256Before),
        {
          label: 'Custody since',
          value: `in the custody log of the engagement, from ${isoFromMicros(source.importedAtMicros, 0)}`,
        },
        ...custodyRows(store, source),
      ],
    },
    { heading: 'External electronic information (AS 1105.10A)', rows: externalRows(store, source, stated) },
    {
      heading: 'Conclusion',
      rows: ['Name', 'Date', 'Basis', 'Limits'].map((label) => ({ label, value: ipeBlank })),
    },
  ]
}

/** The same for a program. */
export function ipeDocument(store: ReadableStore, source: StoredSource): IpeDocument {
  const { sourceId, name, format, bytes, sha256, entries, receipt, profile, profileHash } = source
  const { rung, stops, gap } = completenessOf(store, source)
  return {
    schema: 'assay.ipe-document/1',
    source: { sourceId, name, format, bytes, sha256, entries, rejected: receipt.rejected },
    profile: { id: profile.id, name: profile.name, version: profile.version, sha256: profileHash },
    completeness: { rung, stops: [...stops], gap },
    ...documentFiles(store, sourceId),
    stated: readSourceFacts(store, sourceId),
    measures: measuresOf(store, source) as Record<string, unknown> | null,
  }
}

function statedRows(stated: SourceFacts | null, names: readonly SourceFactName[]): Row[] {
  return names.map((name) => ({ label: text.t(`sourceFact.${name}`), value: stated?.facts[name] ?? ipeOpen }))
}

function statedBy({ statedBy: actor, statedAtMicros, version }: SourceFacts): string {
  return `${actor}, ${isoFromMicros(statedAtMicros, 0)} (version ${version})`
}

function completenessRows(
  store: ReadableStore,
  source: StoredSource,
  chain: Extract<CheckResult, { kind: 'chain' }> | null,
  measures: IpeMeasures | null,
  stated: SourceFacts | null,
): Row[] {
  const { rung, stops, gap } = completenessOf(store, source)
  const { period } = readEngagement(store)
  const { firstMicros, lastMicros, firstSequence, lastSequence } = source
  return [
    { label: 'Rung reached', value: `${rung}: ${completenessText(text, rung).meaning}` },
    { label: 'Gap', value: gap ? 'yes: something is known to be missing or unread' : 'none known' },
    {
      label: 'Why no higher',
      value: stops.length === 0 ? 'highest rung' : stops.map((stop) => text.t(`ladderStop.${stop}`)).join(' '),
    },
    { label: 'To climb further', value: completenessText(text, rung).next },
    ...totalRows(stated?.totals ?? []),
    {
      label: 'First and last event',
      value:
        firstMicros === null || lastMicros === null
          ? 'no usable times'
          : `${isoFromMicros(firstMicros)} to ${isoFromMicros(lastMicros)}`,
    },
    { label: 'Period of the engagement', value: `${period.from} to ${period.to}` },
    {
      label: 'Events outside the period',
      value: measures === null ? notMeasured : count(measures.coverage.outside),
    },
    { label: 'Days without events', value: measures === null ? notMeasured : daysText(measures.coverage) },
    {
      label: 'First and last sequence',
      value: firstSequence === null ? 'the source has no sequence' : `${firstSequence} to ${lastSequence ?? ''}`,
    },
    { label: 'Sequence gaps', value: sequenceText(firstSequence, chain, measures) },
    ...comparisonRows(store, source),
  ]
}

function totalRows(totals: readonly CheckedTotal[]): Row[] {
  if (totals.length === 0) return [{ label: 'Control totals supplied by the source', value: ipeOpen }]
  return totals.map(({ measure, field, value, obtained, how, imported, result, absent, unreadable }) => {
    const left = absent + unreadable === 0 ? '' : `; ${count(absent)} without a value, ${count(unreadable)} no number`
    const found = imported === null ? 'could not be formed' : imported
    return {
      label: `Control total: ${measure}${field === undefined ? '' : ` of ${field}`}`,
      value: `${text.t(`totalResult.${result}`)}: stated ${value}, imported ${found}${left}; ${text.t(`totalOrigin.${obtained}`)}: ${how}`,
    }
  })
}

function comparisonRows(store: ReadableStore, { sourceId }: StoredSource): Row[] {
  return listComparisons(store, sourceId, 5).map(({ atMicros, result }) => ({
    label: `Compared with another export, ${isoFromMicros(atMicros, 0)}`,
    value: `source ${result.left.sourceId} with ${result.right.sourceId}: same ${count(result.same + result.sameOtherBytes)}, changed ${count(result.changed)}, only in ${result.left.sourceId} ${count(result.removed)}, only in ${result.right.sourceId} ${count(result.added)}, in another order ${count(result.moved)}`,
  }))
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
  if (test !== undefined)
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
      value: measures === null ? notMeasured : `${count(met)} of ${count(rates.length)} that can be measured`,
    },
    {
      label: 'Requirements without a field',
      value:
        measures === null
          ? notMeasured
          : absent.length === 0
            ? 'none'
            : absent.map((rate) => rate.requirement).join(', '),
    },
    ...(measures?.fields ?? []).map(({ field, states, failures }) => ({
      label: `Field ${field}`,
      value: `${count(states.present)} of ${count(source.entries)} filled (absent ${count(states.absent)}, null ${count(states.null)}, empty ${count(states.empty)}, unreadable ${count(states.unparseable)})${failures === null ? '' : `; outside its type or range ${count(failures)}`}`,
    })),
    { label: 'Event ids used twice', value: idsText(source, measures) },
    {
      label: 'Sequence numbers used twice',
      value:
        measures?.sequence !== undefined
          ? count(measures.sequence.duplicateCount)
          : chain === null
            ? 'not measured: no chain check was run'
            : count(chain.sequenceDuplicates),
    },
    { label: 'Sample traced to the source system', value: ipeOpen },
  ]
}

function idsText({ profile }: StoredSource, measures: IpeMeasures | null): string {
  if (profile.fields.eventId === undefined) return 'the source has no event ids'
  const ids = measures?.eventIds
  if (ids === undefined) return notMeasured
  return ids === null ? 'no entry has an event id' : `${count(ids.repeated)} of ${count(ids.looked)} looked at`
}

const integrityKinds = [
  ['Hash chain', 'chain'],
  ['Merkle roots', 'merkle'],
  ['Anchors', 'anchors'],
] as const

/** Each verdict, and right below it what it does not show. */
function integrityRows(results: readonly (CheckResult | null)[]): Row[] {
  return integrityKinds.flatMap(([label, kind], index): Row[] => {
    const result = results[index] ?? null
    return [
      { label, value: result === null ? 'not run, or the source has none' : verdictText(result) },
      { label: `${label}: not shown by it`, value: doesNotProve(text, kind).join(' ') },
    ]
  })
}

function verdictText(result: CheckResult): string {
  const { n, m } = scopeOf(result)
  return `${result.verdict}, ${count(n)} of ${count(m)}${result.reason === null ? '' : ` (${reasonText(text, result.reason)})`}`
}

/** The points of .10A; the second half of each is a person's. Wording is a paraphrase of a secondary source. */
function externalRows(store: ReadableStore, source: StoredSource, stated: SourceFacts | null): Row[] {
  const runs = (['chain', 'merkle', 'anchors'] as const).filter(
    (kind) => lastRun(store, source.sourceId, kind) !== undefined,
  )
  return [
    ...statedRows(stated, ['externalOrigin', 'externalHandling', 'externalChange']),
    {
      label: 'Changed since it was handed over',
      value: 'the SHA-256 above is of the bytes as acquired; compare it with the one of the hand-over',
    },
    {
      label: 'Procedures on the information itself',
      value: [
        'import accounting',
        ...runs.map((kind) => ({ chain: 'hash chain', merkle: 'Merkle roots', anchors: 'anchors' })[kind]),
      ].join(', '),
    },
    ...statedRows(stated, ['externalControls']),
    {
      label: 'Extent, scaled to the risk',
      value: 'every record was read; whether that answers the risk is for a person',
    },
  ]
}

/** Of the last analysis, the part about one source; null when none ran or it left the source out. */
function analysed(store: ReadableStore, sourceId: number): IpeMeasures | null {
  const result = lastAnalysis(store) as {
    w5: { sourceId: number; rates: FillRate[] }[]
    coverage: Coverage[]
  } | null
  const w5 = result?.w5.find((item) => item.sourceId === sourceId)
  const coverage = result?.coverage.find((item) => item.sourceId === sourceId)
  return w5 === undefined || coverage === undefined ? null : { fillRates: w5.rates, coverage }
}
