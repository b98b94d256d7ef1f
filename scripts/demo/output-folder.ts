/**
 * The folder a demo writes. It is replaced as a whole, so only a folder that an earlier demo made, an empty one or none
 * is taken: a wrong `--out` must not cost anybody their files.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from './options.ts'

const marker = '.assay-demo'

/** Leaves an empty, marked folder at `path`. */
export function replaceFolder(path: string): void {
  if (existsSync(path) && readdirSync(path).length > 0 && !existsSync(join(path, marker))) {
    throw new UsageError(`${path} holds files that no demo made. Name an empty or new folder with --out.`)
  }
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, marker), 'Made by the demo; the next one replaces this folder.\n')
}
