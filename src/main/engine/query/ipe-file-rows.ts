/** File facts and transfer of a source's sheet: originals, members, accounting, rejects, custody. */
import type { IpeDocument, IpeSection } from '../../../shared/model/ipe.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import type { Text } from '../../../shared/text/create-text.ts'
import { noteText } from '../../../shared/text/finding-text.ts'
import { counted, groupedNumber } from '../../../shared/text/numbers.ts'
import { version } from '../../../shared/model/version.ts'
import { formatFrom } from '../../io/formats/reader.ts'
import { custodyLines } from '../../store/custody.ts'
import type { ReadableStore } from '../../store/open.ts'
import { countRejects } from '../../store/source-facts.ts'
import { listMembers, listOriginals, pageRejects, type StoredSource } from '../../store/sources.ts'

type Row = IpeSection['rows'][number]
const count = groupedNumber

/** Files, rejects and custody events listed on a sheet; all are counted, and the JSON form lists more. */
const listedFiles = 50
const listedRejects = 20
const listedEvents = 50

export function fileRows(store: ReadableStore, source: StoredSource, text: Text): Row[] {
  const { receipt } = source
  const { record, rejected, blank, framing } = receipt.tileBytes
  return [
    { label: 'Name as given', value: source.name },
    { label: 'Bytes', value: count(source.bytes) },
    { label: 'SHA-256', value: source.sha256 },
    ...originalRows(store, source),
    ...memberRows(store, source),
    { label: 'Format', value: `${formatFrom(source.format).title} (${source.format})` },
    { label: 'Parser', value: `Assay ${importedBy(store, source.sourceId) ?? version}, format ${source.format}` },
    { label: 'Acquired', value: isoFromMicros(source.importedAtMicros, 0) },
    {
      label: 'Physical records',
      value: `${count(receipt.physical)} = ${count(receipt.accepted)} accepted + ${count(receipt.rejected)} rejected + ${count(receipt.blank)} blank`,
    },
    {
      label: 'Bytes by kind',
      value: `${count(record)} record + ${count(rejected)} rejected + ${count(blank)} blank + ${count(framing)} framing = ${count(receipt.bytes)}`,
    },
    ...rejectRows(store, source, text),
    { label: 'Ends as its format says', value: receipt.truncated ? 'no: the end is missing' : 'yes' },
    {
      label: 'Says itself that it is incomplete',
      value: receipt.notes.some((note) => note.incomplete === true) ? 'yes: see what was noted' : 'no',
    },
    ...receipt.notes.map((note) => ({
      label: `Noted${note.incomplete === true ? ', incomplete' : ''}: ${noteText(text, note)}`,
      value: `${count(note.count)}${note.detail === undefined ? '' : ` (${note.detail})`}`,
    })),
  ]
}

function originalRows(store: ReadableStore, { sourceId }: StoredSource): Row[] {
  const originals = listOriginals(store, sourceId)
  const rows: Row[] = [{ label: 'Originals as handed over', value: count(originals.length) }]
  for (const { original, name, bytes, sha256 } of originals.slice(0, listedFiles))
    rows.push(
      { label: `Original ${original + 1}`, value: `${name}, ${counted(bytes, 'bytes')}` },
      { label: `Original ${original + 1}, SHA-256`, value: sha256 },
    )
  return withRest(rows, originals.length)
}

/** Members are shown when they are something else than the originals. */
function memberRows(store: ReadableStore, { sourceId }: StoredSource): Row[] {
  const members = listMembers(store, sourceId)
  const rows: Row[] = [{ label: 'Files read from them', value: count(members.length) }]
  if (members.every((member) => member.packing.length === 0)) return rows
  for (const { member, name, original, packing, bytes, sha256 } of members.slice(0, listedFiles))
    rows.push(
      {
        label: `File ${member + 1}`,
        value: `${name}, from original ${original + 1}${packing.length === 0 ? ', not packed' : `, packed in ${packing.join(', ')}`}, ${counted(bytes, 'bytes')}`,
      },
      { label: `File ${member + 1}, SHA-256`, value: sha256 },
    )
  return withRest(rows, members.length)
}

function withRest(rows: Row[], total: number): Row[] {
  if (total > listedFiles)
    rows.push({ label: 'Not listed here', value: `${count(total - listedFiles)} further; the JSON form lists them` })
  return rows
}

function rejectRows(store: ReadableStore, { sourceId, receipt }: StoredSource, text: Text): Row[] {
  if (receipt.rejected === 0) return [{ label: 'Rejected records', value: 'none' }]
  const rows: Row[] = countRejects(store, sourceId).map((item) => ({
    label: `Rejected: ${text.find(`reject.${item.reason}`) ?? item.reason}`,
    value: count(item.count),
  }))
  for (const { line, byteStart, byteLength, reason } of pageRejects(store, sourceId, 0, listedRejects))
    rows.push({
      label: `Rejected, line ${count(line)}`,
      value: `bytes ${count(byteStart)} to ${count(byteStart + byteLength)}: ${text.find(`reject.${reason}`) ?? reason}`,
    })
  if (receipt.rejected > listedRejects)
    rows.push({
      label: 'Rejected, not listed here',
      value: `${count(receipt.rejected - listedRejects)} further, in the reject list`,
    })
  return rows
}

interface CustodyLine {
  readonly atMicros: number
  readonly actor: string
  readonly action: string
  readonly tool: string | null
}

/** Events of the custody log that name the source, oldest first; lines that were edited into something else are passed over. */
function custodyOf(store: ReadableStore, sourceId: number): { total: number; first: CustodyLine[] } {
  const first: CustodyLine[] = []
  let total = 0
  for (const line of custodyLines(store)) {
    let record: { at_micros?: unknown; actor?: unknown; action?: unknown; details?: unknown } | null
    try {
      record = parseJson(line) as typeof record
    } catch {
      continue
    }
    const details = (record?.details ?? {}) as Record<string, unknown>
    const about = [details['source'], details['left'], details['right'], details['sourceId']]
    if (!about.includes(sourceId) || typeof record?.at_micros !== 'number') continue
    total += 1
    if (first.length < listedEvents)
      first.push({
        atMicros: record.at_micros,
        actor: String(record.actor),
        action: String(record.action),
        tool: typeof details['tool'] === 'string' ? details['tool'] : null,
      })
  }
  return { total, first }
}

/** Version of Assay that read the records. */
function importedBy(store: ReadableStore, sourceId: number): string | null {
  return custodyOf(store, sourceId).first.find((event) => event.action === 'source.import')?.tool ?? null
}

/** Digest stated for the time before the transfer against what arrived: the source, or the original handed over. */
export function transferRow(store: ReadableStore, source: StoredSource, before: string | undefined): Row {
  const label = 'Before and after the transfer'
  if (before === undefined) return { label, value: 'not compared: no SHA-256 before the transfer was provided' }
  const arrived = [source.sha256, ...listOriginals(store, source.sourceId).map((original) => original.sha256)]
  const isSame = arrived.includes(before.trim().toLowerCase())
  return { label, value: isSame ? 'equal' : 'differs: the stated SHA-256 is none of those above' }
}

export function custodyRows(store: ReadableStore, source: StoredSource): Row[] {
  const { total, first } = custodyOf(store, source.sourceId)
  const rows: Row[] = first.map(({ atMicros, action, actor }, index) => ({
    label: `Custody ${index + 1}`,
    value: `${isoFromMicros(atMicros, 0)}, ${action}, by ${actor}`,
  }))
  if (total > first.length)
    rows.push({
      label: 'Custody, not listed here',
      value: `${count(total - first.length)} further, in the custody log`,
    })
  return rows
}

export function documentFiles(
  store: ReadableStore,
  sourceId: number,
): Pick<IpeDocument, 'originals' | 'members' | 'rejects'> {
  return {
    originals: listOriginals(store, sourceId).map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    members: listMembers(store, sourceId)
      .slice(0, 10_000)
      .map(({ name, original, packing, bytes, sha256 }) => ({ name, original, packing: [...packing], bytes, sha256 })),
    rejects: {
      byReason: [...countRejects(store, sourceId)],
      first: pageRejects(store, sourceId, 0, 1000).map(({ line, byteStart, byteLength, reason }) => ({
        line,
        byteStart,
        byteLength,
        reason,
      })),
    },
  }
}
