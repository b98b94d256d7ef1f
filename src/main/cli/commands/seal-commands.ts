/** verify seals, verify ids: signatures, keyed lines, journal blocks, ledger digests; clocks inside ids. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { payloadRuleSchema, type PayloadRule } from '../../../shared/model/seals.ts'
import { parseJson } from '../../../shared/core/bytes/parse-json.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { printCheckResult } from '../check-lines.ts'
import { exitOfVerdict } from '../exit-code.ts'
import type { CommandRunner } from '../runner.ts'

interface Given {
  readonly key: readonly string[]
  readonly keyEncoding: 'raw' | 'hex' | 'base64'
  readonly payload?: string
  readonly digests: readonly string[]
  readonly manifest: readonly string[]
}

/** Adds the commands below `verify`, which must be there. */
export function addSealCommands(program: Command, run: CommandRunner): void {
  const verify = program.commands.find((command) => command.name() === 'verify')
  if (verify === undefined) throw new TypeError('verify is added first')

  verify
    .command('seals')
    .description('check signatures beside records, Acra lines, QLDB blocks and Azure ledger digests')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source; every source with such seals without it')
    .option('--key <file>', 'PEM, JWK, or the bytes of a secret; may be given again', collect, [])
    .addOption(
      new Option('--key-encoding <how>', 'how key files that are neither PEM nor JWK are written')
        .choices(['raw', 'hex', 'base64'])
        .default('raw'),
    )
    .option(
      '--payload <file>',
      'payload rule (assay.payload/1): which bytes were signed; usual ones are tried without it',
    )
    .option('--digests <file>', 'saved ledger digest; may be given again', collect, [])
    .option('--manifest <file>', 'completed manifest of a QLDB export; may be given again', collect, [])
    .addHelpText('after', '\nExample:\n  assay verify seals shop.assay 1 --key public-key.pem --payload payload.json')
    .action((file: string, reference: string | undefined, given: Given) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const sourceId = reference === undefined ? undefined : (await session.source(engagementId, reference)).sourceId
        const payload = given.payload === undefined ? undefined : await readPayloadRule(given.payload)
        const answer = await session.job('seals.verify', {
          engagementId,
          ...(sourceId === undefined ? {} : { sourceId }),
          keyFiles: given.key.map((path) => resolve(path)),
          keyEncoding: given.keyEncoding,
          ...(payload === undefined ? {} : { payload }),
          digests: given.digests.map((path) => resolve(path)),
          manifests: given.manifest.map((path) => resolve(path)),
        })
        return {
          command: 'verify.seals',
          // Key files are named in the parameters and not listed with a digest: that of a short secret gives it away.
          inputs: [file, ...(given.payload === undefined ? [] : [given.payload]), ...given.digests, ...given.manifest],
          parameters: {
            source: sourceId ?? null,
            keys: given.key,
            keyEncoding: given.keyEncoding,
            payload: given.payload ?? null,
            digests: given.digests,
            manifests: given.manifest,
          },
          result: answer.results,
          overall: answer.overall,
          exit: exitOfVerdict(answer.overall, session.options.allowIncomplete),
          text: () => answer.results.forEach(printCheckResult),
        }
      }),
    )

  verify
    .command('ids')
    .description('compare the times inside event ids with the stated times')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source; every source without it')
    .addHelpText('after', '\nExample:\n  assay verify ids shop.assay 1')
    .action((file: string, reference: string | undefined) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const sourceId = reference === undefined ? undefined : (await session.source(engagementId, reference)).sourceId
        const answer = await session.job('ids.verify', {
          engagementId,
          ...(sourceId === undefined ? {} : { sourceId }),
        })
        return {
          command: 'verify.ids',
          inputs: [file],
          parameters: { source: sourceId ?? null },
          result: answer.results,
          overall: answer.overall,
          exit: exitOfVerdict(answer.overall, session.options.allowIncomplete),
          text: () => answer.results.forEach(printCheckResult),
        }
      }),
    )
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

async function readPayloadRule(path: string): Promise<PayloadRule> {
  const bytes = await readChosenFile(path)
  let value: unknown
  try {
    value = parseJson(bytes.toString('utf8'))
  } catch (cause) {
    throw new AppError('recipe-invalid', `${path} is not JSON: ${(cause as Error).message}. Nothing was checked.`, {
      cause,
    })
  }
  const parsed = payloadRuleSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the document'}: ${issue.message}`)
  throw new AppError('recipe-invalid', `${path} is no valid payload rule: ${issues.join('; ')}. Nothing was checked.`)
}
