/** verify tlog: a copied folder of a transparency log. */
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import type { LogCopyResult } from '../../../shared/model/log-copy.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { proofFactText, proofStepText } from '../../../shared/text/proof-text.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { exitOfVerdict } from '../exit-code.ts'
import { facts, line, verdictLine } from '../output.ts'
import type { CommandRunner } from '../runner.ts'

const text = createText()

interface Given {
  readonly logKey: readonly string[]
  readonly witnessKey: readonly string[]
  readonly earlier: readonly string[]
}

/** Adds the command below `verify`, which must be there. */
export function addTlogCommand(program: Command, run: CommandRunner): void {
  const verify = program.commands.find((command) => command.name() === 'verify')
  if (verify === undefined) throw new TypeError('verify is added first')
  verify
    .command('tlog')
    .description('recompute a copied transparency log from its tiles; needs no engagement')
    .argument('<folder>', 'the copy: checkpoint, tile/ (C2SP tlog-tiles)')
    .option('--log-key <key>', 'verifier key of the log, name+id+key; may be given again', collect, [])
    .option('--witness-key <key>', 'verifier key of a witness; may be given again', collect, [])
    .option('--earlier <file>', 'a checkpoint that was kept before; may be given again', collect, [])
    .addHelpText(
      'after',
      '\nStands alone: a copied log is no part of an engagement, so no run is kept; --json prints the whole result. To keep\n' +
        'one, add its checkpoints to a source (anchor add) and run verify anchors: they are compared with each other and with\n' +
        'the records.\n' +
        '\nExample:\n  assay verify tlog copied-log --log-key log.example+12345678+AbCd --earlier checkpoint-of-may',
    )
    .action((folder: string, given: Given) =>
      run(async (session) => {
        const result = await session.job('tlog.verify', {
          folder: resolve(folder),
          logKeys: [...given.logKey],
          witnessKeys: [...given.witnessKey],
          earlier: given.earlier.map((file) => resolve(file)),
        })
        const names = [join(folder, 'checkpoint'), ...given.earlier]
        const named = {
          ...result,
          checkpoints: result.checkpoints.map((checkpoint, index) => ({ ...checkpoint, file: names[index] ?? '' })),
        }
        return {
          command: 'verify.tlog',
          // A folder is no input with one hash: the result has that of its checkpoint.
          inputs: given.earlier,
          parameters: { folder, logKeys: given.logKey, witnessKeys: given.witnessKey, earlier: given.earlier },
          result: named,
          overall: result.overall,
          exit: exitOfVerdict(result.overall, session.options.allowIncomplete),
          text: () => printLogCopy(named),
        }
      }),
    )
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

function printLogCopy({ checkpoints }: LogCopyResult): void {
  for (const { file, verdict, reason, rung, facts: known, attested, steps } of checkpoints) {
    const why = reason === null ? '' : `: ${reasonText(text, reason)}`
    verdictLine(verdict, `${file}, rung ${rung}${why}`)
    facts(
      [
        ...known.map(({ label, text: value }) => [proofFactText(text, label), value] as const),
        ...attested.map(({ micros, by }) => ['time', `${isoFromMicros(micros, 0)} by ${by}`] as const),
      ],
      '  ',
    )
    for (const { step, holds, expected, actual } of steps) {
      const word = holds === true ? 'holds' : holds === false ? 'differs' : 'open'
      line(`  ${word.padEnd(8)} ${proofStepText(text, step)}`)
      if (holds === true) continue
      if (expected !== null) line(`             expected  ${expected}`)
      if (actual !== null) line(`             actual    ${actual}`)
    }
  }
}
