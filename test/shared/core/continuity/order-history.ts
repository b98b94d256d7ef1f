/**
 * A history of orders in plain code of its own, sharing nothing with the product: events with old and new values as a shop
 * would log them, and where each field's last change before an event stands. Seeded; the same seed gives the same history.
 */

export interface HistoryEvent {
  readonly id: string
  readonly timestamp: string
  readonly sequence: number
  readonly actor_id: string
  readonly resource_type: 'order'
  readonly resource_id: string
  readonly action: string
  readonly old_values: Record<string, unknown> | null
  readonly new_values: Record<string, unknown> | null
}

export type HistoryStyle = 'full-state' | 'changed-fields'

/** Mulberry32: a small generator that is good enough to pick orders and amounts. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T
}

type Order = Record<string, unknown>

const steps: readonly ((order: Order, random: () => number) => Order | null)[] = [
  (order) => {
    const path = ['pending', 'paid', 'packed', 'shipped', 'delivered']
    const next = path[path.indexOf(order['status'] as string) + 1]
    return next === undefined ? null : { status: next }
  },
  (order, random) => {
    const items = [...(order['items'] as object[]), { sku: `SKU-${Math.floor(random() * 400)}`, quantity: 1 }]
    return { items, total: Math.round(((order['total'] as number) + random() * 90) * 100) / 100 }
  },
  (_order, random) => ({
    address: {
      street: `${Math.floor(random() * 200)} High Street`,
      city: pick(random, ['Leeds', 'York', 'Bath', 'Kiel']),
      zip: String(10_000 + Math.floor(random() * 89_999)),
    },
  }),
  (order, random) => ({
    refunded: Math.round(((order['refunded'] as number) + random() * 30) * 100) / 100,
    refunds: (order['refunds'] as number) + 1,
  }),
  (_order, random) => ({ note: random() < 0.3 ? null : `Call before delivery ${Math.floor(random() * 1000)}` }),
  (_order, random) => ({ carrier: pick(random, ['UPS', 'DHL', 'USPS', null]), priority: random() < 0.5 }),
]

/** Events of `orders` orders in the order they happened; two to eleven each, times rise by up to two seconds. */
export function orderHistory(orders: number, seed: number, style: HistoryStyle): HistoryEvent[] {
  const random = randomFrom(seed)
  const open: { readonly id: string; state: Order; left: number }[] = []
  const events: HistoryEvent[] = []
  let begun = 0
  let micros = Date.UTC(2025, 0, 1) * 1000
  const emit = (id: string, action: string, before: Order | null, after: Order | null): void => {
    micros += 1000 + Math.floor(random() * 2_000_000)
    const whole = Math.floor(micros / 1_000_000)
    events.push({
      id: `ev-${events.length + 1}`,
      timestamp: `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(micros - whole * 1_000_000).padStart(6, '0')}Z`,
      sequence: 1000 + events.length,
      actor_id: `u_${Math.floor(random() * 40)}`,
      resource_type: 'order',
      resource_id: id,
      action,
      old_values: before,
      new_values: after,
    })
  }
  while (begun < orders || open.length > 0) {
    if (begun < orders && (open.length < 50 || random() < 0.15)) {
      begun += 1
      const state: Order = {
        status: 'pending',
        total: Math.round(random() * 60_000) / 100,
        currency: 'EUR',
        items: [{ sku: `SKU-${Math.floor(random() * 400)}`, quantity: 1 + Math.floor(random() * 4) }],
        address: { street: '1 Mill Lane', city: 'Leeds', zip: '12345' },
        refunded: 0,
        refunds: 0,
        note: null,
        carrier: null,
        priority: false,
      }
      const id = `ord_${begun}`
      open.push({ id, state, left: 1 + Math.floor(random() * 10) })
      emit(id, 'create', null, structuredClone(state))
      continue
    }
    const at = Math.floor(random() * open.length)
    const order = open[at] as (typeof open)[number]
    const change = pick(random, steps)(order.state, random)
    order.left -= 1
    if (order.left <= 0) open.splice(at, 1)
    if (change === null) continue
    const next = { ...order.state, ...change }
    const names = Object.keys(change)
    const only = (state: Order): Order => Object.fromEntries(names.map((name) => [name, state[name]]))
    emit(
      order.id,
      'update',
      style === 'full-state' ? structuredClone(order.state) : only(order.state),
      style === 'full-state' ? structuredClone(next) : only(change),
    )
    order.state = next
  }
  return events
}

/** Where a deleted or altered event must be found: the events around it and the fields that tell. */
export interface Expected {
  readonly order: string
  readonly fields: readonly string[]
  /** Ids of the last event before it and of the first one after it that state the first of the fields. */
  readonly after: string
  readonly until: string
}

/**
 * What a deletion leaves to be seen, in plain code: fields it changed, found again in the old values of a later event of
 * the order, whose events `own` are. Null when no later event of the order states any of them, so that nothing in the log can tell.
 */
export function expectedAfterDeletion(own: readonly HistoryEvent[], deleted: HistoryEvent): Expected | null {
  const changed = Object.keys(deleted.new_values ?? {}).filter(
    (name) => JSON.stringify(deleted.new_values?.[name]) !== JSON.stringify(deleted.old_values?.[name]),
  )
  const at = own.indexOf(deleted)
  for (const later of own.slice(at + 1)) {
    const fields = changed.filter((name) => later.old_values !== null && name in later.old_values)
    if (fields.length === 0) continue
    const before = own
      .slice(0, at)
      .findLast((event) => event.new_values !== null && (fields[0] as string) in event.new_values)
    return before === undefined ? null : { order: deleted.resource_id, fields, after: before.id, until: later.id }
  }
  return null
}
