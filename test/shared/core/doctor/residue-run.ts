/** Rows through the pure core to their residue: states of both axes under a recipe, then the classification. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { chooseTrial, tryRecipes } from '../../../../src/main/engine/verify/choose-recipe.ts'
import { loadHasher } from '../../../../src/main/io/host/hashers.ts'
import type { Hasher } from '../../../../src/shared/core/bytes/hasher.ts'
import { classifyResidue, type Residue, type RowState } from '../../../../src/shared/core/doctor/residue.ts'
import { hashAlgorithms, recipeSchema, type HashAlgorithm, type Recipe } from '../../../../src/shared/model/recipe.ts'
import { residueCauseSchema } from '../../../../src/shared/model/residue.ts'
import { casesFolder, coreOutcome, readRecords, type SourceRecords } from '../chain/chain-case.ts'

const hashers = new Map<HashAlgorithm, Hasher>()
for (const algorithm of hashAlgorithms) hashers.set(algorithm, await loadHasher(algorithm))
export const hasherOf = (algorithm: HashAlgorithm): Hasher | undefined => hashers.get(algorithm)

const groupSchema = z.strictObject({
  cause: residueCauseSchema,
  rows: z.number(),
  first: z.number(),
  last: z.number(),
  fields: z.array(z.string()),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
const residueCaseSchema = z.strictObject({
  input: z.string(),
  /** Id of the shipped recipe that the trial finds; null when none reproduces enough rows. */
  best: z.string().nullable(),
  documented: recipeSchema.optional(),
  groups: z.array(groupSchema),
  /** One byte that is changed in one line, by position from 0. */
  altered: z.strictObject({ line: z.number(), from: z.string(), to: z.string() }),
})
export type ResidueCase = z.infer<typeof residueCaseSchema> & {
  readonly name: string
  readonly lines: readonly string[]
}

export const residueNames = [
  'residue-nanoseconds-stored-as-microseconds',
  'residue-jsonb-member-order',
  'residue-nested-values-unhashed',
  'residue-one-second-order',
  'residue-erasure',
  'residue-documented-formula',
  'residue-edited-value',
  'residue-rows-before-the-chain',
] as const

export function readResidueCase(name: string): ResidueCase {
  const wanted = residueCaseSchema.parse(JSON.parse(readFileSync(join(casesFolder, name, 'residue.json'), 'utf8')))
  const lines = readFileSync(join(casesFolder, name, wanted.input), 'utf8')
    .trimEnd()
    .split('\n')
  return { ...wanted, name, lines }
}

export const recordsOf = (lines: readonly string[]): SourceRecords =>
  readRecords('ndjson', Buffer.from(`${lines.join('\n')}\n`))

/** State of every row; a plainly good one is `ok` on both axes. */
export async function statesOf(source: SourceRecords, recipe: Recipe | null): Promise<RowState[]> {
  const outcome = await coreOutcome(recipe, source)
  const breaks = new Map(outcome.breaks.map((item) => [item.line, item]))
  const content = recipe === null ? ('not-recomputable' as const) : ('ok' as const)
  const hashed = source.records.map(({ json }) => !json.includes('"entry_hash":null'))
  return source.records.map(({ line }, index) => {
    const found = breaks.get(line)
    const first = hashed.indexOf(true) === index && outcome.links.genesis > 0
    return {
      content: found?.content ?? content,
      link: found?.link ?? (first ? 'genesis' : 'ok'),
      reason: found?.reason ?? null,
    }
  })
}

export interface Classified {
  readonly best: Recipe | null
  readonly states: readonly RowState[]
  readonly residue: Residue
}

/** What the trial of shipped recipes finds, the states under it, and the residue. */
export async function classify(source: SourceRecords, documented?: Recipe): Promise<Classified> {
  const best = chooseTrial(await tryRecipes(source.records.map(({ json }) => json)))?.best.recipe ?? null
  const states = await statesOf(source, best)
  const residue = classifyResidue({
    count: source.records.length,
    record: (index) => source.records[index]?.json ?? Buffer.alloc(0),
    stateOf: (index) => states[index] as RowState,
    recipe: best,
    documented,
    hasherOf,
  })
  return { best, states, residue }
}
