/**
 * The local log: one line per event of the shell, with a code and short details, never a path, a message of the engine
 * or anything read from evidence. Rotates at 1 MiB and keeps three older files. Nothing is sent anywhere.
 */
import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Log {
  write(code: string, details?: Readonly<Record<string, string>>): void
}

const rotateBytes = 1024 * 1024
const keptFiles = 3
const longestDetail = 80
/** Nine digits and more, in groups or not: no code, size or time of this log has as many, and card numbers have. */
const longNumber = /\p{Nd}(?:[ \u00a0.+-]?\p{Nd}){8,}/gu

/** A log in `directory`, which is made when absent. A log that cannot be written is silent: it must not stop the work. */
export function openLog(
  directory: string,
  options: { readonly now?: () => Date; readonly rotateBytes?: number } = {},
): Log {
  const file = join(directory, 'assay.log')
  const limit = options.rotateBytes ?? rotateBytes
  const now = options.now ?? (() => new Date())
  return {
    write(code, details = {}) {
      const fields = Object.entries(details).map(
        ([name, value]) => ` ${name}=${JSON.stringify(value.replace(longNumber, '…').slice(0, longestDetail))}`,
      )
      const line = `${now().toISOString()} ${code}${fields.join('')}\n`
      try {
        mkdirSync(directory, { recursive: true })
        if (sizeOf(file) + line.length > limit) rotate(file)
        appendFileSync(file, line)
      } catch {
        // See above.
      }
    },
  }
}

function rotate(file: string): void {
  rmSync(`${file}.${keptFiles}`, { force: true })
  for (let index = keptFiles - 1; index >= 0; index -= 1) {
    const from = index === 0 ? file : `${file}.${index}`
    if (sizeOf(from) > 0) renameSync(from, `${file}.${index + 1}`)
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
