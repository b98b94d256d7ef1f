/** The one JSON document that `--json` prints. */
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createSha256 } from '../io/host/digest.ts'
import { readChunks } from '../io/files/read-chunks.ts'
import type { VerdictWord } from '../../shared/model/verdict.ts'
import { maskedValue } from '../../shared/core/sensitive/mask-value.ts'
import type { GlobalOptions } from './output.ts'
import { tool } from './version.ts'

export interface InputFacts {
  readonly path: string
  readonly bytes?: number
  readonly sha256?: string
}

export interface CommandOutcome {
  /** For example `verify.chain`; printed as `assay.verify.chain/1`. */
  readonly command: string
  /** Files and folders the command read, as given; standard input with its facts, since it is read once. */
  readonly inputs: readonly (string | InputFacts)[]
  readonly parameters: Readonly<Record<string, unknown>>
  readonly result: unknown
  /** Null for commands that judge nothing. */
  readonly overall: VerdictWord | null
  readonly exit: number
  /** Prints the result for people. */
  readonly text: () => void
}

/** Prints the outcome in the form asked for; answers with the exit code. */
export async function printOutcome(outcome: CommandOutcome, options: GlobalOptions): Promise<number> {
  if (!options.json) {
    outcome.text()
    return outcome.exit
  }
  const document = {
    schema: `assay.${outcome.command}/1`,
    tool,
    // The result was masked by the engine; what was typed was not.
    inputs: maskedValue(await factsOf(outcome.inputs)),
    parameters: maskedValue(outcome.parameters),
    result: options.reproducible ? withoutTimes(outcome.result) : outcome.result,
    overall: outcome.overall,
    exit: outcome.exit,
  }
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return outcome.exit
}

/** Of a folder, every file below it, in the order of their names. */
async function factsOf(inputs: CommandOutcome['inputs']): Promise<InputFacts[]> {
  const facts: InputFacts[] = []
  for (const input of inputs) {
    if (typeof input !== 'string') facts.push(input)
    else if ((await stat(input)).isDirectory())
      for (const file of await filesBelow(input)) facts.push(await fileFacts(file))
    else facts.push(await fileFacts(input))
  }
  return facts
}

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = found.filter((item) => item.isFile()).map((item) => join(item.parentPath, item.name))
  return files.sort((left, right) => (left < right ? -1 : 1))
}

/** An engagement's bytes change with every custody event, so only its name is printed. */
async function fileFacts(path: string): Promise<InputFacts> {
  if (await isEngagement(path)) return { path }
  const hash = createSha256()
  let bytes = 0
  for await (const chunk of readChunks(path)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { path, bytes, sha256: hash.hex() }
}

/** By its bytes, because an evidence file may have any name: SQLite's application_id, "ASAY", at offset 68. */
async function isEngagement(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(72), 0, 72, 0)
    const text = buffer.toString('latin1', 0, bytesRead)
    return text.startsWith('SQLite format 3\0') && text.slice(68) === 'ASAY'
  } finally {
    await file.close()
  }
}

/** What differs between two runs over the same evidence. */
const timeFields = new Set([
  'importedAtMicros',
  'collectedAtMicros',
  'startedAtMicros',
  'finishedAtMicros',
  'createdAtMicros',
  'comparisonId',
  'countedAtMicros',
  'statedAtMicros',
  'atMicros',
  'runId',
  'findingId',
  'jobId',
])

function withoutTimes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTimes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !timeFields.has(name))
      .map(([name, child]) => [name, withoutTimes(child)]),
  )
}
