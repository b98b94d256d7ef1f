/** What the links of a sample say besides the recipe: which chains there are, what orders them, how they begin. */
import type { Recipe } from '../../model/recipe.ts'
import type { ChainShape } from '../../model/doctor.ts'
import { jsonKinds } from '../bytes/json-scan.ts'
import { findMember, memberName, nameFrom } from '../bytes/json-member.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { parseInstant, utcDay } from '../time/instant.ts'
import type { HashPair, SampleRecord } from './hash-columns.ts'

/** JSON text of a top-level member; undefined when the record lacks it. */
export function memberText({ bytes, scan }: SampleRecord, name: string): string | undefined {
  const member = findMember(bytes, scan, nameFrom(name))
  return member < 0
    ? undefined
    : textFromUtf8(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
}

/** Names of all top-level members of the sample: those of the first record in its order, then what others add. */
export function memberNames(records: readonly SampleRecord[]): string[] {
  const names = new Set<string>()
  for (const { bytes, scan } of records) {
    for (let member = 0; member < scan.count && names.size < 400; member += 1)
      names.add(memberName(bytes, scan, member))
  }
  return [...names]
}

type Links = Pick<ChainShape, 'order' | 'orderBy' | 'scope' | 'scopeDay' | 'chains'>

/** Scope and order of the chains that a pair of columns links. `sequenceNames` are the profile's names for the sequence. */
export function linkShape(
  records: readonly SampleRecord[],
  { predecessor, entry }: HashPair,
  names: readonly string[],
  times: readonly string[],
  sequenceNames: readonly string[],
): Links {
  const links: (readonly [number, number])[] = []
  for (const [row, before] of predecessor.entries()) if (before >= 0) links.push([before, row])
  // Rows that state no hash, as from before the chain, begin none.
  const chains = predecessor.filter((before, row) => before < 0 && entry.values[row] !== null).length
  const scope = chains > 1 ? scopeFields(records, links, names, chains) : []
  const scopeDay = chains > 1 && scope.length === 0 ? scopeDayField(records, links, times, chains) : null
  return { ...orderOf(records, links, names, sequenceNames), scope, scopeDay, chains }
}

const scopeName = /tenant|org|account|stream|scope|chain|partition|shard|shop|store/i

function scopeFields(
  records: readonly SampleRecord[],
  links: readonly (readonly [number, number])[],
  names: readonly string[],
  chains: number,
): string[] {
  const candidates: { name: string; values: number }[] = []
  for (const name of names) {
    const texts = records.map((record) => memberText(record, name))
    const values = new Set(texts).size
    // A field that changes along a link separates nothing; one with more values than chains would be no scope.
    if (values < 2 || values > chains || texts.some((text) => text !== undefined && text.length > 200)) continue
    if (links.every(([before, row]) => texts[before] === texts[row])) candidates.push({ name, values })
  }
  // Fields that go together all the way separate alike; then a name that scopes often have counts.
  const hint = (name: string): number => (scopeName.test(name) ? 1 : 0)
  const best = candidates.toSorted((a, b) => b.values - a.values || hint(b.name) - hint(a.name))[0]
  // Chains that begin in the middle of the file for another reason are breaks, not scopes.
  return best !== undefined && best.values * 2 > chains ? [best.name] : []
}

function scopeDayField(
  records: readonly SampleRecord[],
  links: readonly (readonly [number, number])[],
  times: readonly string[],
  chains: number,
): string | null {
  for (const name of times) {
    const days = records.map((record) => {
      const text = memberText(record, name)
      const instant =
        text === undefined ? null : parseInstant(text.replaceAll('"', ''), { zone: 'UTC', epochUnit: 's' })
      return instant === null ? null : utcDay(instant.micros)
    })
    if (days.includes(null) || new Set(days).size !== chains) continue
    if (links.every(([before, row]) => days[before] === days[row])) return name
  }
  return null
}

function orderOf(
  records: readonly SampleRecord[],
  links: readonly (readonly [number, number])[],
  names: readonly string[],
  sequenceNames: readonly string[],
): Pick<ChainShape, 'order' | 'orderBy'> {
  const rises = (name: string): boolean => {
    const numbers = records.map((record) => wholeNumber(memberText(record, name)))
    return (
      links.length > 0 &&
      links.every(([before, row]) => {
        const [a, b] = [numbers[before], numbers[row]]
        return a !== undefined && b !== undefined && a < b
      })
    )
  }
  const sequence = sequenceNames.find((name) => names.includes(name))
  if (sequence !== undefined && rises(sequence)) return { order: 'sequence', orderBy: sequence }
  if (links.every(([before, row]) => before < row)) return { order: 'file', orderBy: null }
  const field = names.find(rises)
  if (field !== undefined) return { order: 'field', orderBy: field }
  if (links.every(([before, row]) => before > row)) return { order: 'reverse-file', orderBy: null }
  return { order: 'links', orderBy: null }
}

function wholeNumber(text: string | undefined): bigint | undefined {
  const digits = text?.replaceAll('"', '')
  return digits !== undefined && /^\d{1,40}$/.test(digits) ? BigInt(digits) : undefined
}

/** What the records that name no other record of the sample state as previous hash. */
export function genesisOf(records: readonly SampleRecord[], pair: HashPair): Recipe['genesis'] {
  const stated = new Set<string>()
  for (const [row, record] of records.entries()) {
    if ((pair.predecessor[row] as number) >= 0 || pair.entry.values[row] === null) continue
    const digest = pair.previous.values[row]
    if (digest !== null && digest !== undefined) {
      // A digest that is not zeros names a record before the sample.
      if (/^0+$/.test(digest)) stated.add('zeros')
      continue
    }
    const member = findMember(record.bytes, record.scan, nameFrom(pair.previous.name))
    const kind = member < 0 ? undefined : record.scan.kind[member]
    const text = memberText(record, pair.previous.name)
    if (text === undefined) stated.add('absent')
    else if (kind === jsonKinds.null) stated.add('null')
    else if (text === '""') stated.add('empty')
    else if (kind === jsonKinds.string) stated.add(`literal ${JSON.parse(text) as string}`)
    else stated.add('other')
  }
  const [only] = stated
  if (stated.size !== 1 || only === undefined) return { previous: 'any' }
  if (only === 'zeros' || only === 'null' || only === 'empty') return { previous: only }
  return only.startsWith('literal ') ? { previous: 'literal', literal: only.slice(8) } : { previous: 'any' }
}
