/** What is compared with: claims and transcripts of a source, and the block hashes the auditor obtained independently. */
import { FilePlus2, Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { trustEntrySchema } from '../../../shared/model/anchor.ts'
import { trustScope, trustValue } from '../../../shared/text/trust-text.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { HashCopy, HashShort } from '../../lib/hash-view.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Columns, Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'

export function AnchorMaterial({ sourceId }: { readonly sourceId: number | null }) {
  const text = useText()
  return (
    <Columns wide>
      <Section title={text.t('anchorMaterial.title')}>
        <SourceAnchors key={sourceId ?? 'any'} preferred={sourceId} />
      </Section>
      <Section title={text.t('trust.title')}>
        <Trust />
      </Section>
    </Columns>
  )
}

function SourceAnchors({ preferred }: { readonly preferred: number | null }) {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const client = useQueryClient()
  const sources = useSources()
  const files = useFileChooser()
  const add = useApiCommand('anchor.add')
  const [picked, setPicked] = useState<number | null>(preferred)
  const list = sources.data?.sources ?? []
  const sourceId = picked ?? list.find((source) => source.hasBatches)?.sourceId ?? list[0]?.sourceId ?? null
  const query = useApiQuery('anchor.list', { engagementId, sourceId: sourceId ?? 0 }, sourceId !== null)
  if (sourceId === null) return <Muted>{text.t('anchorMaterial.noSource')}</Muted>
  const addFiles = async () => {
    for (const file of await files.open('anchor', true))
      await add.mutateAsync({ engagementId, sourceId, file: file.handle }).catch(() => undefined)
    void client.invalidateQueries({ queryKey: ['anchor.list'] })
  }
  return (
    <Stack>
      <Toolbar>
        <SelectField
          label={text.t('common.source')}
          value={String(sourceId)}
          options={list.map((source) => ({ value: String(source.sourceId), label: source.name }))}
          onChange={(value) => setPicked(Number(value))}
        />
        <Button icon={FilePlus2} disabled={readOnly || add.isPending} onPress={() => void addFiles()}>
          {text.t('anchorMaterial.add')}
        </Button>
      </Toolbar>
      {add.isError ? <ErrorView error={add.error} /> : null}
      <QueryView query={query}>
        {({ files: kept, claims, transcripts }) => (
          <Stack tight>
            <p>{text.t('anchorMaterial.counts', { claims: claims.length, transcripts: transcripts.length })}</p>
            {kept.length === 0 ? null : (
              <DataTable
                caption={text.t('anchorMaterial.files')}
                rows={kept}
                rowKey={(file) => file.sha256}
                columns={[
                  { id: 'name', label: text.t('proofsScreen.file'), mono: true, wrap: true, cell: (file) => file.name },
                  { id: 'kind', label: text.t('proofsScreen.kind'), cell: (file) => text.t(`anchorKind.${file.kind}`) },
                  { id: 'hash', label: text.t('sources.sha256'), cell: (file) => <HashShort value={file.sha256} /> },
                ]}
              />
            )}
            {transcripts.length === 0 ? null : (
              <DataTable
                caption={text.t('anchorMaterial.transcripts')}
                rows={transcripts}
                rowKey={(transcript) => transcript.sha256}
                columns={[
                  {
                    id: 'hash',
                    label: text.t('sources.sha256'),
                    cell: (transcript) => <HashShort value={transcript.sha256} />,
                  },
                  { id: 'chain', label: text.t('anchors.chain'), mono: true, cell: (transcript) => transcript.chainId },
                  {
                    id: 'blocks',
                    label: text.t('anchorMaterial.blocks'),
                    align: 'end',
                    cell: (transcript) => transcript.blocks,
                  },
                  {
                    id: 'captured',
                    label: text.t('anchorMaterial.captured'),
                    mono: true,
                    cell: (transcript) => transcript.capturedAt,
                  },
                  {
                    id: 'endpoint',
                    label: text.t('anchorMaterial.endpoint'),
                    wrap: true,
                    cell: (transcript) => transcript.endpoint,
                  },
                ]}
              />
            )}
          </Stack>
        )}
      </QueryView>
    </Stack>
  )
}

function Trust() {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const client = useQueryClient()
  const query = useApiQuery('trust.list', { engagementId })
  const add = useApiCommand('trust.add')
  const files = useFileChooser()
  const [hash, setHash] = useState('')
  const [chainId, setChainId] = useState('')
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const entry = {
    kind: 'block-hash' as const,
    chainId: chainId.trim(),
    blockHash: hash.trim().toLowerCase(),
    note: note.trim(),
  }
  const hashBad = !trustEntrySchema.safeParse(entry).success
  const chainBad = !/^\d+$/.test(entry.chainId)
  const done = () => {
    setHash('')
    setNote('')
    setTried(false)
    void client.invalidateQueries({ queryKey: ['trust.list'] })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!hashBad && !chainBad) add.mutate({ engagementId, entries: [entry] }, { onSuccess: done })
  }
  return (
    <Stack>
      <Muted>{text.t('trust.lead')}</Muted>
      <form onSubmit={submit} noValidate>
        <Stack tight>
          <TextField
            label={text.t('trust.hash')}
            value={hash}
            onChange={setHash}
            mono
            width="wide"
            required
            {...(tried && hashBad ? { error: text.t('trust.hashForm') } : {})}
          />
          <Toolbar>
            <TextField
              label={text.t('trust.chainId')}
              value={chainId}
              onChange={setChainId}
              mono
              width="short"
              required
              {...(tried && chainBad ? { error: text.t('trust.chainForm') } : {})}
            />
            <TextField label={text.t('trust.note')} value={note} onChange={setNote} />
            <Button submit icon={Plus} disabled={readOnly || add.isPending}>
              {text.t('trust.add')}
            </Button>
            <Button
              icon={FilePlus2}
              disabled={readOnly || add.isPending}
              onPress={() =>
                void files
                  .open('trust')
                  .then(([file]) =>
                    file === undefined
                      ? undefined
                      : add.mutate({ engagementId, file: file.handle }, { onSuccess: done }),
                  )
              }
            >
              {text.t('trust.fromFile')}
            </Button>
          </Toolbar>
        </Stack>
      </form>
      {add.isError ? <ErrorView error={add.error} /> : null}
      <QueryView query={query}>
        {({ entries }) =>
          entries.length === 0 ? (
            <Muted>{text.t('trust.empty')}</Muted>
          ) : (
            <DataTable
              caption={text.t('trust.title')}
              rows={entries}
              rowKey={(item) => `${item.kind} ${trustValue(item)}`}
              columns={[
                { id: 'kind', label: text.t('trust.what'), cell: (item) => text.t(`trustKind.${item.kind}`) },
                { id: 'value', label: text.t('trust.value'), cell: (item) => <HashCopy value={trustValue(item)} /> },
                { id: 'of', label: text.t('trust.of'), mono: true, cell: (item) => trustScope(item) ?? '–' },
                { id: 'note', label: text.t('trust.note'), wrap: true, cell: (item) => item.note },
              ]}
            />
          )
        }
      </QueryView>
    </Stack>
  )
}
