/** formats; profiles; profile show, save. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { exitCodes } from '../exit-code.ts'
import { line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'
import { counted } from '../../../shared/text/numbers.ts'

export function addProfileCommands(program: Command, run: CommandRunner): void {
  program
    .command('formats')
    .description('list the formats that can be imported')
    .addHelpText('after', '\nExample:\n  assay formats')
    .action(() =>
      run(async (session) => {
        const { formats } = await session.client.call('format.list', {})
        return {
          command: 'formats',
          inputs: [],
          parameters: {},
          result: formats,
          overall: null,
          exit: exitCodes.done,
          text: () => table([['Id', 'Title', 'About'], ...formats.map(({ id, title, about }) => [id, title, about])]),
        }
      }),
    )

  program
    .command('profiles')
    .description('list the source profiles: how the fields of a record become an entry')
    .argument('[engagement]', 'the .assay file, for the profiles saved in it')
    .addHelpText('after', '\nExample:\n  assay profiles shop.assay')
    .action((file: string | undefined) =>
      run(async (session) => {
        const { profiles } = await session.client.call('profile.list', await engagementOf(session, file))
        return {
          command: 'profiles',
          inputs: file === undefined ? [] : [file],
          parameters: {},
          result: profiles,
          overall: null,
          exit: exitCodes.done,
          text: () =>
            table(
              [
                ['Id', 'Name', 'Version', 'Fields', 'Origin', 'SHA-256'],
                ...profiles.map(({ id, name, version, fields, origin, hash }) => [
                  id,
                  name,
                  String(version),
                  String(fields),
                  origin,
                  hash,
                ]),
              ],
              ['left', 'left', 'right', 'right'],
            ),
        }
      }),
    )

  const profile = program.command('profile').description('source profiles, one at a time')
  profile
    .command('show')
    .description('print a source profile, or write it to a file')
    .argument('<profile>', 'id of a profile')
    .option('--engagement <file>', 'the .assay file in which it is saved; shipped profiles need none')
    .option('-o, --out <file>', 'write it to a file')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', '\nExample:\n  assay profile show guide-b -o guide-b.json')
    .action((id: string, given: { engagement?: string; out?: string; force?: boolean }) =>
      run(async (session) => {
        const where = await engagementOf(session, given.engagement)
        const inputs = given.engagement === undefined ? [] : [given.engagement]
        if (given.out !== undefined) {
          const written = await session.client.call('profile.export', {
            ...where,
            id,
            out: resolve(given.out),
            force: given.force ?? false,
          })
          return {
            command: 'profile.export',
            inputs,
            parameters: { profile: id },
            result: written,
            overall: null,
            exit: exitCodes.done,
            text: () => line(`${given.out}: ${counted(written.bytes, 'bytes')}, SHA-256 ${written.sha256}`),
          }
        }
        const shown = await session.client.call('profile.show', { ...where, id })
        return {
          command: 'profile.show',
          inputs,
          parameters: { profile: id },
          result: shown,
          overall: null,
          exit: exitCodes.done,
          // As a file: what is printed can be edited and saved.
          text: () => {
            for (const part of JSON.stringify(shown.profile, null, 2).split('\n')) line(part)
          },
        }
      }),
    )

  profile
    .command('save')
    .description('save a source profile in an engagement; one of the same id gets the next version')
    .argument('<engagement>', 'the .assay file')
    .argument('<file>', 'file with the profile (assay.profile/1)')
    .addHelpText('after', '\nExample:\n  assay profile save shop.assay shop-profile.json')
    .action((engagement: string, file: string) =>
      run(async (session) => {
        const engagementId = await session.open(engagement)
        const read = await session.client.call('profile.read', { file: resolve(file) })
        const saved = await session.client.call('profile.save', { engagementId, profile: read.profile })
        return {
          command: 'profile.save',
          inputs: [engagement, file],
          parameters: {},
          result: saved,
          overall: null,
          exit: exitCodes.done,
          text: () =>
            line(
              `${saved.profile.id}, version ${saved.profile.version}, is saved in ${engagement}: SHA-256 ${saved.hash}`,
            ),
        }
      }),
    )
}

async function engagementOf(session: CliSession, file: string | undefined): Promise<{ engagementId?: string }> {
  return file === undefined ? {} : { engagementId: await session.open(file) }
}
