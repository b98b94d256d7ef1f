/** A result row of CloudWatch Logs Insights, `[{"field":"@timestamp","value":"…"},…]`, as one JSON object. */
import { Buffer } from 'node:buffer'
import { eachElement, eachMember, valueEnd } from '../parts/json-envelope-walk.ts'
import { byte } from '../parts/source-text.ts'

/**
 * The row `bytes[start, end)` as an object in the order of its fields, values as they are written; a field without value
 * is null. What is no pair of field and value becomes a member `@column_<index>`.
 */
export function rowJson(bytes: Buffer, start: number, end: number): Buffer {
  const row = bytes.subarray(0, end)
  const members: string[] = []
  eachElement(row, start, (from, index) => {
    const to = valueEnd(row, from)
    let name: string | undefined
    let value = 'null'
    if (row[from] === byte.openBrace)
      eachMember(row, from, (key, at) => {
        const after = valueEnd(row, at)
        if (key === 'field' && row[at] === byte.quote) name = row.toString('utf8', at, after)
        else if (key === 'value') value = row.toString('utf8', at, after)
        return after
      })
    members.push(name === undefined ? `"@column_${index}":${row.toString('utf8', from, to)}` : `${name}:${value}`)
    return to
  })
  return Buffer.from(`{${members.join(',')}}`)
}
