/** The goods of the sample shop: prices and stock that continue from entry to entry, and the list of customers. */
import { customerLimit } from './people.ts'
import type { Random } from './random.ts'

export const productCount = 400

export class Stockroom {
  /** Cents per product, 200 to 24,000. */
  readonly priceCents = new Int32Array(productCount)
  readonly stock = new Int32Array(productCount)

  constructor(random: Random) {
    for (let i = 0; i < productCount; i += 1) {
      this.priceCents[i] = random.between(500, 24_000)
      this.stock[i] = random.between(20, 900)
    }
  }
}

export function skuOf(product: number): string {
  return `SKU-${10_000 + product}`
}

/** Number of customers for a rate of rows: a prime longer than a day's rows, so that a walk round it takes longer than a day. */
export function customerCount(rowsPerDay: number): number {
  return Math.min(customerLimit, nextPrime(Math.max(997, Math.ceil(rowsPerDay * 1.2))))
}

function nextPrime(from: number): number {
  for (let candidate = from; ; candidate += 1) {
    let prime = candidate > 1
    for (let divisor = 2; prime && divisor * divisor <= candidate; divisor += 1) prime = candidate % divisor !== 0
    if (prime) return candidate
  }
}
