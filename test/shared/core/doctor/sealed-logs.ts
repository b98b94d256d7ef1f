/**
 * Writes sealed logs by a plainly programmed design: own serialisers, node:crypto and noble, nothing of the product. A
 * design is drawn from the dimensions that the doctor's README states.
 */
import { createHash } from 'node:crypto'
import { blake2b } from '@noble/hashes/blake2.js'
import { blake3 } from '@noble/hashes/blake3.js'
import { keccak_256 } from '@noble/hashes/sha3.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
export type Row = Record<string, Json>

/** Seeded: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export interface Design {
  readonly algorithm: string
  /** Serialiser of a content; joined designs have a delimiter. */
  readonly writer: string
  readonly sort: 'none' | 'top' | 'deep'
  readonly delimiter: string
  readonly leaveOut: readonly string[]
  readonly time: string
  readonly placement: 'none' | 'inside' | 'prefix' | 'suffix' | 'newline-joined'
  readonly encoding: 'hex' | 'hex-upper' | '0x-hex' | 'base64' | 'bytes'
  readonly separator: string
  readonly prefix: string
  readonly names: readonly [string, string]
  readonly genesis: 'zeros' | 'null' | 'empty' | 'word'
}

export function digestOf(algorithm: string, bytes: Uint8Array): Uint8Array {
  switch (algorithm) {
    case 'keccak256':
      return keccak_256(bytes)
    case 'blake2b-256':
      return blake2b(bytes, { dkLen: 32 })
    case 'blake3':
      return blake3(bytes)
    default:
      return createHash(algorithm).update(bytes).digest()
  }
}

const sorted = (row: Row, depth: 'none' | 'top' | 'deep'): Json => {
  const order = (value: Json, deep: boolean): Json => {
    if (Array.isArray(value)) return deep ? value.map((item: Json) => order(item, true)) : value
    if (typeof value !== 'object' || value === null) return value
    const members = Object.entries(value as Row)
    members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return Object.fromEntries(members.map(([name, item]) => [name, deep ? order(item, true) : item]))
  }
  return depth === 'none' ? row : order(row, depth === 'deep')
}

const asciiOnly = (text: string): string =>
  text.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** JSON text with separators and escapes of its own. */
function jsonText(value: Json, comma: string, colon: string, escaped: (text: string) => string): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => jsonText(item, comma, colon, escaped)).join(comma)}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value as Row)
      .map(([name, item]) => `${escaped(JSON.stringify(name))}${colon}${jsonText(item, comma, colon, escaped)}`)
      .join(comma)}}`
  return typeof value === 'string' ? escaped(JSON.stringify(value)) : JSON.stringify(value)
}

const plain = (text: string): string => text
const goEscapes = (text: string): string =>
  text.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026')

function jsonbText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => jsonbText(item)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const size = (name: string): number => Buffer.byteLength(name)
  const members = Object.entries(value as Row).toSorted(
    ([a], [b]) => size(a) - size(b) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
  )
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}: ${jsonbText(item)}`).join(', ')}}`
}

/** Writers by name; those of JSON take the members, the joined ones the values. */
export const writers: Readonly<Record<string, (row: Row, design: Design) => string>> = {
  stringify: (row, { sort }) => JSON.stringify(sorted(row, sort)),
  python: (row, { sort }) => jsonText(sorted(row, sort), ', ', ': ', asciiOnly),
  'python-compact': (row, { sort }) => jsonText(sorted(row, sort), ',', ':', asciiOnly),
  'python-utf8': (row, { sort }) => jsonText(sorted(row, sort), ', ', ': ', plain),
  php: (row, { sort }) => jsonText(sorted(row, sort), ',', ':', (text) => asciiOnly(text).replaceAll('/', '\\/')),
  go: (row) => jsonText(sorted(row, 'deep'), ',', ':', goEscapes),
  jsonb: (row) => jsonbText(row),
  joined: (row, { delimiter }) => Object.values(row).map(joinedValue).join(delimiter),
  'joined by name': (row, { delimiter }) =>
    Object.keys(row)
      .toSorted()
      .map((name) => joinedValue(row[name] as Json))
      .join(delimiter),
  'length-prefixed': (row) =>
    Object.values(row)
      .map((value) => `${Buffer.byteLength(joinedValue(value))}:${joinedValue(value)}`)
      .join(''),
}

function joinedValue(value: Json): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Times are made from their parts, so that no rendering is another one's rounding. */
export function timeIn(form: string, seconds: number, micros: number): Json {
  const iso = new Date(seconds * 1000).toISOString().slice(0, 19)
  const six = String(micros).padStart(6, '0')
  switch (form) {
    case 's':
      return seconds
    case 'ms':
      return seconds * 1000 + Math.floor(micros / 1000)
    case 'us':
      return seconds * 1_000_000 + micros
    case 'T3Z':
      return `${iso}.${six.slice(0, 3)}Z`
    case 'T0Z':
      return `${iso}Z`
    case 'T9Z':
      return `${iso}.${six}000Z`
    case 'T6+00:00':
      return `${iso}.${six}+00:00`
    case 'T3+00:00':
      return `${iso}.${six.slice(0, 3)}+00:00`
    case 'T6none':
      return `${iso}.${six}`
    case ' 6none':
      return `${iso.replace('T', ' ')}.${six}`
    case ' 0none':
      return iso.replace('T', ' ')
    default:
      return `${iso}.${six}Z`
  }
}

const actions = ['order.create', 'order.update', 'refund.approve', 'price.change', 'stock.adjust']
const notes = ['ok', 'Größe & Menge geprüft', 'see /returns/17', 'a<b', 'line "two"', '数量', 'back\\slash']

export interface Sealed {
  /** NDJSON lines. */
  readonly lines: readonly string[]
  readonly design: Design
}

function encoded(digest: Uint8Array, encoding: Design['encoding']): Buffer {
  const bytes = Buffer.from(digest)
  switch (encoding) {
    case 'bytes':
      return bytes
    case 'base64':
      return Buffer.from(bytes.toString('base64'))
    case 'hex-upper':
      return Buffer.from(bytes.toString('hex').toUpperCase())
    case '0x-hex':
      return Buffer.from(`0x${bytes.toString('hex')}`)
    case 'hex':
      return Buffer.from(bytes.toString('hex'))
  }
}

/** A log of `count` records, sealed by the design; the export writes times in full, as `T6Z`. */
export function sealedLog(design: Design, count: number, random: () => number): Sealed {
  const [entryName, previousName] = design.names
  const size = digestOf(design.algorithm, Buffer.alloc(0)).length
  let previous: Uint8Array | null = null
  const lines: string[] = []
  let seconds = 1_735_700_000
  for (let index = 0; index < count; index += 1) {
    seconds += 1 + Math.floor(random() * 4000)
    const micros = Math.floor(random() * 1_000_000)
    const rowWith = (time: string): Row => ({
      id: `e-${String(index + 1).padStart(6, '0')}`,
      sequence: index + 1,
      occurred_at: timeIn(time, seconds, micros),
      actor_id: `u_${1 + (index % 17)}`,
      action: actions[index % actions.length] as string,
      resource_type: 'order',
      resource_id: `ord_${1000 + ((index * 7919) % 997)}`,
      old_values: index % 3 === 0 ? null : { status: 'open', amount: (index % 89) + 0.5 },
      new_values: { zone: index % 5, status: 'closed', items: [{ sku: `sku-${index % 13}`, qty: index % 7 }] },
      approved: index % 2 === 0,
      note: notes[index % notes.length] as string,
      created_at: timeIn(time, seconds + 1, micros),
    })
    const exported = rowWith('T6Z')
    const stated =
      previous === null
        ? { zeros: '0'.repeat(size * 2), null: null, empty: '', word: 'GENESIS' }[design.genesis]
        : Buffer.from(previous).toString('hex')
    const covered = Object.fromEntries(
      Object.entries(rowWith(design.time)).filter(([name]) => !design.leaveOut.includes(name)),
    )
    const before =
      previous === null
        ? design.genesis === 'zeros'
          ? encoded(Buffer.alloc(size), design.encoding)
          : Buffer.from(stated ?? '')
        : encoded(previous, design.encoding)
    const write = writers[design.writer] as (row: Row, design: Design) => string
    const content = Buffer.from(
      write(design.placement === 'inside' ? { ...covered, [previousName]: stated } : covered, design),
    )
    const separator = Buffer.from(design.separator)
    const parts = {
      none: [content],
      inside: [content],
      prefix: [before, separator, content],
      suffix: [content, separator, before],
      'newline-joined': [before, Buffer.from('\n'), content],
    }[design.placement]
    previous = digestOf(design.algorithm, Buffer.concat([Buffer.from(design.prefix), ...parts]))
    lines.push(
      JSON.stringify({ ...exported, [previousName]: stated, [entryName]: Buffer.from(previous).toString('hex') }),
    )
  }
  return { lines, design }
}

/** A design drawn at random from the dimensions of the main product, or of the joined one. */
export function randomDesign(random: () => number): Design {
  const of = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const joined = random() < 0.4
  const writer = joined
    ? of(['joined', 'joined', 'joined by name', 'length-prefixed'])
    : of(['stringify', 'stringify', 'python', 'python-compact', 'python-utf8', 'php', 'go', 'jsonb'])
  const delimiter = writer === 'length-prefixed' ? '' : of(['', '|', ':', ',', '\n', '-', ';', '\t'])
  const placement = of(['inside', 'prefix', 'suffix', 'newline-joined'] as const)
  const leaveOut = of([[], ['id'], ['created_at'], ['sequence'], ['id', 'created_at']])
  // The product over lists in the order of their names has fewer of them.
  const alone =
    writer === 'joined by name'
      ? leaveOut.slice(0, 1).filter((name) => name === 'id')
      : joined && leaveOut.length > 1
        ? ['id']
        : leaveOut
  return {
    algorithm: of([
      'sha256',
      'sha256',
      'sha256',
      'sha3-256',
      'keccak256',
      'blake2b-256',
      'blake3',
      'sha1',
      'sha512',
      'sha384',
      'md5',
    ]),
    writer,
    sort: of(['none', 'top', 'deep'] as const),
    delimiter,
    leaveOut: !joined && leaveOut.length > 1 ? ['created_at'] : alone,
    time: of(['T6Z', 'T3Z', 'T0Z', 'T9Z', 'T6+00:00', 'T3+00:00', 'T6none', ' 6none', ' 0none', 's', 'ms', 'us']),
    placement: placement === 'inside' && writer === 'joined by name' ? 'prefix' : placement,
    encoding:
      placement === 'inside' || (joined && placement === 'newline-joined')
        ? 'hex'
        : joined
          ? of(['hex', 'bytes'] as const)
          : of(['hex', 'hex-upper', '0x-hex', 'base64', 'bytes'] as const),
    separator: joined ? of([delimiter, '']) : of(['', '|', ':']),
    prefix: '',
    names: of([
      ['entry_hash', 'prev_hash'],
      ['hash', 'previous_hash'],
      ['h', 'p'],
      ['integrity', 'before'],
    ] as const),
    genesis: of(['zeros', 'null', 'empty', 'word'] as const),
  }
}

/** The export with hashes of nothing in particular; links follow one another all the same. */
export function randomHashes(count: number, random: () => number): string[] {
  const hash = (): string =>
    Array.from({ length: 8 }, () =>
      Math.floor(random() * 4_294_967_296)
        .toString(16)
        .padStart(8, '0'),
    ).join('')
  let previous = '0'.repeat(64)
  return sealedLog({ ...randomDesign(random), placement: 'prefix' }, count, random).lines.map((line) => {
    const row = JSON.parse(line) as Row
    const names = Object.keys(row)
    const stated = previous
    previous = hash()
    return JSON.stringify({ ...row, [names.at(-2) as string]: stated, [names.at(-1) as string]: previous })
  })
}
