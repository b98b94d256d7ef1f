/** explain: the bytes under the hash of one entry, named part by part, and a shell line that repeats the hash. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { entryIdFrom } from '../../../shared/model/digest.ts'
import type { Explanation, HashExplanation } from '../../../shared/model/explanation.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'
import { recipeFrom } from './verify-commands.ts'

interface ExplainFlags {
  readonly record: string
  readonly recipe?: string
  readonly key: readonly string[]
  readonly keyEncoding: 'raw' | 'hex' | 'base64'
  readonly unmask?: boolean
  readonly reason?: string
}

/** Characters of a stretch in a row of the table; `--json` has more. */
const shownCharacters = 100

export function addExplainCommand(program: Command, run: CommandRunner): void {
  program
    .command('explain')
    .description('the exact bytes under the hash of one entry, and a shell line that repeats the hash')
    .argument('<engagement>', 'the .assay file')
    .argument('<source>', 'number or name of the source')
    .requiredOption('--record <n>', 'number of the entry in the source, from 1')
    .option(
      '--recipe <file or id>',
      'recipe; that of the last chain check without it, else the one that reproduces most',
    )
    .option(
      '--key <file>',
      'key of a keyed chain; may be given several times',
      (value, before: readonly string[]) => [...before, value],
      [],
    )
    .addOption(
      new Option('--key-encoding <encoding>', 'how the key files hold the key')
        .choices(['raw', 'hex', 'base64'])
        .default('raw'),
    )
    .option('--unmask', 'show what is masked otherwise, except card data; goes into the custody log')
    .option('--reason <text>', 'why it has to be seen; needed with --unmask')
    .addHelpText('after', '\nExample:\n  assay explain shop.assay 1 --record 204 --recipe recipe.json')
    .action((file: string, reference: string, given: ExplainFlags) =>
      run((session) => explainRecord(session, file, reference, given)),
    )
}

async function explainRecord(
  session: CliSession,
  file: string,
  reference: string,
  given: ExplainFlags,
): Promise<CommandOutcome> {
  const unmask = given.unmask === true
  const reason = given.reason?.trim() ?? ''
  if (unmask !== (reason !== '')) throw new AppError('usage', 'Give --unmask and --reason together. Nothing was shown.')
  const engagementId = await session.open(file)
  const { sourceId, receipt } = await session.source(engagementId, reference)
  const number = /^\d{1,15}$/.test(given.record) ? Number(given.record) : 0
  if (number < 1 || number > receipt.accepted)
    throw new AppError('usage', `--record takes a number from 1 to ${receipt.accepted}.`)
  const request = {
    engagementId,
    entryId: entryIdFrom(sourceId, number - 1),
    ...(given.recipe === undefined ? {} : await recipeFrom(session, given.recipe)),
    ...(given.key.length === 0
      ? {}
      : { keyFiles: given.key.map((path) => resolve(path)), keyEncoding: given.keyEncoding }),
  }
  const explanation = unmask
    ? await session.client.call('entry.explainUnmasked', { ...request, reason })
    : await session.client.call('entry.explain', request)
  return {
    command: 'explain',
    inputs: 'recipe' in request && given.recipe !== undefined ? [file, given.recipe] : [file],
    parameters: { source: sourceId, record: number, recipe: explanation.recipeId, ...(unmask ? { reason } : {}) },
    result: explanation,
    overall: null,
    exit: exitCodes.done,
    text: () => printExplanation(explanation),
  }
}

function printExplanation(explanation: Explanation): void {
  const text = createText()
  table([
    ['Line', String(explanation.line)],
    ['Sequence', explanation.sequence ?? '-'],
    ['Recipe', `${explanation.recipeId}, ${explanation.recipeName}`],
    ['Recipe hash', explanation.recipeHash],
  ])
  for (const hash of explanation.hashes) printHash(hash)
  if (explanation.masked) {
    line()
    line(text.t('explain.masked'))
  }
}

function printHash(hash: HashExplanation): void {
  const text = createText()
  line()
  table([
    ['Hash', `${hash.storedField} (${hash.part}), ${hash.keyed ? 'HMAC, ' : ''}${hash.algorithm}`],
    ['Rule', text.t('explain.rule', { section: hash.section, ...placedIn(hash) })],
    ['Content', hash.reason === null ? hash.content : `${hash.content}: ${reasonText(text, hash.reason)}`],
    ['Stored', hash.stored ?? '-'],
    ['Recomputed', hash.recomputed ?? '-'],
    ...(hash.firstDifference === null ? [] : [['', `${' '.repeat(hash.firstDifference)}^`]]),
  ])
  if (hash.stored !== null && hash.recomputed !== null)
    line(
      hash.firstDifference === null
        ? text.t('explain.equal')
        : text.t('explain.differs', { digit: hash.firstDifference + 1, digits: hash.stored.length }),
    )
  if (hash.reason === 'precision-lost') line(text.t('explain.lost'))
  if (hash.preimage !== null) {
    line()
    printSpans(hash.preimage.spans)
  }
  line()
  if (hash.shell === null) {
    if (hash.noShell !== null) line(text.t(`explain.noShell.${hash.noShell}`))
    return
  }
  line(text.t('explain.repeat', { tool: hash.shell.tool }))
  if (hash.keyed) line(text.t('explain.keyVariable'))
  line(hash.shell.line)
}

function placedIn({ placement, previousEncoding }: HashExplanation): { placement: string; encoding: string } {
  return { placement, encoding: previousEncoding }
}

/** Stretches of the bytes that were hashed; a comma or brace between two of them shows in the positions alone. */
function printSpans(spans: NonNullable<HashExplanation['preimage']>['spans']): void {
  const text = createText()
  const shown = spans.filter((span) => span.kind !== 'syntax' || span.end - span.start > 1)
  const names = Math.max(4, ...shown.map(({ name }) => name?.length ?? 1))
  // Beside two positions, the kind and the name on a terminal; it may be narrow, but never so that nothing is seen.
  const room = process.stdout.isTTY ? Math.max(24, (process.stdout.columns || 80) - names - 32) : shownCharacters
  table(
    [
      ['From', 'To', 'What', 'Name', 'Bytes as text'],
      ...shown.map((span) => [
        grouped(span.start),
        grouped(span.end),
        text.t(`explain.span.${span.kind}`),
        span.name ?? '-',
        span.text.length > room || span.cut ? `${span.text.slice(0, room - 1)}…` : span.text,
      ]),
    ],
    ['right', 'right'],
  )
  if (shown.length < spans.length) line(text.t('explain.punctuation', { count: spans.length - shown.length }))
}
