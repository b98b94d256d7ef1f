/** verify chain, anchors, continuity, all; recipe list, show, check. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { CheckResult } from '../../../shared/model/check-run.ts'
import { recipeSchema, type Recipe } from '../../../shared/model/recipe.ts'
import type { SkippedCheck } from '../../../shared/model/skipped-check.ts'
import type { VerdictWord } from '../../../shared/model/verdict.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { printCheckResult } from '../check-lines.ts'
import { exitCodes, exitOfVerdict } from '../exit-code.ts'
import type { CommandOutcome } from '../document.ts'
import { block, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'

const text = createText()

export function addVerifyCommands(program: Command, run: CommandRunner): void {
  const verify = program.command('verify').description('recompute chains, Merkle roots and anchors')

  verify
    .command('chain')
    .description('recompute a hash chain')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source; every source with a chain without it')
    .option(
      '--recipe <file>',
      'recipe file (assay.recipe/1), or the id of a shipped recipe; the shipped ones are tried without it',
    )
    .option('--second-opinion', 'recompute with the independent implementation as well')
    .option('--key <file>', 'key of a keyed chain (a recipe with mac); may be given several times', collect, [])
    .addOption(
      new Option('--key-encoding <encoding>', 'how the key files hold the key')
        .choices(['raw', 'hex', 'base64'])
        .default('raw'),
    )
    .addHelpText(
      'after',
      `
A key is read for this check and kept nowhere: runs and reports name it by an id that only somebody who has the key, or
guesses it, can compute.

Example:
  assay verify chain shop.assay 1 --recipe recipe.json`,
    )
    .action((file: string, reference: string | undefined, given: ChainFlags) =>
      run(async (session) => {
        if (given.key.length === 0 && given.keyEncoding !== 'raw')
          throw new AppError(
            'usage',
            '--key-encoding says how --key is read, and there is no --key. Nothing was checked.',
          )
        const target = await targetOf(session, file, reference)
        const recipe = given.recipe === undefined ? {} : await recipeFrom(session, given.recipe)
        const secondOpinion = given.secondOpinion === true
        const answer = await session.job('chain.verify', {
          ...target,
          ...recipe,
          ...(secondOpinion ? { secondOpinion } : {}),
          ...(given.key.length === 0
            ? {}
            : { keyFiles: given.key.map((path) => resolve(path)), keyEncoding: given.keyEncoding }),
        })
        // Key files are no inputs here: the digest of a short key would be as good as the key.
        const parameters = {
          source: target.sourceId ?? null,
          recipe: given.recipe ?? null,
          secondOpinion,
          ...(given.key.length === 0 ? {} : { keys: given.key.length, keyEncoding: given.keyEncoding }),
        }
        const outcome = verifyOutcome('chain', session, file, parameters, answer)
        return 'recipe' in recipe && given.recipe !== undefined ? { ...outcome, inputs: [file, given.recipe] } : outcome
      }),
    )

  for (const [kind, description] of [
    ['anchors', 'compare recomputed roots with recorded anchors'],
    ['continuity', 'compare the old values that events state with the last known ones'],
    ['all', 'run every check that applies'],
  ] as const) {
    verify
      .command(kind)
      .description(description)
      .argument('<engagement>', 'the .assay file')
      .argument('[source]', 'number or name of the source')
      .addHelpText('after', `\nExample:\n  assay verify ${kind} shop.assay`)
      .action((file: string, reference: string | undefined) =>
        run(async (session) => {
          const target = await targetOf(session, file, reference)
          const answer = await session.job(`${kind}.verify`, target)
          const outcome = verifyOutcome(kind, session, file, { source: target.sourceId ?? null }, answer)
          return 'skipped' in answer ? withSkipped(outcome, answer.skipped ?? []) : outcome
        }),
      )
  }

  addRecipeCommands(program, run)
}

function addRecipeCommands(program: Command, run: CommandRunner): void {
  const recipe = program.command('recipe').description('chain recipes')
  recipe
    .command('list')
    .description('list the shipped recipes')
    .addHelpText('after', '\nExample:\n  assay recipe list')
    .action(() =>
      run(async ({ client }) => {
        const { recipes } = await client.call('recipe.list', {})
        return {
          command: 'recipe.list',
          inputs: [],
          parameters: {},
          result: recipes,
          overall: null,
          exit: exitCodes.done,
          text: () => table(recipes.map((item) => [item.id, item.name])),
        }
      }),
    )
  recipe
    .command('show')
    .description('print a shipped recipe as JSON')
    .argument('<id>', 'id of the recipe')
    .addHelpText('after', '\nExample:\n  assay recipe show sha256.jcs.prefix.hex > recipe.json')
    .action((id: string) =>
      run(async ({ client }) => {
        const found = (await client.call('recipe.list', {})).recipes.find((item) => item.id === id)
        if (found === undefined) throw new AppError('usage', `There is no shipped recipe ${id}.`)
        return {
          command: 'recipe.show',
          inputs: [],
          parameters: { id },
          result: found,
          overall: null,
          exit: exitCodes.done,
          text: () => block(JSON.stringify(found, null, 2)),
        }
      }),
    )
  recipe
    .command('check')
    .description('check a recipe file against the schema')
    .argument('<file>', 'recipe file')
    .addHelpText('after', '\nExample:\n  assay recipe check recipe.json')
    .action((file: string) =>
      run(async () => {
        const parsed = await readRecipe(file)
        return {
          command: 'recipe.check',
          inputs: [file],
          parameters: {},
          result: parsed,
          overall: null,
          exit: exitCodes.done,
          text: () => line(`${file}: a valid recipe (${parsed.name})`),
        }
      }),
    )
}

interface ChainFlags {
  readonly recipe?: string
  readonly secondOpinion?: boolean
  readonly key: readonly string[]
  readonly keyEncoding: 'raw' | 'hex' | 'base64'
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

async function targetOf(
  session: CliSession,
  file: string,
  reference: string | undefined,
): Promise<{ engagementId: string; sourceId?: number }> {
  const engagementId = await session.open(file)
  return reference === undefined
    ? { engagementId }
    : { engagementId, sourceId: (await session.source(engagementId, reference)).sourceId }
}

export async function recipeFrom(
  session: CliSession,
  given: string,
): Promise<{ recipe: Recipe } | { recipeId: string }> {
  const { recipes } = await session.client.call('recipe.list', {})
  if (recipes.some((item) => item.id === given)) return { recipeId: given }
  if (!existsSync(given))
    throw new AppError(
      'file-unreadable',
      `${given} is neither a file nor the id of a shipped recipe. Nothing was checked.`,
    )
  return { recipe: await readRecipe(given) }
}

export async function readRecipe(path: string): Promise<Recipe> {
  const bytes = await readChosenFile(path)
  let value: unknown
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch (cause) {
    throw new AppError('recipe-invalid', `${path} is not JSON: ${(cause as Error).message}. Nothing was checked.`, {
      cause,
    })
  }
  const parsed = recipeSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the document'}: ${issue.message}`)
  throw new AppError('recipe-invalid', `${path} is no valid recipe: ${issues.join('; ')}. Nothing was checked.`)
}

/** What was not made is said after the results; a check that does not apply is no result. */
function withSkipped(outcome: CommandOutcome, skipped: readonly SkippedCheck[]): CommandOutcome {
  return {
    ...outcome,
    text: () => {
      outcome.text()
      for (const { kind, sourceName, reason } of skipped)
        line(
          text.t('skipped.line', {
            kind: text.t(`integrity.kind.${kind}`),
            source: sourceName,
            reason: text.t(`skipped.${reason}`),
          }),
        )
    },
  }
}

function verifyOutcome(
  kind: string,
  session: CliSession,
  file: string,
  parameters: Readonly<Record<string, unknown>>,
  answer: { results: CheckResult[]; overall: VerdictWord },
): CommandOutcome {
  return {
    command: `verify.${kind}`,
    inputs: [file],
    parameters,
    result: answer.results,
    overall: answer.overall,
    exit: exitOfVerdict(answer.overall, session.options.allowIncomplete),
    text: () => answer.results.forEach(printCheckResult),
  }
}
