/** D1, D2 and D9: what guide A's table keeps, loses and cannot be created as. */
import { dayFromText, msAt } from '../calendar.ts'
import type { JsonObject, ShopFacts } from '../entries.ts'
import { customer } from '../people.ts'
import type { Random } from '../random.ts'
import { ndjson } from './case-folder.ts'
import type { DefectCase } from './case-folder.ts'
import { csvExport, partitionedDump, plainDump, tableRow } from './pg-text.ts'
import { batchesFrom, entriesFrom, everydayEntries } from './small-shop.ts'

export function tableCases(random: Random): DefectCase[] {
  return [partitionedTable(random), forgottenBytes(random), tableColumnsOnly(random)]
}

function partitionedTable(random: Random): DefectCase {
  const january = everydayEntries(random, [dayFromText('2025-01-30'), dayFromText('2025-01-31')], 6)
  const february = everydayEntries(random, [dayFromText('2025-02-01'), dayFromText('2025-02-02')], 6)
  // A rolled-back insert took number 9: a serial's hole is a reason to look, no deletion.
  const idFrom = (i: number): number => (i < 8 ? i + 1 : i + 2)
  const rows = [...january, ...february].map(({ entry }, i) => tableRow(idFrom(i), entry))
  return {
    folder: 'D01-partitioned-table',
    defect: 'D1',
    guide: 'A',
    what: 'PostgreSQL refuses the printed partitioned table, whose primary key lacks the partition column; this dump has the key corrected and two monthly partitions.',
    therefore: 'The import must read both COPY blocks as one source and must not rely on the printed table definition.',
    files: new Map([
      [
        'audit-logs.sql',
        partitionedDump(
          [
            { name: 'audit_logs_y2025m01', from: '2025-01-01', to: '2025-02-01', rows: rows.slice(0, 12) },
            { name: 'audit_logs_y2025m02', from: '2025-02-01', to: '2025-03-01', rows: rows.slice(12) },
          ],
          25,
        ),
      ],
    ]),
    expectations: [
      {
        check: 'import',
        file: 'audit-logs.sql',
        result: 'accepted',
        details: {
          format: 'pg-dump',
          partitions: ['audit_logs_y2025m01', 'audit_logs_y2025m02'],
          physical: 24,
          accepted: 24,
          rejected: 0,
          blank: 0,
          idsMissing: ['9'],
          truncated: false,
        },
      },
    ],
  }
}

function forgottenBytes(random: Random): DefectCase {
  const entries = everydayEntries(random, [dayFromText('2025-02-04'), dayFromText('2025-02-05')], 9)
  return {
    folder: 'D02-jsonb-forgets-bytes',
    defect: 'D2',
    guide: 'A',
    what: 'The leaf is the hash of JSON.stringify(entry), the database keeps JSONB and has no column for user_roles; only the root is on chain.',
    therefore:
      'The dump cannot give the leaves back and is not checked, with that cause; the NDJSON of the same rows gives the anchored roots.',
    files: new Map([
      [
        'audit-logs.sql',
        plainDump(
          entries.map(({ entry }, i) => tableRow(i + 1, entry)),
          entries.length,
        ),
      ],
      ['shop-a.ndjson', ndjson(entries.map(({ entry }) => entry))],
    ]),
    batches: batchesFrom(entries, random),
    expectations: [
      {
        check: 'merkle',
        file: 'audit-logs.sql',
        verdict: 'not-checked',
        reason: 'no-recipe-reproduces',
        details: { batches: 2, verified: 0 },
      },
      { check: 'merkle', file: 'shop-a.ndjson', verdict: 'verified', details: { batches: 2, verified: 2 } },
      {
        check: 'anchor',
        file: 'shop-a.ndjson',
        verdict: 'not-checked',
        reason: 'header-not-known',
        details: { withTrust: 'verified' },
      },
    ],
  }
}

function tableColumnsOnly(random: Random): DefectCase {
  const day = dayFromText('2025-02-06')
  const failures = Array.from({ length: 12 }, (_, i): { at: number; facts: ShopFacts } => {
    const who = { ...customer(40 + i), ip: '203.0.113.8' }
    return {
      at: msAt(day, 2, i),
      facts: {
        actor: who,
        action: 'user.login.failed',
        resource: 'user',
        resourceId: who.id,
        status: 401,
        metadata: { failure: 'wrong_password' },
      },
    }
  })
  const rows = entriesFrom(random, failures).map((entry, i) => {
    // The table gives address and agent columns of their own, so the application leaves them out of the metadata.
    const {
      ip_address: _address,
      user_agent: _agent,
      ...metadata
    } = entry.metadata as JsonObject & { readonly ip_address?: string; readonly user_agent?: string }
    return tableRow(i + 1, entry, metadata)
  })
  return {
    folder: 'D09-table-without-rule-fields',
    defect: 'D9',
    guide: 'A',
    what: "The rules read user_roles and metadata.ip_address; the guide's own table has no column for the first and a column of its own for the second.",
    therefore:
      'As written, rules 5 and 1b are not testable, never clean; the strict reading of 1b can use the ip_address column.',
    files: new Map([['audit-logs.csv', csvExport(rows)]]),
    expectations: [
      {
        check: 'import',
        file: 'audit-logs.csv',
        result: 'accepted',
        details: { format: 'csv', physical: 12, accepted: 12, rejected: 0 },
      },
      {
        check: 'rules',
        file: 'audit-logs.csv',
        result: 'not-testable',
        details: { rule: '5', mode: 'as-written', missing: ['user_roles'] },
      },
      {
        check: 'rules',
        file: 'audit-logs.csv',
        result: 'not-testable',
        details: { rule: '5', mode: 'strict', missing: ['user_roles'] },
      },
      {
        check: 'rules',
        file: 'audit-logs.csv',
        result: 'not-testable',
        details: { rule: '1b', mode: 'as-written', missing: ['metadata.ip_address'] },
      },
      // Line 1 is the header.
      {
        check: 'rules',
        file: 'audit-logs.csv',
        result: 'exception-noted',
        details: { rule: '1b', mode: 'strict', lines: [12, 13] },
      },
    ],
  }
}
