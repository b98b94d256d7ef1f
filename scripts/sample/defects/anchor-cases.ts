/** D3, D4 and D5: the quiet day, the caller's clock, the order of the rows. */
import { dayFromText } from '../calendar.ts'
import type { Random } from '../random.ts'
import { ndjson } from './case-folder.ts'
import type { DefectCase } from './case-folder.ts'
import { batchesFrom, everydayEntries } from './small-shop.ts'

const shopFile = 'shop-a.ndjson'

export function anchorCases(random: Random): DefectCase[] {
  return [quietDay(random), callersClock(random), otherOrder(random)]
}

function quietDay(random: Random): DefectCase {
  const entries = everydayEntries(random, [dayFromText('2025-02-11'), dayFromText('2025-02-13')], 7)
  return {
    folder: 'D03-quiet-day',
    defect: 'D3',
    guide: 'A',
    what: 'The anchoring job reads the first entry of the day and fails on a day without any, so 2025-02-12 has no entries, no batch and no anchor.',
    therefore:
      'A quiet day and a failed job leave the same hole: the day is reported as empty and unanchored, and the other roots verify.',
    files: new Map([[shopFile, ndjson(entries.map(({ entry }) => entry))]]),
    batches: batchesFrom(entries, random),
    expectations: [
      {
        check: 'coverage',
        file: shopFile,
        result: 'measured',
        details: { firstDay: '2025-02-11', lastDay: '2025-02-13', emptyDays: ['2025-02-12'], untimed: 0 },
      },
      { check: 'merkle', file: shopFile, verdict: 'verified', details: { batches: 2, verified: 2 } },
      {
        check: 'anchor',
        file: shopFile,
        verdict: 'not-checked',
        reason: 'header-not-known',
        details: { claims: 2, withTrust: 'verified' },
      },
    ],
  }
}

function callersClock(random: Random): DefectCase {
  const delaySeconds = 22_800
  const entries = everydayEntries(random, [dayFromText('2025-02-17'), dayFromText('2025-02-18')], 6)
  return {
    folder: 'D04-asserted-time',
    defect: 'D4',
    guide: 'A',
    what: 'The timestamp argument is chosen by the caller; here the blocks come 6 hours 20 minutes after the asserted times.',
    therefore:
      'Roots and inclusion hold; asserted time and block time are both printed and never taken for one another.',
    files: new Map([[shopFile, ndjson(entries.map(({ entry }) => entry))]]),
    batches: batchesFrom(entries, random, delaySeconds),
    expectations: [
      { check: 'merkle', file: shopFile, verdict: 'verified', details: { batches: 2, verified: 2 } },
      {
        check: 'anchor',
        file: shopFile,
        verdict: 'not-checked',
        reason: 'header-not-known',
        details: { withTrust: 'verified', blockMinusAssertedSeconds: delaySeconds },
      },
    ],
  }
}

function otherOrder(random: Random): DefectCase {
  const entries = everydayEntries(random, [dayFromText('2025-02-20'), dayFromText('2025-02-21')], 6)
  const third = entries[2]
  const fourth = entries[3]
  if (third === undefined || fourth === undefined) throw new RangeError('six entries a day were asked for')
  // Two entries of one instant: sorting by time cannot restore the order in which they were hashed.
  const twin = { epochMs: third.epochMs, entry: { ...fourth.entry, timestamp: third.entry.timestamp } }
  const anchored = entries.with(3, twin)
  const exported = anchored.with(2, twin).with(3, third)
  const date = third.entry.timestamp.slice(0, 10)
  return {
    folder: 'D05-other-order',
    defect: 'D5',
    guide: 'A',
    what: 'The tree does not sort and the query does not order: the same rows, exported with two entries of one instant exchanged.',
    therefore:
      'The root of that day differs though no row does; a mismatch with that possible cause, and never more than that.',
    files: new Map([[shopFile, ndjson(exported.map(({ entry }) => entry))]]),
    batches: batchesFrom(anchored, random),
    expectations: [
      {
        check: 'merkle',
        file: shopFile,
        verdict: 'mismatch',
        reason: 'root-differs',
        details: {
          batches: 2,
          verified: 1,
          exceptions: [{ date, verdict: 'mismatch', reason: 'root-differs' }],
          lines: [3, 4],
        },
      },
      {
        check: 'anchor',
        file: shopFile,
        verdict: 'mismatch',
        reason: 'root-differs',
        details: { exceptions: [{ date, verdict: 'mismatch', reason: 'root-differs' }] },
      },
    ],
  }
}
