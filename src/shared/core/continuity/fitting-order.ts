/**
 * Whether events of one instant can be put in an order in which each old value is the value before it. As a graph: values
 * are the nodes, each event goes from its old to its new value, and an order that fits is a path over every event once
 * (an Eulerian path). Few events are tried one by one; many take linear time.
 */

/** An event by the numbers of its values; 0 for a value that it does not state. */
export interface Edge {
  readonly before: number
  readonly after: number
  /** The value after it is not certain. */
  readonly loose: boolean
}

export type Fit =
  /** `certain`: every order that fits ends with the same value. */
  | { readonly kind: 'fits'; readonly order: readonly number[]; readonly certain: boolean }
  | { readonly kind: 'none' }
  /** Too many events with something unstated to tell. */
  | { readonly kind: 'undecided' }

/** Up to this many events every order is tried: 720 of them. */
const fewEvents = 6

/** Looks for an order that begins with one of the values `start`; with none of them, with any. */
export function fittingOrder(edges: readonly Edge[], start: readonly number[]): Fit {
  if (edges.length <= fewEvents) return tryEach(edges, start)
  if (edges.some((edge) => edge.loose || edge.before === 0)) return { kind: 'undecided' }
  return eulerianPath(edges, start)
}

function tryEach(edges: readonly Edge[], start: readonly number[]): Fit {
  const used = edges.map(() => false)
  const order: number[] = []
  let best: readonly number[] | undefined
  const ends = new Set<number>()
  /** `value` is what is known before the next event; undefined where nothing is, or not for certain. */
  const next = (values: readonly number[]): void => {
    if (order.length === edges.length) {
      best ??= [...order]
      for (const value of values.length === 0 ? [0] : values) ends.add(value)
      return
    }
    for (const [index, edge] of edges.entries()) {
      if (used[index] === true) continue
      if (edge.before !== 0 && values.length > 0 && !values.includes(edge.before)) continue
      used[index] = true
      order.push(index)
      next(valuesAfter(edge, values))
      order.pop()
      used[index] = false
    }
  }
  next(start)
  if (best === undefined) return { kind: 'none' }
  return { kind: 'fits', order: best, certain: ends.size === 1 && !ends.has(0) }
}

function valuesAfter(edge: Edge, values: readonly number[]): readonly number[] {
  if (!edge.loose) return [edge.after]
  const before = edge.before === 0 ? values : [edge.before]
  return edge.after === 0 || before.length === 0 ? before : [...before, edge.after]
}

/** Hierholzer's algorithm (1873); all values are stated. */
function eulerianPath(edges: readonly Edge[], start: readonly number[]): Fit {
  const outgoing = new Map<number, number[]>()
  const balance = new Map<number, number>()
  for (const [index, { before, after }] of edges.entries()) {
    const list = outgoing.get(before)
    if (list === undefined) outgoing.set(before, [index])
    else list.push(index)
    balance.set(before, (balance.get(before) ?? 0) + 1)
    balance.set(after, (balance.get(after) ?? 0) - 1)
  }
  const surplus = [...balance].filter(([, count]) => count > 0)
  const isCircuit = surplus.length === 0
  if (surplus.length > 1 || (surplus[0]?.[1] ?? 0) > 1) return { kind: 'none' }
  const from = isCircuit
    ? (start.find((value) => outgoing.has(value)) ?? edges[0]?.before ?? 0)
    : (surplus[0]?.[0] ?? 0)
  if (start.length > 0 && !start.includes(from)) return { kind: 'none' }
  const order: number[] = []
  const stack: { readonly node: number; readonly edge: number }[] = [{ node: from, edge: -1 }]
  while (stack.length > 0) {
    const { node, edge } = stack.at(-1) as { node: number; edge: number }
    const index = outgoing.get(node)?.pop()
    if (index !== undefined) stack.push({ node: (edges[index] as Edge).after, edge: index })
    else {
      stack.pop()
      if (edge >= 0) order.push(edge)
    }
  }
  if (order.length < edges.length) return { kind: 'none' }
  // A circuit that nothing is known to lead into may end anywhere on it.
  return { kind: 'fits', order: order.reverse(), certain: !isCircuit || start.length > 0 || balance.size === 1 }
}
