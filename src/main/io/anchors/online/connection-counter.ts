/**
 * Counts every connection that the product opens. What is shown on screen and printed by `doctor system` comes from here:
 * all network code goes through this folder, and nothing in it opens a socket without counting it first.
 */
let made = 0
const listeners = new Set<(total: number) => void>()

/** Called once for each socket, before it connects: an attempt that fails is a connection too. */
export function countConnection(): void {
  made += 1
  for (const listener of listeners) listener(made)
}

/** Connections since this process started. */
export function connectionsMade(): number {
  return made
}

/** Calls `listener` with the new total at each connection; returns how to stop. */
export function onConnection(listener: (total: number) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
