// Shorter bytes that still fail in the same way, found by leaving pieces out.
import { Buffer } from 'node:buffer'

/** `fails` must hold for `bytes`. Stops after `budgetMs`. */
export async function shortest(bytes, fails, budgetMs) {
  const end = performance.now() + budgetMs
  let best = bytes
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length;) {
      if (performance.now() > end) return best
      const tried = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      if (await fails(tried)) best = tried
      else at += size
    }
  }
  return best
}
