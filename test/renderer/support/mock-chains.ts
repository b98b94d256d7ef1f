/** Answers of the mock about chains: the Chain Doctor, one hash explained, further checks, repeated runs. */
import type { CheckResult, CheckRun, otherCheckKinds } from '../../../src/shared/model/check-run.ts'
import { entriesPerSource } from '../../../src/shared/model/digest.ts'
import type { StoredDoctorReport } from '../../../src/shared/model/doctor.ts'
import type { Explanation } from '../../../src/shared/model/explanation.ts'
import { recipeSchema } from '../../../src/shared/model/recipe.ts'

const clock = Date.UTC(2026, 10, 21, 20, 30) * 1000

function hash(seed: number): string {
  return Array.from({ length: 8 }, (_, index) =>
    ((seed * 2_654_435_761 + index * 40_503) >>> 0).toString(16).padStart(8, '0'),
  )
    .join('')
    .slice(0, 64)
}

export const doctorRecipe = recipeSchema.parse({
  recipe: 'assay.recipe/1',
  id: 'inferred',
  name: 'SHA-256 of seven fields joined by "|", previous hash in front',
  algorithm: 'sha256',
  canonical: {
    form: 'fields-joined',
    fields: ['sequence', 'timestamp', 'actor_id', 'action', 'resource_id', 'old_values', 'new_values'],
    delimiter: '|',
    values: { timestamp: { time: { digits: '6', between: 'T', zone: 'Z' } }, old_values: { json: 'jcs' } },
    nullText: '',
  },
  previous: { placement: 'prefix', encoding: 'hex', separator: '|' },
  genesis: { previous: 'zeros' },
  stored: { entryHash: 'entry_hash', previousHash: 'prev_hash', encoding: 'hex' },
})

const documentedRecipe = { id: 'guide-b', name: 'Guide B, section 4' }

/** A recipe that reproduces nearly all, with a documented one that says otherwise. */
export function doctorReportOf(sourceId: number, documented = false): StoredDoctorReport {
  return {
    doctorId: 3,
    atMicros: clock,
    toolVersion: '0.1.0',
    parameters: { sample: 200, documented: documented ? documentedRecipe.id : null },
    report: {
      doctor: 'assay.doctor/1',
      sourceId,
      sourceName: 'shop-b.ndjson',
      recipeHash: hash(3),
      outcome: 'partly',
      sampled: 200,
      columns: [
        {
          name: 'entry_hash',
          encoding: 'hex',
          bytes: 32,
          rows: 200,
          distinct: 200,
          role: 'entry-hash',
          algorithms: ['sha256', 'sha3-256', 'keccak256', 'blake2b-256', 'blake3', 'sha512-256', 'blake2s-256'],
        },
        {
          name: 'prev_hash',
          encoding: 'hex',
          bytes: 32,
          rows: 200,
          distinct: 200,
          role: 'previous-hash',
          algorithms: ['sha256'],
        },
      ],
      chain: {
        entryHash: 'entry_hash',
        previousHash: 'prev_hash',
        contentHash: null,
        followed: 198,
        of: 199,
        order: 'sequence',
        orderBy: null,
        scope: [],
        scopeDay: null,
        chains: 1,
      },
      recipe: doctorRecipe,
      previousImplied: false,
      sample: { matched: 197, of: 200 },
      perChain: [{ scope: '', matched: 197, of: 200 }],
      equivalents: {
        total: 14,
        groups: [
          {
            aspects: ['null-text'],
            toldApartBy: ['null-value'],
            count: 8,
            recipes: [{ ...doctorRecipe, name: 'The same with null as "null"' }],
          },
          {
            aspects: ['values', 'dialect'],
            toldApartBy: ['non-ascii-text', 'number-not-integer'],
            count: 6,
            recipes: [{ ...doctorRecipe, name: 'The same with Python JSON' }],
          },
        ],
      },
      tried: {
        recipes: 218_448,
        hashes: 96_120,
        dimensions: { forms: 14, 'json-selections': 61, times: 23, placements: 11, prefixes: 9, algorithms: 7 },
        probes: [1, 60, 198],
        cut: false,
      },
      documented: documented
        ? {
            ...documentedRecipe,
            matched: 0,
            of: 200,
            differences: [
              { aspect: 'delimiter', left: '":"', right: '"|"' },
              { aspect: 'prefix', left: '"v1"', right: null },
            ],
          }
        : null,
      advice: [{ code: 'precision-lost', facts: { field: 'timestamp', digits: '3' } }],
      confirmed: { entries: 10_000, matched: 9_996, mismatch: 3, notRecomputable: 1, links: { ok: 9_999 }, chains: 1 },
      residue: [
        {
          cause: 'time-precision-lost',
          rows: 3,
          first: 12,
          last: 90,
          contiguous: false,
          examples: [
            { index: 12, expected: hash(12), actual: hash(112) },
            { index: 40, expected: hash(40), actual: hash(140) },
          ],
          facts: { field: 'timestamp', lost: 3, digits: 3 },
          recipe: null,
          fields: ['timestamp'],
        },
        {
          cause: 'content-differs',
          rows: 1,
          first: 3,
          last: 3,
          contiguous: true,
          examples: [{ index: 3, expected: hash(9), actual: null }],
          facts: { linked: 2 },
          recipe: null,
          fields: [],
        },
      ],
      residueRows: 10_000,
      residueCut: true,
    },
  }
}

/** Nothing found: an answer with advice and what was tried. */
export function nothingFound(sourceId: number): StoredDoctorReport {
  const stored = doctorReportOf(sourceId)
  return {
    ...stored,
    report: {
      ...stored.report,
      outcome: 'none',
      recipe: null,
      recipeHash: null,
      sample: { matched: 0, of: 200 },
      equivalents: { total: 0, groups: [] },
      confirmed: null,
      residue: [],
      residueRows: 0,
      advice: [
        { code: 'fields-not-exported', facts: { column: 'entry_hash' } },
        { code: 'keyed-hash', facts: { column: 'entry_hash', bytes: '32' } },
      ],
    },
  }
}

export function explanationOf(entryId: number, unmasked: boolean): Explanation {
  const parts: readonly (readonly ['previous' | 'separator' | 'field' | 'delimiter', string | null, string])[] = [
    ['previous', 'prev_hash', hash(5)],
    ['separator', null, '|'],
    ['field', 'sequence', '48291040'],
    ['delimiter', null, '|'],
    ['field', 'timestamp', '2025-05-01T00:00:09.450003Z'],
    ['delimiter', null, '|'],
    ['field', 'actor_id', 'jane.ops'],
    ['delimiter', null, '|'],
    ['field', 'note', unmasked ? 'IBAN DE02120300000000202051\nsecond line' : 'IBAN ••••••••••••2051\nsecond line'],
  ]
  let at = 0
  const spans = parts.map(([kind, name, text]) => {
    const start = at
    at += new TextEncoder().encode(text).byteLength
    return { kind, name, start, end: at, text, cut: false }
  })
  const recomputed = hash(77)
  return {
    entryId,
    line: (entryId % entriesPerSource) + 1,
    sequence: '48291040',
    recipeId: doctorRecipe.id,
    recipeName: doctorRecipe.name,
    recipeHash: hash(3),
    masked: !unmasked,
    hashes: [
      {
        part: 'entry',
        algorithm: 'sha256',
        keyed: false,
        content: 'mismatch',
        reason: 'content-differs',
        form: 'fields-joined',
        placement: 'prefix',
        previousEncoding: 'hex',
        section: '4.5',
        storedField: 'entry_hash',
        stored: `${recomputed.slice(0, 20)}${recomputed[20] === 'a' ? 'b' : 'a'}${recomputed.slice(21)}`,
        recomputed,
        firstDifference: 20,
        preimage: { bytes: at, spans, hex: unmasked ? '7c7c' : null },
        shell: unmasked ? { line: "printf '%s' 'abc|48291040' | sha256sum", tool: 'sha256sum' } : null,
        noShell: unmasked ? null : 'masked',
      },
    ],
  }
}

/** The answer of a call about chains; undefined when it is about something else. */
export function chainAnswerOf(name: string, request: Record<string, unknown>, runs: readonly CheckRun[]): unknown {
  const sourceId = Number(request['sourceId'] ?? 2)
  switch (name) {
    case 'doctor.result':
      return { report: null }
    case 'source.facts':
      return { facts: null }
    case 'source.setFacts': {
      const { totals = [] } = request['changes'] as { totals?: readonly object[] }
      return {
        version: 1,
        statedAtMicros: 1_790_000_000_000_000,
        statedBy: 'u_17',
        facts: {},
        totals: totals.map((total) => ({ ...total, imported: '10000', result: 'differs', absent: 2, unreadable: 0 })),
      }
    }
    case 'source.sensitive':
      return { counts: null }
    case 'source.countSensitive':
      return {
        sourceId,
        countedAtMicros: 1_790_000_000_000_000,
        iinTable: '2026-1',
        records: 10_000,
        recordsWithHits: 3,
        rejected: 1,
        fields: [
          {
            kind: 'secret',
            rule: 'aws-access-key-id',
            field: 'new_values.key',
            likely: 3,
            possible: 1,
            firstLine: 204,
          },
        ],
        unlisted: 7,
      }
    case 'doctor.run':
      return doctorReportOf(sourceId, request['documented'] !== undefined)
    case 'entry.explain':
      return explanationOf(Number(request['entryId']), false)
    case 'entry.explainUnmasked':
      return explanationOf(Number(request['entryId']), true)
    case 'continuity.verify':
    case 'sequence.verify':
    case 'ids.verify':
    case 'seals.verify':
    case 'cloudtrail.verify': {
      const result = furtherResultOf(name.slice(0, name.indexOf('.')) as FurtherKind)
      return { results: [result], overall: result.verdict }
    }
    case 'run.history':
      return {
        checks: [
          {
            kind: 'chain',
            sourceId: 2,
            sourceName: 'shop-b.ndjson',
            runs: runs
              .filter((run) => run.kind === 'chain' && run.state === 'finished')
              .map((run) => ({ run, change: 'first', sameParameters: true, sameVersion: true })),
            notRepeatable: null,
            dueMicros: clock + 86_400_000_000,
          },
        ],
      }
    case 'schedule.show':
      return { schedule: { everyDays: 7, onOpen: true }, nextMicros: clock + 86_400_000_000, dueRuns: [] }
    case 'schedule.set':
      return { schedule: request['schedule'] ?? null, nextMicros: null, dueRuns: [] }
    default:
      return undefined
  }
}

const event = (line: number) => ({
  entryId: 2 * entriesPerSource + line - 1,
  line,
  eventId: null,
  sequence: String(48_291_036 + line),
  occurredAt: '2025-05-01T00:00:09.450003Z',
  occurredAtMicros: clock,
  action: 'order.update',
  actor: 'jane.ops',
})

type FurtherKind = (typeof otherCheckKinds)[number]

/** Results of the further checks, each with something to show in every part. */
export function furtherResultOf(kind: FurtherKind): CheckResult {
  const common = { sourceId: 2, sourceName: 'shop-b.ndjson' }
  switch (kind) {
    case 'continuity':
      return {
        kind,
        ...common,
        verdict: 'mismatch',
        reason: 'state-differs',
        order: { by: 'sequence', without: 0, descending: false },
        entries: 10_000,
        rejected: 0,
        events: 4_200,
        resources: 812,
        fields: 2_940,
        tested: 3_100,
        held: 3_098,
        writtenDifferently: { count: 4, first: { entryId: 2 * entriesPerSource, line: 1 } },
        starts: 1_100,
        ties: 0,
        breakCount: 2,
        resourcesWithBreaks: 1,
        holeCount: 1,
        holes: [
          {
            resourceType: 'order',
            resourceId: 'o_5512',
            after: event(40),
            notLaterThan: event(44),
            breaks: [
              {
                field: 'amount',
                known: '"120.00"',
                knownSide: 'after',
                knownEvent: event(40),
                stated: '"12.00"',
                statedEvent: event(44),
                implied: false,
              },
            ],
            furtherFields: 1,
          },
        ],
        untested: { 'no-resource': 3 },
        changesWithoutValues: 2,
        odd: [{ step: 'event-after-delete', count: 1, first: { entryId: 2 * entriesPerSource + 9, line: 10 } }],
        types: [{ resourceType: 'order', style: 'changed-fields', events: 4_200, bothSides: 4_000, withUnchanged: 0 }],
        byField: [{ resourceType: 'order', field: 'amount', tested: 900, held: 899 }],
      }
    case 'ids':
      return {
        kind,
        ...common,
        verdict: 'not-checked',
        reason: 'id-time-differs',
        outcome: 'exception-noted',
        entries: 10_000,
        rejected: 0,
        field: 'id',
        withoutId: 0,
        kinds: [
          { kind: 'uuid-v7', entries: 9_990, clock: true, why: null },
          { kind: 'uuid-v4', entries: 10, clock: false, why: 'no-clock' },
        ],
        snowflake: null,
        tested: 9_990,
        within: 9_989,
        withoutTime: 0,
        offsets: {
          medianMicros: 1_500,
          deviationMicros: 400,
          leastMicros: -86_400_000_000,
          mostMicros: 9_000,
          sampled: 9_990,
        },
        tolerance: {
          micros: 60_001_001,
          idResolutionMicros: 1_000,
          statedResolutionMicros: 1,
          spreadMicros: 60_000_000,
        },
        outside: { earlier: 1, later: 0 },
        findings: [
          {
            entryId: 2 * entriesPerSource + 76,
            line: 77,
            sequence: null,
            id: '0196c1d2-0000-7000-8000-000000000001',
            kind: 'uuid-v7',
            idTime: '2025-05-02T00:00:09.450Z',
            stated: '2025-05-01T00:00:09.450003Z',
            offsetMicros: -86_400_000_000,
            side: 'earlier',
          },
        ],
        findingsNotListed: 0,
        order: {
          by: 'sequence',
          compared: 9_989,
          back: 2,
          backBeyond: 1,
          largestMicros: 86_400_000_000,
          first: [
            {
              entryId: 2 * entriesPerSource + 77,
              line: 78,
              sequence: null,
              idTime: '2025-05-01T00:00:10Z',
              beforeEntryId: 2 * entriesPerSource + 76,
              beforeIdTime: '2025-05-02T00:00:09.450Z',
              backMicros: 86_400_000_000,
            },
          ],
        },
      }
    case 'seals':
      return {
        kind,
        ...common,
        verdict: 'mismatch',
        reason: 'seal-signature-differs',
        entries: 100,
        rejected: 0,
        counts: { verified: 98, mismatch: 1, notChecked: 1 },
        detail: {
          design: 'signatures',
          columns: [
            {
              column: 'signature',
              values: 99,
              other: 0,
              absent: 1,
              encoding: 'base64',
              sizes: [64],
              kinds: ['ed25519', 'ecdsa-raw'],
              trust: 'anyone',
              algorithms: [],
              keyIds: ['k1'],
              keyInExport: ['public_key'],
              rule: 'sorted-json',
              algorithm: 'ed25519',
              keys: [{ keyId: hash(8), type: 'ed25519', entries: 98 }],
              payloadCompared: 0,
              counts: { verified: 98, mismatch: 1, notChecked: 1 },
            },
          ],
        },
        rows: [
          {
            entryId: 2 * entriesPerSource + 11,
            line: 12,
            sequence: null,
            item: 'signature',
            state: 'mismatch',
            reason: 'seal-signature-differs',
            expected: null,
            actual: null,
          },
        ],
        rowsNotListed: 0,
      }
    case 'proofs':
      return {
        kind,
        ...common,
        verdict: 'mismatch',
        reason: 'commitment-not-found',
        verified: 1,
        trustHash: 'ab'.repeat(32),
        proofs: [
          {
            kind: 'timestamp-token',
            name: 'shop-b.tsr',
            sha256: 'cd'.repeat(32),
            verdict: 'verified',
            reason: null,
            rung: 'header-known',
            commitments: [{ role: 'imprint', algorithm: 'sha256', hex: 'ef'.repeat(32), size: null, stated: null }],
            subjects: [{ kind: 'source-file', sourceId: 2, entryId: null, text: 'shop-b.ndjson' }],
            committed: 1,
            found: 1,
            steps: [{ step: 'imprint', holds: true, expected: null, actual: null, reason: null }],
            attested: [{ micros: 1_747_000_000_000_000, accuracyMicros: 1_000_000, by: 'CN=Example TSA' }],
            assertedMicros: null,
            facts: [{ label: 'policy', text: '1.2.3.4' }],
          },
          {
            kind: 'opentimestamps',
            name: 'other.ots',
            sha256: 'ce'.repeat(32),
            verdict: 'mismatch',
            reason: 'commitment-not-found',
            rung: 'claimed',
            commitments: [{ role: 'imprint', algorithm: 'sha256', hex: 'aa'.repeat(32), size: null, stated: null }],
            subjects: [null],
            committed: 1,
            found: 0,
            steps: [{ step: 'root', holds: false, expected: 'aa', actual: 'bb', reason: 'commitment-not-found' }],
            attested: [],
            assertedMicros: 1_747_000_000_000_000,
            facts: [],
          },
        ],
      }
    case 'cloudtrail':
      return {
        kind,
        sourceId: 0,
        sourceName: 'copied-bucket',
        verdict: 'mismatch',
        reason: 'file-differs',
        files: { read: 31, bytes: 812_000, digests: 25, logs: 5, other: 1, notes: [] },
        chains: [
          {
            chain: 1,
            account: '111122223333',
            region: 'eu-central-1',
            prefix: '',
            trail: 'main',
            backfill: false,
            digests: 25,
            verified: 24,
            missing: 1,
            restarts: 0,
            from: '2025-05-01T00:00:00Z',
            to: '2025-05-02T01:00:00Z',
            startsMidChain: true,
            verdict: 'gap',
          },
        ],
        digests: [
          {
            chain: 1,
            file: null,
            bucket: 'trail-logs',
            key: null,
            startTime: '2025-05-01T04:00:00Z',
            endTime: '2025-05-01T05:00:00Z',
            placement: null,
            verdict: 'gap',
            reason: 'digest-missing',
            content: { verdict: 'not-checked', reason: null, expected: hash(1), actual: null },
            signature: { verdict: 'not-checked', reason: null, expected: null, actual: null },
            signatureFrom: null,
            keyFingerprint: null,
            link: 'missing',
            linkCompared: { verdict: 'not-checked', reason: null, expected: null, actual: null },
            previousKey: null,
            logFiles: 0,
            logFilesVerified: 0,
            faults: [],
            notices: [{ code: 'end-not-pinned', detail: '' }],
          },
        ],
        logs: [
          {
            chain: 1,
            digestKey: 'd',
            file: 'AWSLogs/111122223333/CloudTrail/eu-central-1/2025/05/01/log.json.gz',
            bucket: 'trail-logs',
            key: 'log.json.gz',
            placement: 'in-place',
            verdict: 'mismatch',
            reason: 'file-differs',
            expected: hash(20),
            actual: hash(21),
            notices: [],
          },
        ],
        unlisted: [{ file: 'extra.json.gz', verdict: 'not-checked', reason: 'file-not-listed', sha256: hash(30) }],
        counts: {
          digests: 25,
          digestsVerified: 24,
          digestsMissing: 1,
          restarts: 0,
          logs: 5,
          logsVerified: 4,
          logsMissing: 0,
          unlisted: 1,
        },
        notListed: { digests: 0, logs: 0, unlisted: 0 },
        keys: [
          {
            fingerprint: 'fedcba9876543210fedcba9876543210',
            statedFingerprint: 'fedcba9876543210fedcba9876543210',
            validFrom: '2025-01-01T00:00:00Z',
            validTo: '2026-01-01T00:00:00Z',
            digests: 24,
            fault: null,
          },
        ],
        relocations: [],
        metadataUnmatched: [],
      }
    case 'sequence': {
      const timeOrder = {
        state: 'inversions' as const,
        compared: 9_999,
        inversions: 1,
        beyondTolerance: 1,
        largestMicros: 4_500_000,
        examples: [
          {
            sequence: '48291050',
            line: 14,
            micros: clock,
            previousSequence: '48291049',
            previousMicros: clock + 4_500_000,
            byMicros: 4_500_000,
          },
        ],
      }
      return {
        kind,
        ...common,
        verdict: 'gap',
        reason: 'sequence-missing',
        result: 'exception-noted',
        scopeFields: [],
        toleranceMicros: 1_000_000,
        sortLimit: 1_000_000,
        scopes: 1,
        entries: 10_000,
        rejected: 0,
        untestedEntries: 0,
        withoutSequence: 0,
        unreadable: 0,
        missing: '2',
        gapCount: 1,
        duplicateCount: 1,
        regressionCount: 1,
        undecided: 0,
        timeOrder,
        listed: [
          {
            scope: [],
            test: {
              sourceId: 2,
              result: 'exception-noted',
              entries: 10_000,
              withoutSequence: 0,
              unreadable: 0,
              lowest: '48291037',
              highest: '48301038',
              missing: '2',
              gapCount: 1,
              gaps: [
                {
                  from: '48291060',
                  to: '48291061',
                  count: '2',
                  pointer: {
                    sourceId: 2,
                    entryId: null,
                    line: 24,
                    sequence: '48291062',
                    byteStart: null,
                    byteLength: null,
                  },
                },
              ],
              duplicateCount: 1,
              duplicates: [
                {
                  sequence: '48291070',
                  pointer: {
                    sourceId: 2,
                    entryId: 2 * entriesPerSource + 33,
                    line: 34,
                    sequence: '48291070',
                    byteStart: 0,
                    byteLength: 412,
                  },
                },
              ],
              regressionCount: 1,
              regressions: [],
              timeDisagreementCount: 0,
              firstTimeDisagreement: null,
              undecided: 0,
            },
            timeOrder,
          },
        ],
      }
    }
  }
}
