/** Every planted fault of a set against what was found at exactly that file, line and sequence. */
import type { AnswerKey } from '../sample/answer-key.ts'
import { documented, stated, statedAs } from './check.ts'
import type { Check, Statement } from './check.ts'
import type { Finding, InspectedRecord } from './documents.ts'
import { chainKinds, findingsAt, lineOf, missingNumbers, onAxis, placeOf, resultOf, sourceOf } from './look-up.ts'
import type { SetRun } from './run-set.ts'

/** Members of the faults in a key; each fault has those that it needs. */
interface Fault {
  readonly fault: string
  readonly file: string
  readonly line?: number
  readonly lines?: readonly number[]
  readonly sequence?: string | null
  readonly deletedSequence?: string
  /** `path old -> new`. */
  readonly change?: string
  readonly with?: { readonly line: number; readonly sequence: string }
  readonly date?: string
  readonly firstAnchor?: { readonly batchLine: number; readonly equalsPresentRows: boolean }
  readonly secondAnchor?: { readonly batchLine: number; readonly equalsPresentRows: boolean }
  readonly expected: {
    readonly axis?: 'content' | 'link'
    readonly result: string
    readonly lowersVerdict?: boolean
    readonly reasons?: readonly string[]
    readonly source?: string
    readonly reason?: string
  }
}

/** Reads one line of a source by its number: `inspect`. */
export type ReadLine = (file: string, line: number) => Promise<InspectedRecord>

export async function compareFaults(key: AnswerKey, run: SetRun, readLine: ReadLine): Promise<Check[]> {
  const checks: Check[] = []
  for (const fault of key.faults as unknown as readonly Fault[]) {
    const { sourceId } = sourceOf(run.sources, fault.file)
    const about = { fault, run, found: findingsAt(run.findings, sourceId, ...chainKinds), readLine }
    const statements = await faultStatements(about, sourceId)
    const met = statements.every((statement) => statement.met)
    const at =
      fault.date ??
      `line ${fault.line}${fault.sequence === null || fault.sequence === undefined ? '' : `, sequence ${fault.sequence}`}`
    checks.push({
      set: key.set,
      file: fault.file,
      check: `fault ${fault.fault}, ${at}`,
      verdict: met ? fault.expected.result : 'not located',
      n: met ? 1 : 0,
      m: 1,
      statements,
    })
  }
  return checks
}

interface AboutFault {
  readonly fault: Fault
  readonly run: SetRun
  /** Chain findings of the fault's file. */
  readonly found: readonly Finding[]
  readonly readLine: ReadLine
}

async function faultStatements(about: AboutFault, sourceId: number): Promise<Statement[]> {
  const { fault, run } = about
  if (fault.date !== undefined) return reanchored(about)
  if (fault.expected.result === 'rejected') return cutShort(fault, run, sourceId)
  const statements = [located(about, fault.line ?? 0, fault.sequence ?? null)]
  if (fault.with !== undefined) statements.push(located(about, fault.with.line, fault.with.sequence))
  if (fault.deletedSequence !== undefined) {
    const skips = findingsAt(run.findings, sourceId, 'sequence-gap').filter((skip) => lineOf(skip) === fault.line)
    statements.push(stated('sequence that is missing', [fault.deletedSequence], missingNumbers(skips)))
  }
  if (fault.expected.lowersVerdict === false) {
    // What lowers a verdict is ranked high or critical; a re-ordering alone is reported and no more.
    const severities = about.found
      .filter((finding) => [fault.line, fault.with?.line].includes(lineOf(finding)))
      .map(({ severity }) => severity)
    statements.push(stated('rank of what is found there', ['low', 'low'], severities))
  }
  if (fault.change !== undefined) statements.push(await presentValue(about, fault.change))
  return statements
}

/** The finding on the stated axis stands at that line and sequence, and the other axis is good. */
function located({ fault, found }: AboutFault, line: number, sequence: string | null): Statement {
  const { axis = 'content', result } = fault.expected
  const other = axis === 'content' ? 'link' : 'content'
  const there = onAxis(found, axis, result).filter(
    (finding) => lineOf(finding) === line && finding.details[other] === 'ok',
  )
  return stated(`${axis} ${result}, ${other} ok, at`, [{ line, sequence }], there.map(placeOf))
}

/** Of an edit the present value is still in the file; the one before it is gone, which is why there is a key. */
async function presentValue({ fault, readLine }: AboutFault, change: string): Promise<Statement> {
  const [, path = '', , after = ''] = /^(\S+) (.+) -> (.+)$/.exec(change) ?? []
  const record = await readLine(fault.file, fault.line ?? 0)
  let value: unknown = JSON.parse(record.rawText)
  for (const name of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[name]
  return stated(
    `${path} in line ${fault.line} now`,
    { line: fault.line, value: after },
    { line: record.line, value: String(value) },
  )
}

function cutShort(fault: Fault, run: SetRun, sourceId: number): Statement[] {
  const { receipt } = sourceOf(run.sources, fault.file)
  const rejects = findingsAt(run.findings, sourceId, 'record-rejected')
  const reasons = rejects.map(({ subject }) => subject)
  return [
    stated('rejected at', [{ line: fault.line ?? 0, sequence: fault.sequence ?? null }], rejects.map(placeOf)),
    statedAs(
      'reason, one of',
      fault.expected.reasons,
      reasons,
      reasons.length > 0 && reasons.every((reason) => fault.expected.reasons?.includes(reason)),
    ),
    // A gap in the source is said by the file itself: it ends inside a record. Worse verdicts of its chain stand above it.
    stated(
      'the source lacks its end',
      fault.expected.source === 'gap',
      receipt.truncated && findingsAt(run.findings, sourceId, 'source-truncated').length === 1,
    ),
  ]
}

async function reanchored({ fault, run, readLine }: AboutFault): Promise<Statement[]> {
  const { anchors } = resultOf(run.withTrust.result, 'anchors', fault.file)
  const batch = resultOf(run.withTrust.result, 'merkle', fault.file).batches.find(({ date }) => date === fault.date)
  const statements = [
    stated(
      'Merkle check of the day',
      { verdict: fault.expected.result, reason: fault.expected.reason },
      { verdict: batch?.verdict, reason: batch?.reason },
    ),
    ...[fault.firstAnchor, fault.secondAnchor].map((wanted, nth) => {
      const anchor = anchors[(wanted?.batchLine ?? 0) - 1]
      const equals = anchor !== undefined && anchor.recomputedRoot === anchor.claimedRoot
      return stated(
        `${nth === 0 ? 'first' : 'second'} anchor, claim ${wanted?.batchLine}`,
        {
          date: fault.date,
          equalsPresentRows: wanted?.equalsPresentRows,
          verdict: fault.expected.result,
          reason: fault.expected.reason,
        },
        { date: anchor?.date, equalsPresentRows: equals, verdict: anchor?.verdict, reason: anchor?.reason },
      )
    }),
    documented(
      'findings of the day',
      1,
      run.findings.filter(({ kind, subject }) => kind === 'batch-anchored-twice' && subject === fault.date).length,
    ),
  ]
  // A root stands for its day: which of the day's lines were edited cannot be told from it, only that they are in it.
  for (const line of fault.lines ?? []) {
    const record = await readLine(fault.file, line)
    statements.push(
      stated(
        `edited line ${line} is of that day`,
        { line, day: fault.date },
        { line: record.line, day: dayOf(record) },
      ),
    )
  }
  return statements
}

export function dayOf({ occurredAtMicros }: InspectedRecord): string | null {
  return occurredAtMicros === null ? null : new Date(Math.floor(occurredAtMicros / 1000)).toISOString().slice(0, 10)
}
