/** What the demo can be told on its command line, and the answer when it was told something else. */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

export const setNames = ['clean', 'faulty', 'defects'] as const
export type SetName = (typeof setNames)[number]

export interface DemoOptions {
  /** Folder the demo writes; replaced by each run. */
  readonly out: string
  /** Folder with the sets, in the form of resources/sample. */
  readonly sample: string
  readonly sets: readonly SetName[]
  /** The command line's program file. */
  readonly program: string
}

export const usage = `npm run demo -- [--out DIR] [--sample DIR] [--only clean,faulty,defects] [--program FILE]

Does the main job on the bundled sample engagement with the built command line and compares every result with the
answer keys beside the sample. Writes to demo-output, replacing what an earlier demo left there.
`

/** A sentence for the person who called; printed as one line, exit 2. */
export class UsageError extends Error {}

/** Null when help was asked for. Relative folders count from `cwd`, the defaults from `root`. */
export function readOptions(args: readonly string[], root: string, cwd: string): DemoOptions | null {
  const { values } = parse(args)
  if (values.help === true) return null
  const sets = values.only === undefined ? setNames : values.only.split(',').map((name) => setFrom(name.trim()))
  return {
    out: values.out === undefined ? join(root, 'demo-output') : resolve(cwd, values.out),
    sample: values.sample === undefined ? join(root, 'resources/sample') : resolve(cwd, values.sample),
    sets: setNames.filter((name) => sets.includes(name)),
    program: values.program === undefined ? join(root, 'out/main/cli.js') : resolve(cwd, values.program),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        sample: { type: 'string' },
        only: { type: 'string' },
        program: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error })
  }
}

function setFrom(name: string): SetName {
  const found = setNames.find((candidate) => candidate === name)
  if (found === undefined) throw new UsageError(`--only knows ${setNames.join(', ')}, not ${name}.`)
  return found
}
