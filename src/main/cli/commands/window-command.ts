/** anchor window. */
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { attestedBasisSchema, type AttestedBasis, type TrustWindow } from '../../../shared/model/trust-window.ts'
import { statedFigures } from '../../../shared/text/trust-window-text.ts'
import { exitCodes } from '../exit-code.ts'
import { line } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import { printTrustWindow } from '../window-lines.ts'

interface WindowFlags {
  readonly basis: AttestedBasis
  readonly withinHours?: string
}

/** `anchor` is the group that the command belongs to. */
export function addWindowCommand(anchor: Command, run: CommandRunner): void {
  anchor
    .command('window')
    .description('how long entries could have been rewritten unnoticed, and which days have no anchor')
    .argument('<engagement>', 'the .assay file')
    .argument('[source]', 'number or name of the source; every source without it')
    .addOption(
      new Option('--basis <rung>', 'how far a time must be proven to count')
        .choices(attestedBasisSchema.options)
        .default('header-known'),
    )
    .option('--within-hours <n>', 'hours after the end of a day by which its anchor is due; without it no day is late')
    .addHelpText('after', '\nExample:\n  assay anchor window shop.assay 1 --within-hours 24')
    .action((file: string, reference: string | undefined, given: WindowFlags) =>
      run(async (session) => {
        const withinHours = hoursFrom(given.withinHours)
        const engagementId = await session.open(file)
        const sources =
          reference === undefined
            ? (await session.client.call('source.list', { engagementId })).sources
            : [await session.source(engagementId, reference)]
        const results: TrustWindow[] = []
        for (const { sourceId } of sources)
          results.push(
            await session.job('anchor.window', {
              engagementId,
              sourceId,
              basis: given.basis,
              ...(withinHours === null ? {} : { withinHours }),
            }),
          )
        return {
          command: 'anchor.window',
          inputs: [file],
          parameters: { source: reference ?? null, basis: given.basis, withinHours },
          result: results,
          overall: null,
          exit: exitOf(results, session.options.allowIncomplete),
          text: () => {
            for (const [index, result] of results.entries()) {
              if (index > 0) line()
              printTrustWindow(result)
            }
          },
        }
      }),
    )
}

function hoursFrom(given: string | undefined): number | null {
  if (given === undefined) return null
  const hours = /^\d{1,4}$/.test(given) ? Number(given) : NaN
  if (!(hours <= 8784)) throw new AppError('usage', `--within-hours takes whole hours up to a year, not ${given}.`)
  return hours
}

/** 1 where times or roots contradict each other, 3 where an entry stands under no commitment of the basis. */
function exitOf(results: readonly TrustWindow[], allowIncomplete: boolean): number {
  if (results.some((result) => result.anchors.contradicting > 0 || statedFigures(result).contradicted > 0))
    return exitCodes.differs
  const incomplete = results.some(
    (result) => result.outdated || statedFigures(result).covered < result.entries || result.map.states.late > 0,
  )
  return incomplete && !allowIncomplete ? exitCodes.incomplete : exitCodes.done
}
