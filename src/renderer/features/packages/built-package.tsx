/** What a build wrote, and what re-opening and verifying it found. */
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { sizeText } from '../../lib/format.ts'
import { HashFull, HashShort } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Section, Stack } from '../../ui/layout.tsx'
import { PackageCheckView } from './package-check-view.tsx'

export function BuiltPackage({
  built,
  keyName,
}: {
  readonly built: ResultOf<'package.build'>
  readonly keyName: string
}) {
  const text = useText()
  const { fileName } = useEngagement()
  return (
    <Stack>
      <Section title={text.t('packages.done')}>
        <Facts
          rows={[
            { label: text.t('common.file'), value: built.path, mono: true },
            {
              label: text.t('import.size'),
              value: `${sizeText(built.bytes)} (${text.t('import.bytes', { n: built.bytes })})`,
            },
            { label: text.t('sources.sha256'), value: <HashFull value={built.sha256} /> },
            { label: text.t('packages.fingerprint'), value: <HashFull value={built.fingerprint} /> },
            { label: text.t('packages.id'), value: built.packageId, mono: true },
          ]}
        />
        <Disclosure summary={text.t('packages.files', { count: built.files.length })}>
          <DataTable
            caption={text.t('packages.filesTitle')}
            rows={built.files}
            rowKey={(file) => file.path}
            columns={[
              { id: 'path', label: text.t('common.file'), mono: true, cell: (file) => file.path },
              { id: 'bytes', label: text.t('common.bytes'), align: 'end', cell: (file) => groupedNumber(file.bytes) },
              { id: 'hash', label: text.t('sources.sha256'), cell: (file) => <HashShort value={file.sha256} /> },
            ]}
          />
        </Disclosure>
      </Section>
      <Section title={text.t('packages.reopened')}>
        <PackageCheckView check={built.check} />
      </Section>
      <CliCommand command={cliLines.packageBuild(fileName, built.template, keyName, built.check.fileName)} />
      <CliCommand command={cliLines.packageVerify(built.check.fileName)} />
    </Stack>
  )
}
