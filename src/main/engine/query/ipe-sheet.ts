/**
 * Information-produced-by-the-entity sheet of a source: what is known of where it came from, what the file is, how far
 * completeness and integrity were shown. What only a person can state is left open and says so.
 */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { completenessText, reasonText } from '../../../shared/text/verdict-text.ts'
import type { ReadableStore } from '../../store/open.ts'
import { readEngagement } from '../../store/engagements.ts'
import type { StoredSource } from '../../store/sources.ts'
import { lastResults, rungOf } from './source-summary.ts'

export type IpeSections = ResultOf<'source.ipe'>['sections']

const open = 'To be stated by a person.'

export function ipeSheet(store: ReadableStore, source: StoredSource): IpeSections {
  const text = createText()
  const { receipt } = source
  const { period } = readEngagement(store)
  const { chain, merkle, anchors } = lastResults(store, source.sourceId)
  const rung = rungOf(store, source)
  const count = (value: number): string => value.toLocaleString('en-US')
  const result = (item: { verdict: string; reason: string | null } | null, n: number, m: number): string =>
    item === null
      ? 'not run'
      : `${item.verdict}, ${count(n)} of ${count(m)}${item.reason === null ? '' : ` (${reasonText(text, item.reason)})`}`
  return [
    {
      heading: 'Origin',
      rows: [
        { label: 'Source system and environment', value: open },
        { label: 'Exporter and export time', value: open },
        { label: 'Authorised by', value: open },
      ],
    },
    {
      heading: 'Logic',
      rows: [
        { label: 'Query or export settings, verbatim', value: open },
        { label: 'Source profile', value: `${source.profile.name}, version ${source.profile.version}` },
        { label: 'SHA-256 of the profile', value: source.profileHash },
      ],
    },
    {
      heading: 'File facts',
      rows: [
        { label: 'Name as given', value: source.name },
        { label: 'Bytes', value: count(source.bytes) },
        { label: 'SHA-256', value: source.sha256 },
        { label: 'Format', value: source.format },
        { label: 'Imported', value: isoFromMicros(source.importedAtMicros, 0) },
        {
          label: 'Physical records',
          value: `${count(receipt.physical)} = ${count(receipt.accepted)} accepted + ${count(receipt.rejected)} rejected + ${count(receipt.blank)} blank`,
        },
        {
          label: 'Bytes by kind',
          value: `${count(receipt.tileBytes.record)} record + ${count(receipt.tileBytes.rejected)} rejected + ${count(receipt.tileBytes.blank)} blank + ${count(receipt.tileBytes.framing)} framing = ${count(receipt.bytes)}`,
        },
        { label: 'Ends as its format says', value: receipt.truncated ? 'no: the end is missing' : 'yes' },
        ...receipt.notes.map((note) => ({
          label: `Noted: ${note.code}`,
          value: `${count(note.count)}${note.detail === undefined ? '' : ` (${note.detail})`}`,
        })),
      ],
    },
    {
      heading: 'Completeness',
      rows: [
        { label: 'Rung reached', value: `${rung}: ${completenessText(text, rung).meaning}` },
        { label: 'Next rung needs', value: completenessText(text, rung).next },
        {
          label: 'First and last event',
          value:
            source.firstMicros === null || source.lastMicros === null
              ? 'no times'
              : `${isoFromMicros(source.firstMicros)} to ${isoFromMicros(source.lastMicros)}`,
        },
        { label: 'Period of the engagement', value: `${period.from} to ${period.to}` },
        {
          label: 'First and last sequence',
          value:
            source.firstSequence === null ? 'no sequence' : `${source.firstSequence} to ${source.lastSequence ?? ''}`,
        },
        { label: 'Control totals supplied by the source', value: open },
      ],
    },
    {
      heading: 'Accuracy',
      rows: [
        { label: 'Records that could not be read', value: count(receipt.rejected) },
        {
          label: 'Times that could not be read',
          value: count(receipt.notes.find((note) => note.code === 'time-unparseable')?.count ?? 0),
        },
        { label: 'Sample traced to the source', value: open },
      ],
    },
    {
      heading: 'Integrity',
      rows: [
        { label: 'Hash chain', value: result(chain, chain?.contentVerified ?? 0, chain?.entries ?? 0) },
        { label: 'Merkle roots', value: result(merkle, merkle?.verified ?? 0, merkle?.batches.length ?? 0) },
        { label: 'Anchors', value: result(anchors, anchors?.verified ?? 0, anchors?.anchors.length ?? 0) },
      ],
    },
    { heading: 'Transfer', rows: [{ label: 'From, to, when, medium', value: open }] },
    { heading: 'Conclusion', rows: [{ label: 'By whom, when, basis, limits', value: open }] },
  ]
}
