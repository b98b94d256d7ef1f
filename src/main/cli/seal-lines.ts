/** Prints the results of seal and id checks: who can check what, how it was checked, then what does not verify. */
import type { IdClockResult } from '../../shared/model/id-clock.ts'
import type { SealDetail, SealRow, SealsResult, SignatureColumn } from '../../shared/model/seals.ts'
import type { Text } from '../../shared/text/create-text.ts'
import { reasonText } from '../../shared/text/verdict-text.ts'
import { fact as namedFact, grouped, line } from './output.ts'
import { counted } from '../../shared/text/numbers.ts'

/** Rows printed; --json has up to 200. */
const printedRows = 20
const printedStrands = 5

export function printSeals(text: Text, result: SealsResult): void {
  const { detail } = result
  switch (detail.design) {
    case 'signatures':
      if (detail.columns.length === 0) fact('', text.t('seals.noColumns'))
      detail.columns.forEach((column) => printColumn(text, column))
      break
    case 'acra':
      printAcra(text, detail)
      break
    case 'qldb':
      printQldb(text, detail)
      break
    case 'ledger-digests':
      printLedger(text, detail)
      break
  }
  result.rows.slice(0, printedRows).forEach((row) => printRow(text, row))
  const more = result.rows.length + result.rowsNotListed - printedRows
  if (more > 0) fact('', `… and ${grouped(more)} more; --json lists the first 200`)
}

function fact(name: string, value: string): void {
  namedFact(name, value, 9)
}

function printColumn(text: Text, column: SignatureColumn): void {
  const kinds = column.kinds.map((kind) => text.t(`seals.kind.${kind}`)).join(' or ')
  const sizes = column.sizes.length === 0 ? '' : `, ${column.sizes.join(', ')} bytes`
  fact('column', `${column.column}: ${kinds}, ${column.encoding}${sizes}; ${counted(column.values, 'values')}`)
  if (column.absent + column.other > 0)
    fact('', `none in ${grouped(column.absent)}, another value in ${grouped(column.other)}`)
  if (column.algorithms.length > 0)
    fact('alg', column.algorithms.map(({ algorithm, count }) => `${algorithm} ${grouped(count)}`).join(', '))
  if (column.keyIds.length > 0) fact('kid', column.keyIds.slice(0, 5).join(', '))
  fact('who', text.t(`seals.trust.${column.trust}`))
  if (column.keyInExport.length > 0) fact('', text.t('seals.keyInExport', { fields: column.keyInExport.join(', ') }))
  if (column.rule === 'jws')
    fact('payload', text.t('seals.tokens', { compared: column.payloadCompared, verified: column.counts.verified }))
  else if (column.rule !== null && column.algorithm !== null)
    fact('payload', text.t('seals.ruleUsed', { rule: column.rule, algorithm: column.algorithm }))
  for (const { keyId, type, entries } of column.keys)
    fact('key', text.t('seals.keyGiven', { key: keyId, type, count: entries }))
}

function printAcra(text: Text, detail: Extract<SealDetail, { design: 'acra' }>): void {
  const { lines } = detail
  fact('lines', `text ${grouped(lines.text)}, CEF ${grouped(lines.cef)}, JSON ${grouped(lines.json)}`)
  fact('chains', `${grouped(detail.chains)} begun, ${grouped(detail.chainsEnded)} ended`)
  if (detail.unsealed > 0) fact('', `${counted(detail.unsealed, 'lines')} without an integrity value`)
  for (const { keyId, entries } of detail.keys) fact('key', `${keyId}: ${counted(entries, 'lines')}`)
  fact('who', text.t('seals.trust.key-holder'))
  fact('', text.t('seals.acraNote'))
}

function printQldb(text: Text, detail: Extract<SealDetail, { design: 'qldb' }>): void {
  for (const strand of detail.strands.slice(0, printedStrands))
    fact(
      'strand',
      `${strand.strandId}: ${counted(strand.blocks, 'blocks')}, ${strand.firstSequence ?? '?'} to ${strand.lastSequence ?? '?'}${strand.fromGenesis ? '' : ', begins inside the strand'}`,
    )
  const { blockHashes, entriesHashes, links, revisions, manifest } = detail
  fact('blocks', `hash ${grouped(blockHashes.verified)} equal, ${grouped(blockHashes.mismatch)} differ`)
  fact(
    'entries',
    `hash ${grouped(entriesHashes.verified)} equal, ${grouped(entriesHashes.mismatch)} differ, ${grouped(entriesHashes.notChecked)} without list`,
  )
  fact(
    'links',
    `ok ${grouped(links.ok)}, first ${grouped(links.first)}, gap ${grouped(links.gap)}, broken ${grouped(links.broken)}`,
  )
  fact(
    'revisions',
    `${grouped(revisions.count)}; bound to ${counted(revisions.listed, 'blocks')}, not bound in ${grouped(revisions.unlisted)}; redacted ${grouped(revisions.redacted)}`,
  )
  if (manifest !== null)
    fact(
      'manifest',
      `${grouped(manifest.ranges)} objects; ${counted(manifest.missing, 'blocks')} missing, ${grouped(manifest.unlisted)} not listed`,
    )
  fact('', text.t('seals.qldbNote'))
}

function printLedger(text: Text, detail: Extract<SealDetail, { design: 'ledger-digests' }>): void {
  fact('digests', `${grouped(detail.digests)}; ${grouped(detail.repeated)} repeat a block with the same hash`)
  for (const item of detail.incarnations.slice(0, printedStrands))
    fact(
      'ledger',
      `${item.database}${item.created === null ? '' : `, created ${item.created}`}: ${counted(item.digests, 'digests')}, block ${item.firstBlock} to ${item.lastBlock}, ${item.lastHash}`,
    )
  for (const [database, items] of Map.groupBy(detail.incarnations, (item) => item.database))
    if (items.length > 1) fact('', text.t('seals.restored', { count: items.length, database }))
  fact('', text.t('seals.digestNote'))
}

function printRow(text: Text, row: SealRow): void {
  const place = row.line === null ? 'whole' : `line ${row.line}`
  const sequence = row.sequence === null ? '' : `, ${row.sequence}`
  fact(row.state, `${place}${sequence}, ${row.item}: ${reasonText(text, row.reason)}`)
  if (row.expected !== null) line(`             expected ${row.expected}`)
  if (row.actual !== null) line(`             actual   ${row.actual}`)
}

export function printIds(text: Text, result: IdClockResult): void {
  for (const { kind, entries, why } of result.kinds)
    fact(
      'ids',
      `${text.t(`ids.kind.${kind}`)}: ${grouped(entries)} of ${grouped(result.entries)}${why === null ? '' : `; ${text.t(`ids.why.${why}`)}`}`,
    )
  if (result.field !== null) fact('field', result.field)
  const assumed = result.snowflake?.epochs.find(({ epoch }) => epoch === result.snowflake?.assumed)
  if (assumed !== undefined)
    fact('epoch', text.t('ids.epochAssumed', { epoch: assumed.epoch, inPeriod: assumed.inPeriod, of: assumed.of }))
  const { offsets, tolerance, order } = result
  if (offsets !== null)
    fact(
      'offset',
      text.t('ids.offset', {
        median: durationText(offsets.medianMicros),
        deviation: durationText(offsets.deviationMicros),
        least: durationText(offsets.leastMicros),
        most: durationText(offsets.mostMicros),
      }),
    )
  if (tolerance !== null)
    fact(
      '',
      text.t('ids.tolerance', {
        tolerance: durationText(tolerance.micros),
        idResolution: durationText(tolerance.idResolutionMicros),
        statedResolution: durationText(tolerance.statedResolutionMicros),
        spread: durationText(tolerance.spreadMicros),
      }),
    )
  if (offsets !== null)
    fact('outside', `${grouped(result.outside.earlier)} earlier than their id, ${grouped(result.outside.later)} later`)
  if (result.reason === 'id-time-differs' || result.reason === 'id-time-shifted') fact('', text.t('ids.causes'))
  for (const item of result.findings.slice(0, printedRows))
    fact(
      item.side,
      `line ${item.line}: stated ${item.stated}, id time ${item.idTime} (${durationText(item.offsetMicros)}), ${item.id}`,
    )
  const more = result.findings.length + result.findingsNotListed - printedRows
  if (more > 0) fact('', `… and ${grouped(more)} more; --json lists the first 200`)
  if (order === null) return
  fact(
    'order',
    `${text.t(order.by === 'file' ? 'ids.orderFile' : 'ids.orderSequence')}: ${grouped(order.back)} of ${grouped(order.compared)} steps go back, ${grouped(order.backBeyond)} beyond the tolerance, the largest by ${durationText(order.largestMicros)}`,
  )
  for (const step of order.first.slice(0, 5))
    fact('', `line ${step.line}: ${step.idTime} after ${step.beforeIdTime} (${durationText(step.backMicros)} back)`)
}

/** A duration in the unit that suits it, with its sign. */
function durationText(micros: number): string {
  const size = Math.abs(micros)
  const sign = micros < 0 ? '-' : ''
  if (size < 1000) return `${sign}${size} µs`
  if (size < 1_000_000) return `${sign}${rounded(size / 1000)} ms`
  if (size < 7_200_000_000) return `${sign}${rounded(size / 1_000_000)} s`
  if (size < 172_800_000_000) return `${sign}${rounded(size / 3_600_000_000)} h`
  return `${sign}${rounded(size / 86_400_000_000)} d`
}

function rounded(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
