/**
 * A second export of one guide-B log with 37 planted differences, and the list of them: 15 values of a known field, 8
 * rows taken out, 7 added and 7 moved. Plain code that knows nothing of how the product compares; the same seed gives the
 * same edits. The copy is written as JSON lines, or as CSV with the same values in other bytes.
 */
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Fields that are changed, by their name in the record and in the profile. */
const editable = [
  ['actor_id', 'actorId'],
  ['actor_role', 'actorRole'],
  ['action', 'action'],
  ['resource_id', 'resourceId'],
  ['new_values', 'after'],
  ['old_values', 'before'],
  ['reason_note', 'reasonNote'],
  ['ip_address', 'ip'],
  ['timestamp', 'occurredAt'],
  ['source', 'interface'],
] as const

export interface PlantedEdits {
  /** 1-based lines of the original, with the one field that differs by its name in the profile. */
  readonly changed: readonly { readonly line: number; readonly field: string }[]
  readonly removed: readonly number[]
  readonly moved: readonly number[]
  /** Ids of the rows that only the copy has. */
  readonly added: readonly string[]
}

export const plantedCount = 37
const changedCount = 15
const removedCount = 8
const addedCount = 7

type Row = Record<string, unknown>
type Edit =
  | { readonly kind: 'change'; readonly name: string; readonly field: string }
  | { readonly kind: 'remove' }
  | { readonly kind: 'add' }
  | { readonly kind: 'move'; readonly to: number }

/** Writes the copy. `rows` is the number of rows of the original, at least 1,000. */
export async function writeEditedCopy(
  original: string,
  copy: string,
  options: { readonly rows: number; readonly seed: number; readonly form: 'ndjson' | 'csv' },
): Promise<PlantedEdits> {
  const edits = chooseEdits(options.rows, options.seed)
  const planted = { changed: [] as { line: number; field: string }[], removed: [] as number[], moved: [] as number[] }
  const added: string[] = []
  const waiting = new Map<number, string[]>()
  const file = openSync(copy, 'w')
  let names: string[] = []
  let text = ''
  const put = (line: string): void => {
    text += `${options.form === 'csv' ? csvLine(names, JSON.parse(line) as Row) : line}\n`
    if (text.length < 1 << 20) return
    writeSync(file, text)
    text = ''
  }
  try {
    let number = 0
    for await (const line of createInterface({ input: createReadStream(original), crlfDelay: Infinity })) {
      number += 1
      if (number === 1) {
        names = Object.keys(JSON.parse(line) as Row)
        if (options.form === 'csv') text += `${names.join(',')}\n`
      }
      const edit = edits.get(number)
      if (edit?.kind === 'change') {
        planted.changed.push({ line: number, field: edit.field })
        put(JSON.stringify(changedRow(JSON.parse(line) as Row, edit.name)))
      } else if (edit?.kind === 'remove') planted.removed.push(number)
      else if (edit?.kind === 'move') {
        planted.moved.push(number)
        waiting.set(edit.to, [...(waiting.get(edit.to) ?? []), line])
      } else put(line)
      if (edit?.kind === 'add') {
        const row = JSON.parse(line) as Row
        row['id'] = `planted-${number}`
        added.push(`planted-${number}`)
        put(JSON.stringify(row))
      }
      for (const moved of waiting.get(number) ?? []) put(moved)
    }
    writeSync(file, text)
  } finally {
    closeSync(file)
  }
  return { ...planted, added }
}

function chooseEdits(rows: number, seed: number): Map<number, Edit> {
  const draw = generator(seed)
  const edits = new Map<number, Edit>()
  const place = (edit: (line: number) => Edit): void => {
    let line = 0
    do line = 10 + Math.floor(draw() * (rows * 0.8))
    while (edits.has(line))
    edits.set(line, edit(line))
  }
  for (let index = 0; index < changedCount; index += 1) {
    const [name, field] = editable[index % editable.length] as (typeof editable)[number]
    place(() => ({ kind: 'change', name, field }))
  }
  for (let index = 0; index < removedCount; index += 1) place(() => ({ kind: 'remove' }))
  for (let index = 0; index < addedCount; index += 1) place(() => ({ kind: 'add' }))
  for (let index = edits.size; index < plantedCount; index += 1)
    place((line) => ({ kind: 'move', to: line + 50 + Math.floor(draw() * rows * 0.1) }))
  return edits
}

/** mulberry32: small, and the same on every computer. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

function changedRow(row: Row, name: string): Row {
  const before = row[name]
  if (name === 'timestamp') row[name] = String(before).replace(/\.\d+/, '.999999')
  else if (typeof before === 'object' && before !== null) row[name] = { ...before, planted: 1 }
  else row[name] = `${typeof before === 'string' ? before : ''}-planted`
  return row
}

function csvLine(names: readonly string[], row: Row): string {
  return names.map((name) => csvField(row[name])).join(',')
}

function csvField(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
