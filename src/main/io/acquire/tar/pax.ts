/** Extended header records of pax (IEEE Std 1003.1 `pax`, pax Interchange Format): `length key=value\n`, UTF-8. */
export interface PaxValues {
  readonly path: string | null
  readonly bytes: number | null
  readonly modifiedMicros: number | null
  /** True when the entry's data is stored with its holes left out (GNU's sparse formats). */
  readonly isSparse: boolean
}

export const noPaxValues: PaxValues = { path: null, bytes: null, modifiedMicros: null, isSparse: false }

const equals = 0x3d
const space = 0x20

/** Reads records up to the first that is not well formed; null when there is such a one. */
export function parsePax(records: Buffer): PaxValues | null {
  let values = noPaxValues
  for (let at = 0; at < records.length;) {
    const lengthEnd = records.indexOf(space, at)
    // Hostile: without the cap on digits each record would be searched to the end of the block for its space.
    if (lengthEnd === -1 || lengthEnd - at > 12) return null
    const digits = records.toString('latin1', at, lengthEnd)
    const end = at + Number(digits)
    if (!/^[1-9]\d*$/.test(digits) || end > records.length || end <= lengthEnd + 1 || records[end - 1] !== 0x0a)
      return null
    const record = records.subarray(lengthEnd + 1, end - 1)
    const keyEnd = record.indexOf(equals)
    if (keyEnd <= 0) return null
    values = withRecord(values, record.toString('utf8', 0, keyEnd), record.toString('utf8', keyEnd + 1))
    at = end
  }
  return values
}

function withRecord(values: PaxValues, key: string, value: string): PaxValues {
  if (key === 'path') return { ...values, path: value }
  if (key === 'size') return { ...values, bytes: /^\d{1,15}$/.test(value) ? Number(value) : null }
  if (key === 'mtime') return { ...values, modifiedMicros: microsOf(value) }
  if (key.startsWith('GNU.sparse.')) return { ...values, isSparse: true }
  return values
}

/** Seconds with any number of decimals to whole microseconds, cut and not rounded; null when it is no such number. */
function microsOf(value: string): number | null {
  const match = /^(-?)(\d{1,11})(?:\.(\d*))?$/.exec(value)
  if (match === null) return null
  const [, sign, seconds, decimals = ''] = match
  const micros = Number(seconds) * 1_000_000 + Number(decimals.slice(0, 6).padEnd(6, '0'))
  if (!Number.isSafeInteger(micros)) return null
  return sign === '-' && micros !== 0 ? -micros : micros
}
