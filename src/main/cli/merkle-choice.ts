/** Options that say how Merkle trees are built, shared by the commands that build them. */
import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { AppError } from '../../shared/model/app-error.ts'
import {
  batchListSchema,
  mostStatements,
  type BatchPlan,
  type BatchStatement,
  type MerkleChoice,
} from '../../shared/model/batch-plan.ts'
import { leafRecipeSchema, treeProfileSchema } from '../../shared/model/recipe.ts'
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import { readChosenFile } from '../io/files/read-chunks.ts'

export interface MerkleFlags {
  readonly tree?: string
  readonly leaf?: string
  readonly by?: string
  readonly batchList?: string
}

/** Adds the options; every one of them stands for what the source's profile says. */
export function withMerkleOptions(command: Command): Command {
  return command
    .option('--tree <profile>', 'tree profile: id of a shipped one (assay proof profiles), or a file (assay.tree/1)')
    .option('--leaf <recipe>', 'leaf recipe: id of a shipped one, or a file (assay.leaf/1)')
    .option('--by <batches>', 'utc-day, count:<entries>, field:<name>, or ranges (of --batch-list)')
    .option(
      '--batch-list <file>',
      'NDJSON or JSON array: batch, root, count, first_timestamp, last_timestamp, from, to',
    )
}

/** The choice that the options make and the files it was read from; undefined where none was given. */
export async function merkleChoice(
  flags: MerkleFlags,
): Promise<{ readonly choice: MerkleChoice | undefined; readonly files: readonly string[] }> {
  const { tree, leaf, by, batchList } = flags
  if (tree === undefined && leaf === undefined && by === undefined && batchList === undefined)
    return { choice: undefined, files: [] }
  const choice: MerkleChoice = {
    ...(tree === undefined ? {} : { tree: await idOrFile(tree, treeProfileSchema, 'tree profile') }),
    ...(leaf === undefined ? {} : { leaf: await idOrFile(leaf, leafRecipeSchema, 'leaf recipe') }),
    ...(by === undefined ? {} : { batches: planOf(by) }),
    ...(batchList === undefined ? {} : { statements: await readBatchList(batchList) }),
  }
  if (choice.batches?.by === 'ranges' && choice.statements === undefined)
    throw new AppError('usage', '--by ranges takes the ranges from --batch-list. Nothing was checked.')
  const files = [tree, leaf, batchList].filter((path): path is string => path !== undefined && existsSync(path))
  return { choice, files }
}

function planOf(by: string): BatchPlan {
  if (by === 'utc-day' || by === 'ranges') return { by }
  const colon = by.indexOf(':')
  const [kind, value] = [by.slice(0, colon), by.slice(colon + 1)]
  if (kind === 'count' && /^[1-9]\d{0,8}$/.test(value)) return { by: 'count', entries: Number(value) }
  if (kind === 'field' && value !== '' && value.length <= 200) return { by: 'field', field: value }
  throw new AppError('usage', '--by takes utc-day, count:<entries>, field:<name> or ranges. Nothing was checked.')
}

/** A schema as this file needs it. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: Issues }
}
interface Issues {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}

async function idOrFile<T>(given: string, schema: Schema<T>, what: string): Promise<string | T> {
  if (!existsSync(given)) return given
  const text = (await readChosenFile(given)).toString('utf8')
  const parsed = schema.safeParse(jsonIn(given, text))
  if (parsed.success) return parsed.data
  throw invalid(given, `no valid ${what}: ${issuesOf(parsed.error)}`)
}

async function readBatchList(path: string): Promise<BatchStatement[]> {
  const text = (await readChosenFile(path)).toString('utf8').trim()
  const rows = text.startsWith('[')
    ? jsonIn(path, text)
    : text.split(/\r?\n/).map((row, at) => (at < mostStatements + 1 ? jsonIn(path, row) : null))
  const parsed = batchListSchema.safeParse(rows)
  if (parsed.success) return parsed.data
  throw invalid(path, `no valid list of batches: ${issuesOf(parsed.error)}`)
}

function jsonIn(path: string, text: string): unknown {
  try {
    return parseJson(text)
  } catch (cause) {
    throw invalid(path, `not JSON: ${(cause as Error).message}`)
  }
}

function issuesOf(error: Issues): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'the document'}: ${issue.message}`)
    .join('; ')
}

function invalid(path: string, why: string): AppError {
  return new AppError('recipe-invalid', `${path} is ${why}. Nothing was checked.`)
}
