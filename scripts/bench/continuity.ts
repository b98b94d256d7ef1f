/** What a competent person would write in an afternoon: the last value of each field in a map, compared by JSON text. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'

interface Row {
  readonly resource_type: string
  readonly resource_id: string
  readonly old_values: Record<string, unknown> | null
  readonly new_values: Record<string, unknown> | null
}

/** Reads guide B's export line by line; answers with how many old values held and how many differ. */
export async function plainContinuity(file: string): Promise<string> {
  const last = new Map<string, string>()
  let held = 0
  let differ = 0
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const row = JSON.parse(line) as Row
    const resource = `${row.resource_type} ${row.resource_id} `
    for (const [name, value] of Object.entries(row.old_values ?? {})) {
      const known = last.get(resource + name)
      if (known === undefined) continue
      if (known === JSON.stringify(value)) held += 1
      else differ += 1
    }
    for (const side of [row.old_values, row.new_values])
      for (const [name, value] of Object.entries(side ?? {})) last.set(resource + name, JSON.stringify(value))
  }
  return `${held} held, ${differ} differ, ${last.size} fields`
}
