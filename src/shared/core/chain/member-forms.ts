/**
 * Forms that read the record and print it anew, member by member: everything that the quick ways of `canonical.ts` do
 * not cover. No object goes through `JSON.parse`: V8 13.6 gives a member written `"\n"` the name that the member at its
 * place had in an object before, where that name holds a backslash. Members are chosen, renamed and written as README section 4 says, then printed in a writer's style.
 */
import type { CanonicalForm } from '../../model/recipe.ts'
import { memberName } from '../bytes/json-member.ts'
import { jsonKinds, type JsonScan } from '../bytes/json-scan.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import { writerOf, type SortNames } from './json-dialects.ts'
import { printTree, treeFromJson, type JsonNode, type JsonStyle } from './json-tree.ts'
import { compileValue, type WriteValue } from './value-forms.ts'

/** A form that prints JSON. */
export type MemberForm = Extract<CanonicalForm, { form: 'json-stringify' | 'jcs' | 'pg-jsonb-text' | 'json-text' }>

/** True when a form takes the record's members as they are, all but the excluded ones; a sort may be asked for. */
export function onlyExcludes(form: MemberForm): boolean {
  return (
    form.form !== 'json-text' &&
    form.include === undefined &&
    isEmpty(form.rename) &&
    isEmpty(form.values) &&
    form.nulls !== 'omit' &&
    (form.memberOrder?.length ?? 0) === 0 &&
    nestedOf(form) === undefined
  )
}

function isEmpty(record: object | undefined): boolean {
  return record === undefined || Object.keys(record).length === 0
}

/** The sort that a form asks for; JCS has its own. */
export function sortOf(form: MemberForm): 'top' | 'deep' | undefined {
  return form.form === 'json-stringify' || form.form === 'json-text' ? form.sort : undefined
}

function nestedOf(form: MemberForm): 'allow-listed' | 'flattened' | undefined {
  return form.form === 'json-stringify' ? form.nested : undefined
}

/** Text of a record in a form; undefined when the form has none for it. */
export type PrintRecord = (bytes: Uint8Array, scan: JsonScan) => string | undefined

export function compileMembers(form: MemberForm): PrintRecord {
  const { style, sorted } = writerOf(form.form === 'json-text' ? form.dialect : form.form)
  const choose = memberChooser(form)
  const read = valueReader(form, style)
  const orders = listedOrders(form.memberOrder ?? [])
  const sort = sortOf(form)
  const allowListed = nestedOf(form) === 'allow-listed'
  return (bytes, scan) => {
    // Names first: of two members that come to one name the later value counts, whatever the other one is.
    const sources = new Map<string, readonly [name: string, member: number]>()
    for (const [name, member] of choose(bytes, scan)) {
      if (form.nulls === 'omit' && scan.kind[member] === jsonKinds.null) continue
      const renamed = form.rename !== undefined && Object.hasOwn(form.rename, name) ? form.rename[name] : name
      sources.set(renamed as string, [name, member])
    }
    const members = new Map<string, JsonNode>()
    for (const [written, [name, member]] of sources) {
      const node = read(name, bytes, scan, member)
      if (node === undefined) return undefined
      members.set(written, node)
    }
    const order = orderOf(style, sort === undefined ? undefined : { sorted, deep: sort === 'deep' }, orders)
    if (!allowListed) return printTree({ kind: 'object', members }, { ...style, order })
    const allowed = order([...members.keys()], 0) ?? []
    // A nested object without such a member of its own would show its prototype here, which no log meant to hash.
    if (members.has('__proto__')) return undefined
    const placeByName = new Map(allowed.map((name, place) => [name, place]))
    return printTree({ kind: 'object', members }, { ...style, order: allowedOrder(placeByName, orders) })
  }
}

/** Kept members as name and index: the last of equal names, at the place of the first, or in the order of `include`. */
function memberChooser(form: MemberForm): (bytes: Uint8Array, scan: JsonScan) => Iterable<readonly [string, number]> {
  const excluded = new Set(form.exclude)
  const { include } = form
  return (bytes, scan) => {
    const memberByName = new Map<string, number>()
    for (let member = 0; member < scan.count; member += 1) {
      const name = nameOf(bytes, scan, member)
      if (!excluded.has(name)) memberByName.set(name, member)
    }
    if (include === undefined) return memberByName
    return new Map(
      include.flatMap((name) => {
        const member = memberByName.get(name)
        return member === undefined ? [] : [[name, member] as const]
      }),
    )
  }
}

function nameOf(bytes: Uint8Array, scan: JsonScan, member: number): string {
  if (scan.escapedNames) return memberName(bytes, scan, member)
  return textFromUtf8(bytes, scan.keyStart[member] as number, scan.keyEnd[member] as number)
}

type ReadValue = (name: string, bytes: Uint8Array, scan: JsonScan, member: number) => JsonNode | undefined

function valueReader(form: MemberForm, style: JsonStyle): ReadValue {
  const valueByName = new Map<string, WriteValue>(
    Object.entries(form.values ?? {}).map(([name, value]) => [name, compileValue(value)]),
  )
  const flattens = nestedOf(form) === 'flattened'
  // A json column of a row stands as it was stored, unless the recipe asks for another order inside it.
  const verbatim =
    form.form === 'json-text' && form.dialect === 'pg-json' && form.sort !== 'deep' && form.memberOrder === undefined
  return (name, bytes, scan, member) => {
    const text = textFromUtf8(bytes, scan.valueStart[member] as number, scan.valueEnd[member] as number)
    const write = valueByName.get(name)
    const isNested = scan.kind[member] === jsonKinds.object || scan.kind[member] === jsonKinds.array
    const written = write === undefined ? 'as-it-stands' : write(treeFromJson(text))
    if (written === 'as-it-stands') {
      if (verbatim && isNested) return { kind: 'written', text }
      const node = treeFromJson(text)
      return flattens && isNested ? { kind: 'string', value: flatText(node) } : node
    }
    if (written === 'lost') return undefined
    const shown = written.quoted ? style.string(written.text) : written.text
    return shown === undefined ? undefined : { kind: 'written', text: shown }
  }
}

/** ECMA-262 `String(value)`: an array's items with commas between, an object as its class. */
function flatText(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return '[object Object]'
    case 'array':
      return node.items.map((item) => (item.kind === 'literal' && item.text === 'null' ? '' : flatText(item))).join(',')
    case 'string':
      return node.value
    case 'number':
      return String(Number(node.token))
    case 'literal':
    case 'written':
      return node.text
  }
}

interface ListedOrder {
  readonly list: readonly string[]
  readonly names: ReadonlySet<string>
}

/** Lists by the number of names in them; a name given twice counts once. */
function listedOrders(lists: readonly (readonly string[])[]): ReadonlyMap<number, readonly ListedOrder[]> {
  const ordersBySize = new Map<number, ListedOrder[]>()
  for (const given of lists) {
    const names = new Set(given)
    const same = ordersBySize.get(names.size)
    const order = { list: [...names], names }
    if (same === undefined) ordersBySize.set(names.size, [order])
    else same.push(order)
  }
  return ordersBySize
}

type Orders = ReturnType<typeof listedOrders>

function listedOrder(names: readonly string[], orders: Orders): readonly string[] | undefined {
  return orders.get(names.length)?.find((order) => names.every((name) => order.names.has(name)))?.list
}

/** The first of these that applies: a listed order, the sort, the style's own order. */
function orderOf(
  style: JsonStyle,
  sort: { readonly sorted: SortNames; readonly deep: boolean } | undefined,
  orders: Orders,
): JsonStyle['order'] {
  return (names, level) => {
    const listed = orders.size === 0 ? undefined : listedOrder(names, orders)
    if (listed !== undefined) return listed
    return sort !== undefined && (level === 0 || sort.deep) ? sort.sorted(names) : style.order(names, level)
  }
}

/** Only names of the list, in its order: what the second argument of JSON.stringify does at every depth. */
function allowedOrder(placeByName: ReadonlyMap<string, number>, orders: Orders): JsonStyle['order'] {
  return (names) => {
    // Sorting what is there, not walking the list: a wide record with many small objects would take their product.
    const kept = names.filter((name) => placeByName.has(name))
    const listed = orders.size === 0 ? undefined : listedOrder(kept, orders)
    return listed ?? kept.toSorted((a, b) => (placeByName.get(a) as number) - (placeByName.get(b) as number))
  }
}
