/** What is compared with: claims, transcripts and proofs of a source, and what the auditor obtained independently. */
import { FilePlus2 } from 'lucide-react'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { HashShort } from '../../lib/hash-view.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useSources } from '../../lib/source-names.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { SelectField } from '../../ui/fields.tsx'
import { Columns, Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { AnchorFetch } from './anchor-fetch.tsx'
import { TrustStore } from './trust-store.tsx'

export function AnchorMaterial({ sourceId }: { readonly sourceId: number | null }) {
  const text = useText()
  return (
    <Columns wide>
      <Section title={text.t('anchorMaterial.title')}>
        <SourceAnchors key={sourceId ?? 'any'} preferred={sourceId} />
      </Section>
      <Section title={text.t('trust.title')}>
        <TrustStore />
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
        {preferred === null ? (
          <SelectField
            label={text.t('common.source')}
            value={String(sourceId)}
            options={list.map((source) => ({ value: String(source.sourceId), label: source.name }))}
            onChange={(value) => setPicked(Number(value))}
          />
        ) : null}
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
                    id: 'endpoint',
                    label: text.t('anchorMaterial.endpoint'),
                    wrap: 'words',
                    cell: (transcript) => transcript.endpoint,
                  },
                  {
                    id: 'captured',
                    label: text.t('anchorMaterial.captured'),
                    mono: true,
                    cell: (transcript) => transcript.capturedAt,
                  },
                  { id: 'chain', label: text.t('anchors.chain'), mono: true, cell: (transcript) => transcript.chainId },
                  {
                    id: 'blocks',
                    label: text.t('anchorMaterial.blocks'),
                    align: 'end',
                    cell: (transcript) => transcript.blocks,
                  },
                  {
                    id: 'hash',
                    label: text.t('sources.sha256'),
                    cell: (transcript) => <HashShort value={transcript.sha256} />,
                  },
                ]}
              />
            )}
            <AnchorFetch
              key={sourceId}
              sourceId={sourceId}
              transactions={new Set(claims.map((claim) => claim.blockchain_tx)).size}
            />
          </Stack>
        )}
      </QueryView>
    </Stack>
  )
}
