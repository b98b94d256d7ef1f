/**
 * Guide B's export as a stream, with its hash chain: entry_hash = SHA-256, in hex, of the previous hash, a line feed
 * and `JSON.stringify` of the entry without `prev_hash` and `entry_hash`; the first entry's previous hash is 64 zeros.
 */
import { hash } from 'node:crypto'
import { msPerHour } from './calendar.ts'
import { ledgerEntry } from './entries.ts'
import type { LedgerEntry, LedgerFacts } from './entries.ts'
import type { ExportOptions } from './export-a.ts'
import type { Planned } from './plan.ts'
import { Random } from './random.ts'
import { Schedule } from './schedule.ts'
import { LedgerBackground } from './shop-b-background.ts'

/** Sequence of guide B's sample entry. */
export const firstSequence = 48_291_037
export const genesisHash = '0'.repeat(64)

export interface LedgerRow {
  /** `JSON.stringify` of all nineteen members. */
  readonly text: string
  readonly sequence: number
  readonly epochMicros: number
  readonly timestamp: string
  readonly planned: Planned<LedgerFacts> | undefined
}

/** The recipe of this chain, in words a stranger can follow; printed into the key. */
export const chainRecipe = {
  algorithm: 'sha256',
  canonical: 'json-stringify',
  exclude: ['prev_hash', 'entry_hash'],
  previous: 'newline-joined',
  encoding: 'hex',
  genesis: 'zeros',
} as const

export function generateLedger(options: ExportOptions<LedgerFacts>, emit: (row: LedgerRow) => void): void {
  const { seed, period, rows, quietDays, plan } = options
  const schedule = new Schedule({
    period,
    rows: rows - plan.plants.length,
    quietDays,
    unitsPerHour: msPerHour * 1000,
    random: new Random(seed, 'shop-b/times'),
  })
  const background = new LedgerBackground(new Random(seed, 'shop-b/background'))
  const plantedRandom = new Random(seed, 'shop-b/planted')
  let previous = genesisHash
  let sequence = firstSequence
  const send = (entry: LedgerEntry, epochMicros: number, planned: Planned<LedgerFacts> | undefined): void => {
    const content = JSON.stringify(entry)
    const entryHash = hash('sha256', `${previous}\n${content}`, 'hex')
    emit({ text: sealed(content, previous, entryHash), sequence, epochMicros, timestamp: entry.timestamp, planned })
    previous = entryHash
    sequence += 1
  }
  let at = 0
  for (let time = schedule.next(); ; time = schedule.next()) {
    for (
      let planned = plan.plants[at];
      planned !== undefined && (time < 0 || planned.at <= time);
      planned = plan.plants[at]
    ) {
      send(ledgerEntry(plantedRandom, planned.at, sequence, planned.facts), planned.at, planned)
      at += 1
    }
    if (time < 0) return
    send(background.next(time, sequence), time, undefined)
  }
}

/** `JSON.stringify` of the entry with both hashes: they are its last members, so the text is the content's, extended. */
export function sealed(content: string, previous: string, entryHash: string): string {
  return `${content.slice(0, -1)},"prev_hash":"${previous}","entry_hash":"${entryHash}"}`
}
