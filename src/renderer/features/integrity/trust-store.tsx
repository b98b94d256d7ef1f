/** What the auditor vouches for: typed or from a file, with the hash of the whole list, and a way to another engagement. */
import { FilePlus2, Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { trustScope, trustValue } from '../../../shared/text/trust-text.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { HashCopy } from '../../lib/hash-view.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Facts, Muted, Stack, Toolbar } from '../../ui/layout.tsx'
import { Pager } from '../../ui/pager.tsx'
import { entryFromTyped, fieldsByKind, typedKinds, type Typed, type TypedKind } from './trust-form.ts'

/** A file of entries, roots or keys; of certificates that are not pinned; or of what a second source says. */
const fileMembers = ['file', 'certificates', 'secondSource'] as const
type FileMember = (typeof fileMembers)[number]

export function TrustStore() {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const client = useQueryClient()
  const query = useApiQuery('trust.list', { engagementId })
  const add = useApiCommand('trust.add')
  const files = useFileChooser()
  const [note, setNote] = useState('')
  const refresh = () => void client.invalidateQueries({ queryKey: ['trust.list'] })
  const addFile = async (member: FileMember) => {
    const [file] = await files.open('trust')
    if (file === undefined) return
    const said = note.trim() === '' ? {} : { note: note.trim() }
    add.mutate({ engagementId, [member]: file.handle, ...said }, { onSuccess: refresh })
  }
  return (
    <Stack>
      <Muted>{text.t('trust.lead')}</Muted>
      {readOnly ? null : (
        <TypedEntry
          note={note}
          onNote={setNote}
          busy={add.isPending}
          onAdd={(entry, done) =>
            add.mutate(
              { engagementId, entries: [entry] },
              {
                onSuccess: () => {
                  done()
                  refresh()
                },
              },
            )
          }
        />
      )}
      <Toolbar>
        {fileMembers.map((member) => (
          <Button
            key={member}
            icon={FilePlus2}
            disabled={readOnly || add.isPending}
            onPress={() => void addFile(member)}
          >
            {text.t(`trustStore.from.${member}`)}
          </Button>
        ))}
      </Toolbar>
      <Muted>{text.t('trustStore.fileKinds')}</Muted>
      {files.error === null ? null : <ErrorView error={files.error} />}
      {add.isError ? <ErrorView error={add.error} /> : null}
      {add.isSuccess ? <p role="status">{text.t('trustStore.added', { ...add.data })}</p> : null}
      <QueryView query={query}>
        {({ entries, hash }) =>
          entries.length === 0 ? <Muted>{text.t('trust.empty')}</Muted> : <Entries entries={entries} hash={hash} />
        }
      </QueryView>
    </Stack>
  )
}

const pageSize = 20

type Entry = Parameters<typeof trustValue>[0]

function Entries({ entries, hash }: { readonly entries: readonly Entry[]; readonly hash: string }) {
  const text = useText()
  const { fileName } = useEngagement()
  const [start, setStart] = useState(0)
  // The name of a kind may be a long one; two words that fit stay on one line.
  const longKinds = entries.some(({ kind }) => kind !== 'block-hash' && kind !== 'contract')
  return (
    <>
      <DataTable
        caption={text.t('trust.title')}
        rows={entries.slice(start, start + pageSize)}
        rowKey={(item) => `${item.kind} ${trustValue(item)} ${trustScope(item) ?? ''}`}
        columns={[
          {
            id: 'kind',
            label: text.t('trust.what'),
            wrap: longKinds ? 'words' : false,
            cell: (item) => text.t(`trustKind.${item.kind}`),
          },
          { id: 'value', label: text.t('trust.value'), cell: (item) => <HashCopy value={trustValue(item)} /> },
          { id: 'of', label: text.t('trust.of'), mono: true, cell: (item) => <Scope value={trustScope(item)} /> },
          { id: 'note', label: text.t('trust.note'), wrap: true, cell: (item) => item.note || '–' },
        ]}
      />
      <Pager
        label={text.t('trust.title')}
        start={start}
        pageSize={pageSize}
        total={entries.length}
        onMove={setStart}
        rangeText={text.t('common.pageRange', {
          from: start + 1,
          to: Math.min(entries.length, start + pageSize),
          total: entries.length,
        })}
        previousText={text.t('common.previousPage')}
        nextText={text.t('common.nextPage')}
      />
      <Facts rows={[{ label: text.t('trustStore.hash'), value: <HashCopy value={hash} /> }]} />
      <Muted>{text.t('trustStore.hashHint')}</Muted>
      <Disclosure summary={text.t('trustStore.toOther')}>
        <Stack tight>
          <Muted>{text.t('trustStore.exportHint')}</Muted>
          <Toolbar>
            <CopyButton
              text={entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')}
              copiedText={text.t('action.copied')}
            >
              {text.t('trustStore.export')}
            </CopyButton>
          </Toolbar>
          <CliCommand command={cliLines.trustExport(fileName)} />
        </Stack>
      </Disclosure>
    </>
  )
}

/** A scope may be a hash; a chain id or a name stands as it is. */
function Scope({ value }: { readonly value: string | null }) {
  if (value === null) return '–'
  return /^0x[0-9a-f]{64}$/.test(value) ? <HashCopy value={value} /> : value
}

interface TypedEntryProps {
  readonly note: string
  readonly onNote: (note: string) => void
  readonly busy: boolean
  readonly onAdd: (entry: Entry, done: () => void) => void
}

function TypedEntry({ note, onNote, busy, onAdd }: TypedEntryProps) {
  const text = useText()
  const [kind, setKind] = useState<TypedKind>('block-hash')
  const [typed, setTyped] = useState<Typed>({})
  const [tried, setTried] = useState(false)
  const read = entryFromTyped(kind, typed, note)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!('entry' in read)) return
    onAdd(read.entry, () => {
      // The chain stays: the next hash is usually of the same one.
      setTyped(typed.chainId === undefined ? {} : { chainId: typed.chainId })
      onNote('')
      setTried(false)
    })
  }
  const wrong = tried && 'wrong' in read ? read.wrong : new Set<string>()
  return (
    <form onSubmit={submit} noValidate aria-label={text.t('trustStore.add')}>
      <Stack tight>
        <Toolbar fields>
          <SelectField
            label={text.t('trust.what')}
            value={kind}
            options={typedKinds.map((value) => ({ value, label: text.t(`trustKind.${value}`) }))}
            onChange={(value) => {
              setKind(value)
              setTried(false)
            }}
          />
        </Toolbar>
        {fieldsByKind[kind].map(({ name, long = false, choices }) =>
          choices === undefined ? (
            <TextField
              key={name}
              label={text.t(`trustStore.field.${name}`)}
              value={typed[name] ?? ''}
              onChange={(value) => setTyped({ ...typed, [name]: value })}
              mono
              width={long ? 'wide' : 'normal'}
              hint={text.t(`trustStore.form.${name}`)}
              {...(wrong.has(name)
                ? { error: text.t((typed[name] ?? '').trim() === '' ? 'trustStore.required' : 'trustStore.invalid') }
                : {})}
            />
          ) : (
            <Toolbar key={name}>
              <SelectField
                label={text.t(`trustStore.field.${name}`)}
                value={choices.find((choice) => choice === typed[name]) ?? choices[0] ?? 'log'}
                options={choices.map((value) => ({ value, label: text.t(`trustStore.role.${value}`) }))}
                onChange={(value) => setTyped({ ...typed, [name]: value })}
              />
            </Toolbar>
          ),
        )}
        <Toolbar>
          <TextField label={text.t('trust.note')} value={note} onChange={onNote} />
          <Button submit icon={Plus} disabled={busy}>
            {text.t('trust.add')}
          </Button>
        </Toolbar>
      </Stack>
    </form>
  )
}
