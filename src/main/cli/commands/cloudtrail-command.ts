/** verify cloudtrail: a copied folder of log and digest files against saved public keys. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import { printCheckResult } from '../check-lines.ts'
import { exitOfVerdict } from '../exit-code.ts'
import type { CommandRunner } from '../runner.ts'

interface Given {
  readonly keys: readonly string[]
  readonly relocated: readonly string[]
  readonly metadata: readonly string[]
}

/** Adds the command below `verify`, which must be there. */
export function addCloudTrailCommand(program: Command, run: CommandRunner): void {
  const verify = program.commands.find((command) => command.name() === 'verify')
  if (verify === undefined) throw new TypeError('verify is added first')
  verify
    .command('cloudtrail')
    .description('check a copy of CloudTrail log and digest files, offline')
    .argument('<engagement>', 'the .assay file')
    .argument('<folders...>', 'folders, archives or files of the copy')
    .option('--keys <file>', 'saved reply of list-public-keys; may be given again', collect, [])
    .option('--relocated <bucket/prefix=folder>', 'where objects lie in the copy; may be given again', collect, [])
    .option('--metadata <file>', 'saved reply of head-object for the newest digest; may be given again', collect, [])
    .addHelpText(
      'after',
      '\nExample:\n  assay verify cloudtrail shop.assay copied-bucket --keys public-keys.json --metadata newest-head.json',
    )
    .action((file: string, folders: string[], given: Given) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        // Before the run is recorded: a name that was mistyped is no check.
        for (const path of [...folders, ...given.keys, ...given.metadata])
          if (!existsSync(path))
            throw new AppError('file-unreadable', `There is no file or folder ${path}. Nothing was checked.`)
        const relocations = given.relocated.map(relocationFrom)
        const answer = await session.job('cloudtrail.verify', {
          engagementId,
          files: folders.map((folder) => resolve(folder)),
          keys: given.keys.map((path) => resolve(path)),
          metadata: given.metadata.map((path) => resolve(path)),
          relocated: relocations.map(({ bucket, prefix }) => ({ bucket, prefix })),
          relocatedTo: relocations.map(({ folder }) => resolve(folder)),
        })
        return {
          command: 'verify.cloudtrail',
          // Folders are no input with one hash: the result lists their files.
          inputs: [file, ...given.keys, ...given.metadata],
          parameters: { folders, keys: given.keys, metadata: given.metadata, relocated: given.relocated },
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

/** A folder may have `=` in its name; a bucket and a prefix as AWS makes them have none. */
function relocationFrom(given: string): { bucket: string; prefix: string; folder: string } {
  const [, bucket = '', prefix = '', folder = ''] = /^([^/=]+)(?:\/([^=]*))?=(.+)$/s.exec(given) ?? []
  if (bucket === '') throw new AppError('usage', `--relocated takes BUCKET/PREFIX=FOLDER; not ${given}.`)
  return { bucket, prefix, folder }
}
