/** Seeded answers of the mock: an engagement with two sources, one of any size, with planted differences. */
import type { ContractName } from '../../../src/shared/ipc/contract.ts'
import type { ChainBreak, CheckResult, CheckRun } from '../../../src/shared/model/check-run.ts'
import { entriesPerSource } from '../../../src/shared/model/digest.ts'
import type { Engagement, Overview } from '../../../src/shared/model/engagement.ts'
import type { StoredComparison } from '../../../src/shared/model/comparison.ts'
import type { EntryDetail, EntryRow } from '../../../src/shared/model/entry.ts'
import type { Finding } from '../../../src/shared/model/finding.ts'
import type { PackageCheck } from '../../../src/shared/model/package.ts'
import type { SourceSummary } from '../../../src/shared/model/source.ts'
import { captured, trustWindowOf } from './mock-anchors.ts'
import { chainAnswerOf, furtherResultOf } from './mock-chains.ts'
import { merkleAnswerOf } from './mock-merkle.ts'

const start = Date.UTC(2025, 3, 1) * 1000
const clock = Date.UTC(2026, 10, 21, 20, 30) * 1000

/** 64 hex digits from a number; xorshift, the same on every run. */
export function hashOf(seed: number): string {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1
  let hex = ''
  for (let index = 0; index < 8; index += 1) {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    hex += state.toString(16).padStart(8, '0')
  }
  return hex
}

const mockProfile = {
  profile: 'assay.profile/1',
  id: 'guide-b',
  name: 'Guide B entries',
  version: 1,
  fields: { actorId: ['actor_id'] },
  zone: 'UTC',
  epochUnit: 's',
  recipes: [],
}

/** One row of a preview's mapping; states that are not named count nothing. */
function mapped(field: string, from: string | null, sample: string | null, states: Readonly<Record<string, number>>) {
  return { field, from, sample, present: 0, null: 0, empty: 0, absent: 0, unparseable: 0, ...states }
}

export const engagement: Engagement = {
  engagementId: 'mock',
  name: 'Acme shop 2025 Q2',
  period: { from: '2025-04-01', to: '2025-06-30' },
  frameworks: ['soc2', 'pci'],
  createdAtMicros: clock - 86_400_000_000,
  fileName: 'Acme-2025-Q2.assay',
  readOnly: false,
}

function source(
  sourceId: number,
  name: string,
  rows: number,
  rejected: number,
  change: Partial<SourceSummary>,
): SourceSummary {
  const record = rows * 412
  const bad = rejected * 96
  return {
    sourceId,
    name,
    format: 'ndjson',
    formatName: 'JSON lines',
    profileId: 'guide-a',
    profileName: 'Guide A entries',
    importedAtMicros: clock - 3_600_000_000,
    receipt: {
      bytes: record + bad + rows + rejected,
      sha256: hashOf(sourceId * 77),
      physical: rows + rejected + 2,
      accepted: rows,
      rejected,
      blank: 2,
      tileBytes: { record, rejected: bad, blank: 0, framing: rows + rejected },
      truncated: rejected > 0,
      notes:
        rejected > 0
          ? [
              { code: 'page-token', count: 1, text: 'the last page names one that follows', incomplete: true },
              { code: 'duplicate-keys', count: 3 },
              { code: 'no-final-newline', count: 1, detail: 'byte 4,120,332' },
            ]
          : [],
    },
    firstMicros: start,
    lastMicros: start + 90 * 86_400_000_000,
    firstSequence: null,
    lastSequence: null,
    verdict: 'verified',
    completeness: 'L3',
    completenessStops: ['total-not-given'],
    completenessGap: false,
    hasChain: false,
    hasBatches: true,
    ...change,
  }
}

export function sourcesOf(rows: number): SourceSummary[] {
  return [
    source(1, 'shop-a.ndjson', 18_004, 0, {}),
    source(2, 'shop-b.ndjson', rows, 12, {
      profileId: 'guide-b',
      profileName: 'Guide B entries',
      verdict: 'mismatch',
      completeness: 'L0',
      completenessStops: ['rejected-records', 'truncated'],
      completenessGap: true,
      hasChain: true,
      hasBatches: false,
      firstSequence: '48291037',
      lastSequence: String(48_291_037 + rows - 1),
    }),
  ]
}

const actions = [
  'order.create.success',
  'order.status.update',
  'product.update.success',
  'user.login.success',
  'refund.approve',
  'inventory.adjust',
]
const actors = ['jane.ops', 'cron:reconcile', 'maria.k', 'api:pos-4', 'warehouse-2']

export function rowAt(position: number): EntryRow {
  const bad = position % 4_817 === 1_204
  return {
    entryId: 2 * entriesPerSource + position,
    sourceId: 2,
    line: position + 1,
    sequence: String(48_291_037 + position),
    occurredAt: new Date((start + position * 777_000) / 1000).toISOString(),
    occurredAtMicros: start + position * 777_000 + (position % 7),
    actor: actors[position % actors.length] ?? null,
    action: actions[(position * 7) % actions.length] ?? null,
    resourceType: 'order',
    resourceId: String(100_000 + ((position * 31) % 90_000)),
    outcome: position % 9 === 0 ? 'failed' : 'success',
    link: 'ok',
    content: bad ? 'mismatch' : 'ok',
    reason: bad ? 'content-differs' : null,
    entryHash: hashOf(position),
  }
}

function detailAt(entryId: number): EntryDetail {
  const position = entryId % entriesPerSource
  const row = { ...rowAt(position), entryId, sourceId: Math.floor(entryId / entriesPerSource) }
  const rawText = `{"id":"0196-${position}","timestamp":"${row.occurredAt}","sequence":${row.sequence},"actor_id":"${row.actor}","action":"${row.action}","old_values":{"amount":"120.00","status":"paid"},"new_values":{"amount":"12.00","status":"refunded"},"reason_code":null,"prev_hash":"${hashOf(position - 1)}","entry_hash":"${row.entryHash}"}`
  return {
    ...row,
    byteStart: position * 413,
    byteLength: rawText.length,
    rawText,
    rawCut: false,
    sha256: hashOf(position + 5),
    fields: [
      { field: 'actorId', from: 'actor_id', state: 'present', text: row.actor ?? '' },
      { field: 'action', from: 'action', state: 'present', text: row.action ?? '' },
      { field: 'reasonCode', from: 'reason_code', state: 'null', text: 'null' },
      { field: 'reasonNote', from: 'reason_note', state: 'empty', text: '' },
      { field: 'ip', from: null, state: 'absent', text: '' },
      { field: 'occurredAt', from: 'timestamp', state: 'unparseable', text: '2025-13-41T99:00' },
    ],
    changes: [
      { path: 'amount', before: '"120.00"', after: '"12.00"' },
      { path: 'status', before: '"paid"', after: '"refunded"' },
      { path: 'note', before: null, after: '"by phone"' },
    ],
  }
}

export function breaksOf(): ChainBreak[] {
  const stored = hashOf(1_204)
  const recomputed = `${stored.slice(0, 21)}${stored[21] === 'a' ? 'b' : 'a'}${hashOf(99).slice(22)}`
  return [
    {
      entryId: 2 * entriesPerSource + 1_204,
      line: 1_205,
      sequence: '48292241',
      link: 'ok',
      content: 'mismatch',
      reason: 'content-differs',
      recomputed,
      stored,
      expectedPrevious: null,
      statedPrevious: null,
      missingBefore: '0',
    },
    {
      entryId: 2 * entriesPerSource + 400_000,
      line: 400_001,
      sequence: '48691039',
      link: 'gap',
      content: 'ok',
      reason: 'link-gap',
      recomputed: null,
      stored: null,
      expectedPrevious: hashOf(7),
      statedPrevious: hashOf(8),
      missingBefore: '2',
    },
    {
      entryId: 2 * entriesPerSource + 812_333,
      line: 812_334,
      sequence: '49103372',
      link: 'reorder',
      content: 'ok',
      reason: null,
      recomputed: null,
      stored: null,
      expectedPrevious: hashOf(17),
      statedPrevious: hashOf(18),
      missingBefore: '0',
    },
  ]
}

export function resultOf(kind: CheckRun['kind'], rows: number): CheckResult {
  if (kind !== 'chain' && kind !== 'merkle' && kind !== 'anchors') return furtherResultOf(kind)
  if (kind === 'chain')
    return {
      kind,
      sourceId: 2,
      sourceName: 'shop-b.ndjson',
      verdict: 'mismatch',
      reason: 'content-differs',
      recipeId: 'raw-minus-fields.newline-joined.hex',
      recipeHash: hashOf(3),
      weakAlgorithm: false,
      equivalentRecipes: ['raw-minus-fields.newline-joined.hex', 'json-stringify.newline-joined.hex'],
      entries: rows,
      contentVerified: rows - 1,
      links: { ok: rows - 3, genesis: 1, gap: 1, fork: 0, reorder: 1, broken: 0 },
      contents: { ok: rows - 1, mismatch: 1, 'not-recomputable': 0 },
      scopes: 1,
      rejected: 12,
      sequenceDuplicates: 0,
      sequenceSkips: 1,
      startsMidChain: false,
      firstBreak: breaksOf()[0] ?? null,
      lastBreak: breaksOf()[2] ?? null,
      breakCount: 3,
      headHash: hashOf(rows),
      end: { state: 'not-provable', promises: [] },
      secondOpinion: { implementation: '@noble/hashes', version: '2.4.0', entries: rows, agrees: true },
    }
  const dates = Array.from({ length: 30 }, (_, index) => `2025-05-${String(index + 1).padStart(2, '0')}`)
  if (kind === 'merkle')
    return {
      kind,
      sourceId: 1,
      sourceName: 'shop-a.ndjson',
      verdict: 'mismatch',
      reason: 'anchored-more-than-once',
      leafRecipeId: 'guide-a',
      treeId: 'guide-a',
      entries: 18_004,
      batches: dates.map((date, index) => ({
        date,
        verdict: index === 11 ? 'mismatch' : 'verified',
        reason: index === 11 ? 'anchored-more-than-once' : null,
        count: 600 + index,
        firstTimestamp: `${date}T00:00:04.120Z`,
        lastTimestamp: `${date}T23:58:51.900Z`,
        recomputedRoot: hashOf(500 + index),
        claimedRoots: index === 11 ? [hashOf(900), hashOf(511)] : [hashOf(500 + index)],
        secondOpinion: { implementation: 'merkletreejs', version: '0.6.0', root: hashOf(500 + index), agrees: true },
      })),
      verified: 29,
      emptyBatches: ['2025-05-31'],
      unanchoredDays: [],
    }
  return {
    kind,
    sourceId: 1,
    sourceName: 'shop-a.ndjson',
    verdict: 'not-checked',
    reason: 'header-not-known',
    verified: 1,
    trustHash: hashOf(66),
    anchors: dates.slice(0, 6).map((date, index) => {
      const root = hashOf(500 + index)
      const known = index === 5
      return {
        date,
        transactionHash: `0x${hashOf(700 + index)}`,
        verdict: known ? 'verified' : index === 2 ? 'mismatch' : 'not-checked',
        reason: known ? null : index === 2 ? 'count-differs' : 'header-not-known',
        rung: known ? 'header-known' : index === 3 ? 'consistent' : 'included',
        chainId: '31337',
        contract: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
        blockNumber: String(104 + index),
        blockHash: `0x${hashOf(800 + index)}`,
        claimedRoot: root,
        recomputedRoot: root,
        times: {
          assertedSeconds: '1746144000',
          blockSeconds: '1746144014',
          firstEntry: `${date}T00:00:04.120Z`,
          lastEntry: `${date}T23:58:51.900Z`,
        },
        steps: [
          { step: 'claim-root', holds: true, expected: root, actual: root, reason: null },
          { step: 'transaction-found', holds: true, expected: null, actual: null, reason: null },
          {
            step: 'metadata-count',
            holds: index !== 2,
            expected: '602',
            actual: index === 2 ? '601' : '602',
            reason: index === 2 ? 'count-differs' : null,
          },
          {
            step: 'header-hash',
            holds: true,
            expected: `0x${hashOf(800 + index)}`,
            actual: `0x${hashOf(800 + index)}`,
            reason: null,
          },
          {
            step: 'header-known',
            holds: known,
            expected: null,
            actual: `0x${hashOf(800 + index)}`,
            reason: known ? null : 'header-not-known',
          },
        ],
      } as const
    }) as never,
  }
}

function runs(): CheckRun[] {
  const run = (runId: number, kind: CheckRun['kind'], sourceId: number, overall: CheckRun['overall']): CheckRun => ({
    runId,
    kind,
    sourceId,
    startedAtMicros: clock + runId * 60_000_000,
    finishedAtMicros: clock + runId * 60_000_000 + 41_300_000,
    state: 'finished',
    toolVersion: '0.1.0',
    parameters: {},
    overall,
    resultSha256: hashOf(runId),
    repeatsRun: null,
  })
  return [
    run(14, 'chain', 2, 'mismatch'),
    run(13, 'merkle', 1, 'mismatch'),
    run(12, 'anchors', 1, 'not-checked'),
    { ...run(11, 'chain', 2, null), state: 'abandoned' },
  ]
}

function pointer(line: number, sourceId = 2) {
  return {
    sourceId,
    entryId: sourceId * entriesPerSource + line - 1,
    line,
    sequence: sourceId === 2 ? String(48_291_036 + line) : null,
    byteStart: (line - 1) * 413,
    byteLength: 412,
  }
}

export function findingsOf(): Finding[] {
  return [
    {
      findingId: 1,
      kind: 'chain-mismatch',
      severity: 'critical',
      subject: 'content-differs',
      details: { storedHash: hashOf(1_204), recomputedHash: hashOf(99), reason: 'content-differs' },
      pointers: [pointer(1_205)],
      runId: 14,
    },
    {
      findingId: 2,
      kind: 'batch-anchored-twice',
      severity: 'critical',
      subject: '2025-05-12',
      details: { claimedRoots: `${hashOf(900)}, ${hashOf(511)}` },
      pointers: [],
      runId: 13,
    },
    {
      findingId: 3,
      kind: 'chain-gap',
      severity: 'high',
      subject: 'link-gap',
      details: { missingBefore: '2' },
      pointers: [pointer(400_001)],
      runId: 14,
    },
    {
      findingId: 4,
      kind: 'rule-hit',
      severity: 'high',
      subject: '1a',
      details: { user_id: 'u-204', count: '6', mode: 'strict' },
      pointers: [pointer(412, 1)],
      runId: null,
    },
    {
      findingId: 5,
      kind: 'day-without-events',
      severity: 'medium',
      subject: '2025-05-31',
      details: {},
      pointers: [],
      runId: null,
    },
    {
      findingId: 6,
      kind: 'record-rejected',
      severity: 'low',
      subject: 'json-syntax',
      details: { message: 'Unexpected end of the line', bytes: '96' },
      pointers: [{ ...pointer(700), entryId: null }],
      runId: null,
    },
    {
      findingId: 7,
      kind: 'rule-not-testable',
      severity: 'note',
      subject: '5',
      details: { missing: 'user_roles' },
      pointers: [],
      runId: null,
    },
  ]
}

export function packageCheckOf(good: boolean): PackageCheck {
  const line = (check: string, n: number, m: number, problems: PackageCheck['lines'][number]['problems'] = []) => ({
    check,
    verdict: problems.length === 0 ? ('verified' as const) : ('mismatch' as const),
    n,
    m,
    problems,
  })
  const problem = {
    file: 'data/extracts/changes.csv',
    expected: hashOf(41),
    actual: `${hashOf(41).slice(0, 9)}${hashOf(42).slice(9)}`,
    reason: 'digest-differs',
  }
  return {
    fileName: 'Acme-2025-Q2-soc2.evidence.zip',
    bytes: 4_120_332,
    sha256: hashOf(40),
    packageId: 'pkg-7f31',
    template: 'soc2',
    engagement: 'Acme shop 2025 Q2',
    period: '2025-04-01..2025-06-30',
    integrity: good ? 'verified' : 'mismatch',
    identity: {
      verdict: 'not-checked',
      reason: 'signer-not-trusted',
      subject: 'J. Doe (Acme)',
      fingerprint: hashOf(44),
      selfSigned: true,
    },
    signedAt: '2026-11-21T20:31:07Z',
    lines: [
      line('layout', 24, 24),
      line('manifest', good ? 24 : 23, 24, good ? [] : [problem]),
      line('tag-manifest', 3, 3),
      line('report-digests', good ? 22 : 21, 22, good ? [] : [problem]),
      line('manifest-signature', 1, 1),
      line('report-signature', 1, 1),
      line('signers-agree', 1, 1),
    ],
    overall: good ? 'not-checked' : 'mismatch',
  }
}

function overview(rows: number): Overview {
  return {
    engagement,
    entries: rows + 18_004,
    verdict: 'mismatch',
    findings: 7,
    rejected: 12,
    matrix: [
      {
        sourceId: 1,
        sourceName: 'shop-a.ndjson',
        chain: null,
        merkle: { verdict: 'mismatch', n: 29, m: 30 },
        anchors: { verdict: 'not-checked', n: 1, m: 6 },
        completeness: { verdict: null, rung: 'L3', stops: ['total-not-given'] },
      },
      {
        sourceId: 2,
        sourceName: 'shop-b.ndjson',
        chain: { verdict: 'mismatch', n: rows - 1, m: rows },
        merkle: null,
        anchors: null,
        completeness: { verdict: 'gap', rung: 'L0', stops: ['rejected-records', 'truncated'] },
      },
    ],
  }
}

function analysis() {
  const rule = (id: string, mode: string, change: object) => ({
    rule: id,
    name: id,
    mode,
    severity: 'high',
    result: 'no-exception-noted',
    missing: [],
    tested: 412,
    population: 18_004,
    unjudged: 0,
    outOfOrder: 0,
    parameters: {},
    hitCount: 0,
    hits: [],
    ...change,
  })
  const hits = [
    { pointer: pointer(412, 1), occurredAtMicros: start + 5_000_000, context: { user_id: 'u-204', count: '6' } },
    { pointer: pointer(414, 1), occurredAtMicros: start + 65_000_000, context: { user_id: 'u-204', count: '7' } },
  ]
  const days = Array.from({ length: 91 }, (_, index) => ({
    date: new Date(Date.UTC(2025, 3, 1 + index)).toISOString().slice(0, 10),
    count: index === 33 || index === 34 || index === 60 ? 0 : 140 + ((index * 53) % 110),
  }))
  const rate = (dimension: string, requirement: string, filled: number, field: string) => ({
    dimension,
    requirement,
    result: filled < 0 ? 'not-testable' : 'measured',
    filled: Math.max(0, filled),
    applicable: filled < 0 ? 0 : 18_004,
    undecided: 0,
    fields: [field],
    missing: filled >= 0 && filled < 18_004 ? [pointer(9, 1)] : [],
  })
  return {
    rules: [
      {
        sourceId: 1,
        sourceName: 'shop-a.ndjson',
        results: [
          rule('1a', 'as-written', { result: 'exception-noted', hitCount: 2, hits }),
          rule('1a', 'strict', { result: 'exception-noted', hitCount: 2, hits }),
          rule('2', 'strict', { severity: 'medium', tested: 88 }),
          rule('4', 'strict', { tested: 18_004 }),
          rule('5', 'strict', { result: 'not-testable', missing: ['user_roles'], tested: 0, severity: 'medium' }),
        ],
      },
    ],
    w5: [
      {
        sourceId: 1,
        sourceName: 'shop-a.ndjson',
        entries: 18_004,
        rates: [
          rate('who', 'actor id', 18_004, 'user_id'),
          rate('who', 'role at the time', -1, 'user_roles'),
          rate('when', 'microseconds', 0, 'timestamp'),
          rate('where', 'IP address', 17_990, 'metadata.ip_address'),
        ],
      },
    ],
    coverage: [
      {
        sourceId: 1,
        days,
        emptyDays: days.filter((day) => day.count === 0).map((day) => day.date),
        untimed: 3,
        outside: 0,
        spanTooLong: false,
      },
    ],
  }
}

const comparedRow = (line: number) => ({
  entryId: line,
  line,
  matchedBy: 'event-id' as const,
  key: `e${line}`,
  occurredAt: '2025-04-01T00:00:00Z',
  outside: false,
})

const mockComparison: StoredComparison = {
  comparisonId: 1,
  atMicros: clock,
  toolVersion: '0.1.0',
  result: {
    left: {
      sourceId: 1,
      name: 'shop-a.ndjson',
      format: 'ndjson',
      sha256: hashOf(77),
      entries: 10,
      rejected: 0,
      firstMicros: start,
      lastMicros: start,
      repeatedKeys: 0,
    },
    right: {
      sourceId: 2,
      name: 'shop-b.ndjson',
      format: 'ndjson',
      sha256: hashOf(154),
      entries: 9,
      rejected: 0,
      firstMicros: start,
      lastMicros: start,
      repeatedKeys: 0,
    },
    comparedBy: 'text',
    matchedBy: { 'event-id': 10, sequence: 0, record: 0 },
    same: 8,
    sameOtherBytes: 0,
    changed: 1,
    removed: 1,
    removedOutside: 0,
    added: 0,
    addedOutside: 0,
    moved: 0,
    changedFields: [{ field: 'action', rows: 1 }],
    listed: {
      changed: [
        {
          left: comparedRow(4),
          right: comparedRow(4),
          fields: [{ field: 'action', left: 'order.update', right: 'order.delete' }],
        },
      ],
      removed: [comparedRow(7)],
      added: [],
      moved: [],
    },
    statement: ['In both: 9 records.'],
  },
}

export interface SeedOptions {
  readonly rows: number
  readonly empty: boolean
}

/** The seeded answer of a call; for jobs, what the finished job carries. */
export function answerOf(name: ContractName, request: Record<string, unknown>, { rows, empty }: SeedOptions): unknown {
  const page = { from: Number(request['start'] ?? 0), count: Number(request['count'] ?? 0) }
  const cut = <T>(list: readonly T[]) => list.slice(page.from, page.from + page.count)
  switch (name) {
    case 'app.info':
      return { version: '0.1.0', runtime: 'Chromium (mock)', connections: 0 }
    case 'format.list':
      return {
        formats: [
          { id: 'csv', title: 'CSV', about: 'A header and one record per line.' },
          { id: 'ndjson', title: 'JSON lines', about: 'One JSON object on each line.' },
        ],
        profiles: [{ id: 'guide-b', name: 'Guide B entries', version: 1, hash: hashOf(11) }],
      }
    case 'engagement.create':
      return { ...engagement, name: request['name'], period: request['period'], frameworks: request['frameworks'] }
    case 'engagement.open':
      return engagement
    case 'engagement.close':
    case 'window.setTitle':
      return {}
    case 'engagement.overview':
      return empty
        ? { ...overview(rows), matrix: [], entries: 0, verdict: 'not-checked', findings: 0, rejected: 0 }
        : overview(rows)
    case 'source.preview':
      return {
        fileName: 'shop-b.ndjson',
        bytes: 4_120_332,
        format: request['format'] ?? 'ndjson',
        formatName: 'JSON lines',
        memberCount: 2,
        members: [
          { name: 'shop-b.ndjson.1.gz', packing: ['gzip'] },
          { name: 'shop-b.ndjson', packing: [] },
        ],
        notes: [{ code: 'skipped-litter', detail: '.DS_Store', incomplete: false }],
        candidates: [
          {
            format: 'ndjson',
            title: 'JSON lines',
            confidence: 40,
            evidence: ['Every line of the first 256 KiB is one JSON object.', 'Lines end with LF; the text is UTF-8.'],
          },
          { format: 'csv', title: 'CSV', confidence: 20, evidence: ['Every line has the same number of commas.'] },
        ],
        evidence: ['Every line of the first 256 KiB is one JSON object.', 'Lines end with LF; the text is UTF-8.'],
        profile: request['profile'] ?? mockProfile,
        profileHash: hashOf(11),
        profiles: [
          { id: 'shop', name: 'Acme shop', matched: 19, origin: 'saved' },
          { id: 'guide-b', name: 'Guide B entries', matched: 19, origin: 'shipped' },
          { id: 'guide-a', name: 'Guide A entries', matched: 4, origin: 'shipped' },
        ],
        rawLines: Array.from({ length: 12 }, (_, index) => detailAt(2 * entriesPerSource + index).rawText),
        mapping: [
          mapped('occurredAt', 'timestamp', '2025-05-01T00:00:06.300002Z', { present: 998, unparseable: 2 }),
          mapped('actorId', 'actor_id', 'jane.ops', { present: 1000 }),
          mapped('reasonCode', 'reason_code', 'customer_request', { present: 118, null: 870, empty: 12 }),
          mapped('ip', null, null, { absent: 1000 }),
        ],
        unmapped: ['shop_id', 'request_id'],
        names: ['id', 'timestamp', 'actor_id', 'reason_code', 'shop_id', 'request_id', 'new_values.amount'],
        records: 1000,
        rejected: 0,
        time: { text: '2025-05-01T00:00:06.300002Z', utc: '2025-05-01T00:00:06.300002Z', reading: 'ISO 8601, UTC' },
        epoch: null,
        timeNotes: [
          '12 of 1000 times have no zone and are read as UTC, which is an assumption: ask the provider, or choose another zone.',
        ],
        chainTrial: {
          recipeId: 'raw-minus-fields.newline-joined.hex',
          matching: 997,
          of: 1000,
          fits: true,
          equivalent: ['json-stringify.newline-joined.hex'],
          runnerUp: { recipeId: 'raw-minus-fields.inside.hex', matching: 3 },
        },
        space: { needed: 1_200_000, free: 79_000_000_000 },
        alreadyImported: false,
      }
    case 'source.import':
      return sourcesOf(rows)[1]
    case 'source.list':
      return { sources: empty ? [] : sourcesOf(rows) }
    case 'source.members':
      return {
        originals: [{ name: 'shop-b.zip', bytes: 1_120_332, sha256: hashOf(51) }],
        total: 2,
        members: [
          {
            name: 'shop-b.zip!/audit.ndjson.1.gz',
            packing: ['zip', 'gzip'],
            bytes: 3_000_000,
            sha256: hashOf(52),
            entries: 7_000,
            notes: [{ code: 'cut-gzip', detail: 'after 3,000,000 bytes' }],
          },
          {
            name: 'shop-b.zip!/audit.ndjson',
            packing: ['zip'],
            bytes: 1_120_332,
            sha256: hashOf(53),
            entries: rows - 7_000,
            notes: [],
          },
        ],
        profile: mockProfile,
        profileHash: hashOf(11),
      }
    case 'profile.list':
      return {
        profiles: [
          { id: 'shop', name: 'Acme shop', version: 3, hash: hashOf(12), origin: 'saved', fields: 19 },
          { id: 'guide-b', name: 'Guide B entries', version: 1, hash: hashOf(11), origin: 'shipped', fields: 19 },
        ],
      }
    case 'profile.show':
      return { profile: mockProfile, hash: hashOf(11), origin: 'shipped' }
    case 'profile.read':
      return { profile: { ...mockProfile, id: 'from-file', name: 'From a file' }, hash: hashOf(13), origin: 'file' }
    case 'profile.save':
      return { profile: request['profile'], hash: hashOf(14), origin: 'saved' }
    case 'profile.export':
    case 'recipe.export':
      return { path: 'h-save', bytes: 812, sha256: hashOf(15) }
    case 'source.rejects':
      return request['sourceId'] === 2
        ? {
            total: 12,
            rejects: cut(
              Array.from({ length: 12 }, (_, index) => ({
                sourceId: 2,
                line: 700 + index,
                byteStart: 288_400 + index * 97,
                byteLength: 96,
                reason: index === 11 ? 'truncated' : 'json-syntax',
                message: 'The value of member 7 ends before its closing quote.',
                text: '{"id":"0196-700","timestamp":"2025-04-01T00:09:03.9',
              })),
            ),
          }
        : { total: 0, rejects: [] }
    case 'source.comparable':
      return { sources: [{ sourceId: request['sourceId'] === 1 ? 2 : 1, name: 'shop-a.ndjson' }] }
    case 'source.comparisons':
      return { comparisons: [mockComparison] }
    case 'source.compare':
      return mockComparison
    case 'source.ipe':
      return {
        sections: [
          {
            heading: 'File facts',
            rows: [
              { label: 'Name', value: 'shop-b.ndjson' },
              { label: 'SHA-256', value: hashOf(154) },
              { label: 'Records', value: '10,000,000' },
            ],
          },
          {
            heading: 'Completeness',
            rows: [
              { label: 'Sequence gaps', value: '1 (2 numbers)' },
              { label: 'Rung', value: 'L0' },
            ],
          },
        ],
      }
    case 'entry.page': {
      const filter = request['filter'] as { actor?: string; sourceId?: number }
      const total = empty || filter.actor === 'nobody' ? 0 : filter.sourceId === 1 ? 18_004 : rows
      const count = Math.max(0, Math.min(page.count, total - page.from))
      return { total, start: page.from, rows: Array.from({ length: count }, (_, index) => rowAt(page.from + index)) }
    }
    case 'entry.inspect':
      return detailAt(Number(request['entryId']))
    case 'chain.verify':
      return { results: [resultOf('chain', rows)], overall: 'mismatch' }
    case 'merkle.verify':
      return { results: [resultOf('merkle', rows)], overall: 'mismatch' }
    case 'anchors.verify':
      return { results: [resultOf('anchors', rows)], overall: 'not-checked' }
    case 'all.verify':
      return {
        results: [resultOf('chain', rows), resultOf('merkle', rows), resultOf('anchors', rows)],
        overall: 'mismatch',
      }
    case 'run.list':
      return { runs: empty ? [] : runs() }
    case 'run.result': {
      const run = runs().find((candidate) => candidate.runId === request['runId'])
      return { run, result: run?.state === 'finished' ? resultOf(run.kind, rows) : null }
    }
    case 'run.breaks':
      return { total: 3, breaks: cut(breaksOf()) }
    case 'anchor.window':
      return trustWindowOf({ basis: request['basis'] as never, withinHours: (request['withinHours'] ?? null) as never })
    case 'anchor.fetch':
      return captured
    case 'anchor.add':
      return { kind: 'claims', count: 30, sha256: hashOf(1) }
    case 'anchor.list':
      return {
        files: [{ kind: 'timestamp-token', name: 'shop-a.tsr', sha256: hashOf(71) }],
        claims: [
          {
            date: '2025-05-01',
            blockchain_tx: `0x${hashOf(700)}`,
            merkle_root: hashOf(500),
            timestamp: 1_746_144_000,
            block_number: 104,
          },
        ],
        transcripts: [
          {
            sha256: hashOf(31),
            chainId: '31337',
            contract: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
            capturedAt: '2025-06-02T00:00:00Z',
            endpoint: 'anvil 1.7.1, local',
            blocks: 30,
          },
        ],
      }
    case 'trust.add':
      return { added: 1, total: 2 }
    case 'trust.list':
      return {
        entries: empty
          ? []
          : [{ kind: 'block-hash', chainId: '31337', blockHash: `0x${hashOf(805)}`, note: 'read from a second node' }],
        hash: hashOf(66),
      }
    case 'analysis.run':
      return analysis()
    case 'analysis.result':
      return { result: empty ? null : analysis() }
    case 'finding.list': {
      const all = empty ? [] : findingsOf()
      const list = request['kind'] === undefined ? all : all.filter((finding) => finding.kind === request['kind'])
      return {
        total: list.length,
        findings: cut(list),
        byKind: Object.fromEntries(
          all.map((finding) => [finding.kind, all.filter((other) => other.kind === finding.kind).length]),
        ),
      }
    }
    case 'erasure.preview':
      return {
        subjects: request['subjects'],
        transform: request['transform'],
        entries: 3,
        bySource: [
          { sourceId: 1, sourceName: 'shop-a.ndjson', asActor: 1, asObject: 1, asBoth: 0 },
          { sourceId: 2, sourceName: 'shop-b.ndjson', asActor: 0, asObject: 1, asBoth: 0 },
        ],
        rows: [
          {
            pointer: pointer(31, 1),
            role: 'actor',
            changes: [
              { path: 'user_id', target: 'value', match: 'whole', before: 'u-204', after: '' },
              { path: 'user_email', target: 'value', match: 'whole', before: 'maria@example.com', after: '' },
            ],
          },
          {
            pointer: pointer(88, 1),
            role: 'object',
            changes: [
              {
                path: 'metadata.customer.email',
                target: 'value',
                match: 'whole',
                before: 'maria@example.com',
                after: '',
              },
            ],
          },
          {
            pointer: pointer(1_205),
            role: 'object',
            changes: [
              {
                path: 'new_values.payload.email',
                target: 'value',
                match: 'inside',
                before: 'maria@example.com',
                after: '',
              },
            ],
          },
        ],
        effects: [
          {
            sourceId: 1,
            sourceName: 'shop-a.ndjson',
            check: 'merkle',
            verdictBefore: 'verified',
            verdictAfter: 'mismatch',
            affected: 2,
            of: 30,
            detail: 'The roots of 2 days would no longer recompute.',
          },
          {
            sourceId: 2,
            sourceName: 'shop-b.ndjson',
            check: 'chain',
            verdictBefore: 'verified',
            verdictAfter: 'mismatch',
            affected: 1,
            of: rows,
            detail: 'The stored hash of 1 entry would no longer recompute; every link stays.',
          },
        ],
        warnings: ['stored-hash-is-an-oracle', 'anchored-root-remains'],
      }
    case 'key.create':
    case 'key.inspect':
      return {
        name: 'J. Doe (Acme)',
        fingerprint: hashOf(44),
        notBefore: '2026-11-21',
        notAfter: '2029-11-20',
        selfSigned: true,
      }
    case 'package.build':
      return {
        path: '/tmp/Acme-2025-Q2-soc2.evidence.zip',
        sha256: hashOf(40),
        bytes: 4_120_332,
        packageId: 'pkg-7f31',
        template: request['template'],
        fingerprint: hashOf(44),
        files: [
          { path: 'data/report.pdf', bytes: 190_233, sha256: hashOf(46) },
          { path: 'data/HOW-TO-VERIFY.txt', bytes: 4_100, sha256: hashOf(47) },
        ],
        check: packageCheckOf(true),
      }
    case 'package.verify':
      return packageCheckOf(false)
    case 'recipe.list':
      return { recipes: [] }
    case 'log.list':
      return {
        total: 240,
        events: cut(
          Array.from({ length: 240 }, (_, index) => ({
            sequence: 240 - index,
            atMicros: clock - index * 61_000_017,
            actor: 'auditor@laptop',
            action: ['source.imported', 'check.finished', 'engagement.opened'][index % 3],
            details: { source: 'shop-b.ndjson', run: index },
            previousHash: hashOf(index + 1),
            entryHash: hashOf(index),
          })),
        ),
      }
    case 'log.verify':
      return { verdict: 'verified', events: 240, firstBreak: null }
    case 'dialog.openFiles':
      return {
        files: [
          {
            handle: `h-${String(request['purpose'])}`,
            name:
              (
                { import: 'shop-b.ndjson', package: 'Acme-2025-Q2-soc2.evidence.zip', key: 'jdoe.p12' } as Record<
                  string,
                  string
                >
              )[String(request['purpose'])] ?? 'file',
          },
        ],
      }
    case 'dialog.saveFile':
      return { file: { handle: 'h-save', name: request['suggestedName'] } }
    case 'sample.files':
      return {
        sets: [
          {
            set: 'clean',
            files: [
              { handle: 's1', name: 'shop-a.ndjson' },
              { handle: 's2', name: 'shop-a-anchors.ndjson' },
            ],
          },
          { set: 'faulty', files: [] },
        ],
      }
    default: {
      const answer = chainAnswerOf(name, request, empty ? [] : runs()) ?? merkleAnswerOf(name, request)
      if (answer === undefined) throw new TypeError(`the mock has no answer to ${name}`)
      return answer
    }
  }
}
