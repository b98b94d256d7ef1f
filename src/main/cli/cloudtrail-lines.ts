/** Prints a CloudTrail result: chains, then what is not verified with both values, then what the result rests on. */
import type { CloudTrailResult, DigestRow, LogRow } from '../../shared/model/cloudtrail.ts'
import type { ReasonCode, VerdictWord } from '../../shared/model/verdict.ts'
import { createText } from '../../shared/text/create-text.ts'
import { doesNotProve, reasonText } from '../../shared/text/verdict-text.ts'
import { fact, grouped, line } from './output.ts'
import { counted } from '../../shared/text/numbers.ts'

const text = createText()
/** Rows of one verdict and reason that are printed one by one. */
const listed = 10

export function printCloudTrail(result: CloudTrailResult): void {
  const { counts, files } = result
  fact(
    'files',
    `${grouped(files.read)} read: digests ${grouped(files.digests)}, logs ${grouped(files.logs)}, other ${grouped(files.other)}`,
  )
  fact(
    'digests',
    `${grouped(counts.digestsVerified)} of ${grouped(counts.digests)} verified, ${grouped(counts.digestsMissing)} missing`,
  )
  fact(
    'logs',
    `${grouped(counts.logsVerified)} of ${grouped(counts.logs)} verified, ${grouped(counts.logsMissing)} missing, ${grouped(counts.unlisted)} listed by no digest`,
  )
  for (const chain of result.chains) {
    const where = [chain.account, chain.region, chain.trail, chain.prefix].filter((part) => part !== '').join(' ')
    const kind = chain.backfill ? ' (backfill)' : ''
    fact(
      `chain ${chain.chain}`,
      `${where}${kind}: ${chain.verdict}, ${grouped(chain.verified)} of ${grouped(chain.digests)} digests verified`,
    )
    fact(
      '',
      `${chain.from ?? '?'} to ${chain.to ?? '?'}${chain.startsMidChain ? `; ${text.t('cloudtrail.startsMidChain')}` : ''}`,
    )
  }
  for (const key of result.keys)
    fact(
      'key',
      `${key.fingerprint ?? key.statedFingerprint} ${key.validFrom} to ${key.validTo}, ${counted(key.digests, 'digests')}${key.fault === null ? '' : `; ${key.fault}`}`,
    )
  for (const move of result.relocations)
    fact(
      'placed',
      `${move.bucket}/${move.prefix} in ${move.folder === '' ? '.' : move.folder}, ${counted(move.files, 'files')}: ${text.t(`cloudtrail.placement.${move.placement}`)}`,
    )
  printRows('digest', result.digests, digestLines)
  printRows('log', result.logs, logLines)
  printRows('log', result.unlisted, (row) => [row.file, `           is           ${row.sha256}`])
  printNotices(result)
  for (const file of result.metadataUnmatched) fact('', text.t('cloudtrail.metadataUnmatched', { file }))
  for (const note of files.notes.slice(0, listed)) fact('note', note)
  for (const limit of doesNotProve(text, 'cloudtrail')) fact('', limit)
}

interface Row {
  readonly verdict: VerdictWord
  readonly reason: ReasonCode | null
}

function printRows<T extends Row>(name: string, rows: readonly T[], linesOf: (row: T) => readonly string[]): void {
  const bad = rows.filter((row) => row.verdict !== 'verified')
  for (const group of Map.groupBy(bad, ({ verdict, reason }) => `${verdict} ${reason ?? ''}`).values()) {
    const [first] = group
    if (first === undefined) continue
    fact(
      name,
      `${grouped(group.length)} ${first.verdict}${first.reason === null ? '' : `: ${reasonText(text, first.reason)}`}`,
    )
    for (const row of group.slice(0, listed)) {
      const [head = '', ...more] = linesOf(row)
      line(`           ${head}`)
      more.forEach((item) => line(item))
    }
    if (group.length > listed) line(`           … and ${grouped(group.length - listed)} more; --json lists them`)
  }
}

function digestLines(row: DigestRow): readonly string[] {
  const period = `${row.startTime ?? '?'} to ${row.endTime ?? '?'}`
  const name = row.file ?? row.key
  return [
    name === null ? period : `${name}, ${period}`,
    ...values(row.content.expected, row.content.actual),
    ...row.faults.slice(0, listed).map((fault) => `           ${fault}`),
  ]
}

function logLines(row: LogRow): readonly string[] {
  return [
    row.file ?? `${row.bucket}/${row.key}`,
    ...(row.verdict === 'mismatch' ? values(row.expected, row.actual) : []),
  ]
}

function values(expected: string | null, actual: string | null): readonly string[] {
  if (expected === null || expected === actual) return []
  return [`           expected     ${expected}`, ...(actual === null ? [] : [`           actual       ${actual}`])]
}

/** One line for each kind of notice, with the first place. */
function printNotices({ digests, logs }: CloudTrailResult): void {
  const all = [...digests, ...logs].flatMap((row) =>
    row.notices.map((notice) => ({ ...notice, where: row.file ?? row.key ?? '' })),
  )
  for (const [code, notices] of Map.groupBy(all, (notice) => notice.code)) {
    const [first] = notices
    if (first === undefined) continue
    const detail = first.detail === '' || first.detail === first.where ? '' : `: ${first.detail}`
    fact('also', `${grouped(notices.length)} × ${text.t(`cloudtrail.notice.${code}`)} (${first.where}${detail})`)
  }
}
