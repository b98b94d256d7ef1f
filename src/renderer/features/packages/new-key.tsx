/** Makes a signing key with a self-signed certificate in a passphrase-protected file. */
import { useState, type FormEvent } from 'react'
import type { FileHandle } from '../../../shared/ipc/api.ts'
import { useApiCommand } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { useFileChooser } from '../../lib/choose-files.ts'
import { HashFull } from '../../lib/hash-view.tsx'
import { ErrorView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Facts, Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'

export function NewKey({ onCreated }: { readonly onCreated: (file: FileHandle) => void }) {
  const text = useText()
  const files = useFileChooser()
  const create = useApiCommand('key.create')
  const [name, setName] = useState('')
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [tried, setTried] = useState(false)
  const [made, setMade] = useState<FileHandle | null>(null)
  const differs = first !== second
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() === '' || first === '' || differs) return
    const file = await files.save('key', 'signing-key.p12')
    if (file === null) return
    // The save dialog has asked before a file is replaced.
    create.mutate(
      { file: file.handle, name: name.trim(), passphrase: first, force: true },
      { onSuccess: () => setMade(file) },
    )
  }
  if (create.data !== undefined && made !== null) {
    const summary = create.data
    return (
      <Section title={text.t('packages.keyMade')}>
        <Facts
          rows={[
            { label: text.t('common.name'), value: summary.name },
            { label: text.t('packages.fingerprint'), value: <HashFull value={summary.fingerprint} /> },
            {
              label: text.t('packages.validity'),
              value: text.t('common.periodText', { from: summary.notBefore, to: summary.notAfter }),
              mono: true,
            },
          ]}
        />
        <Notice>{text.t('packages.selfSigned')}</Notice>
        <Toolbar>
          <Button kind="primary" onPress={() => onCreated(made)}>
            {text.t('packages.useKey')}
          </Button>
        </Toolbar>
      </Section>
    )
  }
  return (
    <Section title={text.t('packages.createKey')}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Muted>{text.t('packages.keyHint')}</Muted>
          <TextField
            label={text.t('packages.keyName')}
            value={name}
            onChange={setName}
            required
            {...(tried && name.trim() === '' ? { error: text.t('packages.keyNameMissing') } : {})}
          />
          <TextField
            label={text.t('packages.passphrase')}
            type="password"
            value={first}
            onChange={setFirst}
            required
            {...(tried && first === '' ? { error: text.t('packages.passphraseMissing') } : {})}
          />
          <TextField
            label={text.t('packages.passphraseAgain')}
            type="password"
            value={second}
            onChange={setSecond}
            required
            {...(tried && differs ? { error: text.t('packages.passphraseDiffers') } : {})}
          />
          {create.isError ? <ErrorView error={create.error} /> : null}
          <Toolbar>
            <Button kind="primary" submit disabled={create.isPending}>
              {text.t('packages.saveKey')}
            </Button>
          </Toolbar>
          <CliCommand
            command={cliLines.keyNew(name.trim() === '' ? text.t('packages.keyName') : name.trim(), 'signing-key.p12')}
          />
        </Stack>
      </form>
    </Section>
  )
}
