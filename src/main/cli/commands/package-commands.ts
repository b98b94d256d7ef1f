/** package build, package verify, key new, key show. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { PackageCheck } from '../../../shared/model/package.ts'
import { frameworkSchema } from '../../../shared/model/engagement.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { packageCheckText, packageReasonText } from '../../../shared/text/finding-text.ts'
import { exitCodes, exitOfVerdict } from '../exit-code.ts'
import { grouped, line, verdictLine } from '../output.ts'
import { askPassphrase } from '../passphrase.ts'
import type { CommandRunner } from '../runner.ts'
import { counted } from '../../../shared/text/numbers.ts'

const text = createText()
/** Problems of one line that are printed. */
const listedProblems = 20

export function addPackageCommands(program: Command, run: CommandRunner): void {
  const packages = program.command('package').description('signed evidence packages')
  packages
    .command('build')
    .description('build, sign, re-open and verify an evidence package')
    .argument('<engagement>', 'the .assay file')
    .requiredOption('--template <name>', 'soc2, pci or sox')
    .requiredOption('--key <file>', 'PKCS#12 file with the signing key')
    .requiredOption('-o, --out <file>', 'where to write the .evidence.zip')
    .option('--prepared-by <name>', 'printed in the sign-off', '')
    .option('--force', 'replace the file if it exists')
    .addHelpText(
      'after',
      '\nExample:\n  ASSAY_PASSPHRASE=… assay package build shop.assay --template soc2 --key me.p12 -o shop.evidence.zip',
    )
    .action(
      (file: string, given: { template: string; key: string; out: string; preparedBy: string; force?: boolean }) =>
        run(async (session) => {
          const template = frameworkSchema.safeParse(given.template)
          if (!template.success)
            throw new AppError('usage', `--template knows soc2, pci and sox, not ${given.template}.`)
          const passphrase = await askPassphrase(`Passphrase of ${given.key}: `)
          const built = await session.job('package.build', {
            engagementId: await session.open(file),
            template: template.data,
            keyFile: resolve(given.key),
            passphrase,
            out: resolve(given.out),
            preparedBy: given.preparedBy,
            ...(given.force === true ? { force: true } : {}),
          })
          return {
            command: 'package.build',
            inputs: [file],
            parameters: { template: template.data, preparedBy: given.preparedBy },
            result: built,
            overall: built.check.overall,
            exit: exitCodes.done,
            text: () => {
              line(
                `${given.out}: ${counted(built.bytes, 'bytes')}, ${counted(built.files.length, 'files')}, SHA-256 ${built.sha256}`,
              )
              line(`  signed by ${built.check.identity.subject ?? ''}; fingerprint ${built.fingerprint}`)
              line('  re-opened and verified')
            },
          }
        }),
    )
  packages
    .command('verify')
    .description('verify an evidence package; needs no engagement')
    .argument('<file>', 'the .evidence.zip')
    .option('--trust <certificate...>', 'certificate files or SHA-256 fingerprints of signers known to you')
    .addHelpText('after', '\nExample:\n  assay package verify shop.evidence.zip --trust signer.pem')
    .action((file: string, given: { trust?: string[] }) =>
      run(async (session) => {
        const trust = given.trust ?? []
        const check = await session.job('package.verify', {
          file: resolve(file),
          trustFiles: trust.filter((item) => existsSync(item)).map((item) => resolve(item)),
          trustFingerprints: trust.filter((item) => !existsSync(item)),
        })
        return {
          command: 'package.verify',
          inputs: [file],
          parameters: { trust },
          result: check,
          overall: check.overall,
          exit: exitOfVerdict(check.overall, session.options.allowIncomplete),
          text: () => printCheck(check),
        }
      }),
    )

  const key = program.command('key').description('signing keys')
  key
    .command('new')
    .description('make a signing key and a self-signed certificate')
    .requiredOption('--name <name>', 'name in the certificate')
    .requiredOption('-o, --out <file>', 'PKCS#12 file to write')
    .option('--force', 'replace the file if it exists')
    .addHelpText('after', "\nExample:\n  ASSAY_PASSPHRASE=… assay key new --name 'Jane Doe' -o me.p12")
    .action((given: { name: string; out: string; force?: boolean }) =>
      run(async ({ client }) => {
        const passphrase = await askPassphrase('Passphrase for the new key: ')
        const made = await client.call('key.create', {
          file: resolve(given.out),
          name: given.name,
          passphrase,
          ...(given.force === true ? { force: true } : {}),
        })
        return {
          command: 'key.new',
          inputs: [],
          parameters: { name: given.name },
          result: made,
          overall: null,
          exit: exitCodes.done,
          text: () => {
            line(`${given.out}: ${made.name}, valid ${made.notBefore} to ${made.notAfter}`)
            line(`  fingerprint ${made.fingerprint}; tell it to readers by another way`)
          },
        }
      }),
    )
  key
    .command('show')
    .description('describe the certificate in a PKCS#12 file')
    .argument('<file>', 'PKCS#12 file')
    .addHelpText('after', '\nExample:\n  ASSAY_PASSPHRASE=… assay key show me.p12')
    .action((file: string) =>
      run(async ({ client }) => {
        const found = await client.call('key.inspect', {
          file: resolve(file),
          passphrase: await askPassphrase(`Passphrase of ${file}: `),
        })
        return {
          command: 'key.show',
          inputs: [file],
          parameters: {},
          result: found,
          overall: null,
          exit: exitCodes.done,
          text: () =>
            line(`${found.name}, valid ${found.notBefore} to ${found.notAfter}, fingerprint ${found.fingerprint}`),
        }
      }),
    )
}

function printCheck(check: PackageCheck): void {
  verdictLine(check.integrity, `integrity of ${check.fileName}`)
  for (const item of check.lines) {
    verdictLine(item.verdict, `${packageCheckText(text, item.check)}: ${grouped(item.n)} of ${grouped(item.m)}`, '  ')
    for (const problem of item.problems.slice(0, listedProblems)) {
      line(`    ${problem.file}: ${packageReasonText(text, problem.reason)}`)
      if (problem.expected === null && problem.actual === null) continue
      line(`      expected ${problem.expected ?? 'nothing'}`)
      line(`      actual   ${problem.actual ?? 'nothing'}`)
    }
    const more = item.problems.length - listedProblems
    if (more > 0) line(`    … and ${grouped(more)} more; --json lists them`)
  }
  const { subject, reason, fingerprint } = check.identity
  verdictLine(check.identity.verdict, `identity: ${subject ?? 'no signer'}`)
  if (reason !== null) line(`  ${packageReasonText(text, reason)}`)
  if (fingerprint !== null) line(`  fingerprint ${fingerprint}`)
  line(`  signed at ${check.signedAt ?? 'an unknown time'} by the signer's own clock`)
}
