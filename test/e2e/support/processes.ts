/** The engine's own process, found among the children of the main process. Linux only: it reads /proc. */
import { readFileSync, readdirSync } from 'node:fs'

/** Ids of the engine processes below `parent`. On Electron a zygote may stand between them. */
export function engineProcesses(parent: number): readonly number[] {
  const parentOf = new Map<number, number>()
  const engines: number[] = []
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const id = Number(name)
      // The command in parentheses may hold spaces, so fields are counted from its end.
      parentOf.set(
        id,
        Number(
          readFileSync(`/proc/${name}/stat`, 'utf8')
            .replace(/^.*\) \S /s, '')
            .split(' ')[0],
        ),
      )
      // The host names the script on its command line, Electron the kind of service; the product starts no other one.
      if (/engine-host\.js|node\.mojom\.NodeService/.test(readFileSync(`/proc/${name}/cmdline`, 'utf8')))
        engines.push(id)
    } catch {
      // It ended meanwhile.
    }
  }
  return engines.filter((id) => isBelow(id))

  function isBelow(id: number): boolean {
    for (let current = parentOf.get(id); current !== undefined && current > 1; current = parentOf.get(current))
      if (current === parent) return true
    return false
  }
}
