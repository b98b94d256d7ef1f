/**
 * Orders of guide B's shop to which something can still happen. What an entry states of an order as its old value is what
 * the entries before it left, as in a shop that logs every change. Holds the 40 latest orders, however many were placed.
 */
import type { Random } from './random.ts'

const orderStatuses = ['pending', 'processing', 'packed', 'shipped', 'delivered'] as const
export type OrderStatus = (typeof orderStatuses)[number]

export interface OpenOrder {
  readonly id: string
  status: OrderStatus
  shipping: 'standard' | 'express'
  cents: number
}

const held = 40
/** Above every order number of the planted stories, so that no entry of theirs speaks of one of these. */
const firstNumber = 1_000_000

export class OpenOrders {
  private readonly random: Random
  private readonly orders: OpenOrder[] = []
  private number = firstNumber

  /** Begins with orders that were placed before the export begins, in every status. */
  constructor(random: Random) {
    this.random = random
    for (let i = 0; i < held; i += 1)
      this.place(random.between(900, 60_000)).status = orderStatuses[i % orderStatuses.length] ?? 'pending'
  }

  place(cents: number): OpenOrder {
    const order: OpenOrder = { id: `ord_${this.number}`, status: 'pending', shipping: 'standard', cents }
    this.number += 1
    this.orders.push(order)
    if (this.orders.length > held) this.orders.shift()
    return order
  }

  /** Any of the orders held that meets the condition, looked for from a random place on; undefined when none does. */
  find(meets: (order: OpenOrder) => boolean): OpenOrder | undefined {
    const { orders } = this
    const from = this.random.below(Math.max(1, orders.length))
    for (let i = 0; i < orders.length; i += 1) {
      const order = orders[(from + i) % orders.length]
      if (order !== undefined && meets(order)) return order
    }
    return undefined
  }

  /** Nothing more happens to it. */
  close(order: OpenOrder): void {
    this.orders.splice(this.orders.indexOf(order), 1)
  }
}
