/** Checks beside chain, roots and anchors: started for the chosen source, or over a copied bucket. */
import { FolderOpen, KeyRound, Play, X } from 'lucide-react'
import { useState } from 'react'
import type { FileHandle } from '../../../shared/ipc/api.ts'
import { useFileChooser } from '../../lib/choose-files.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Muted, Stack, Toolbar, ToolbarText } from '../../ui/layout.tsx'

export const furtherKinds = ['continuity', 'sequence', 'ids', 'seals'] as const
export type FurtherKind = (typeof furtherKinds)[number]

export interface CloudTrailChoice {
  readonly files: string[]
  readonly keys: string[]
  readonly metadata: string[]
}

export interface FurtherChecksProps {
  readonly busy: boolean
  readonly onStart: (kind: FurtherKind, keyFiles: string[]) => void
  readonly onCloudTrail: (choice: CloudTrailChoice) => void
}

const handlesOf = (files: readonly FileHandle[]): string[] => files.map((file) => file.handle)
const namesOf = (files: readonly FileHandle[]): string => files.map((file) => file.name).join(', ')

export function FurtherChecks({ busy, onStart, onCloudTrail }: FurtherChecksProps) {
  const text = useText()
  const chooser = useFileChooser()
  const [keys, setKeys] = useState<readonly FileHandle[]>([])
  const addKeys = async () => {
    const files = await chooser.open('certificate', true)
    if (files.length > 0) setKeys(files)
  }
  return (
    <Stack tight>
      <Toolbar label={text.t('furtherChecks.title')}>
        <ToolbarText>{text.t('furtherChecks.title')}:</ToolbarText>
        {furtherKinds.map((kind) => (
          <Button key={kind} disabled={busy} onPress={() => onStart(kind, kind === 'seals' ? handlesOf(keys) : [])}>
            {text.t(`furtherChecks.run.${kind}`)}
          </Button>
        ))}
        <Button kind="quiet" icon={KeyRound} disabled={busy} onPress={() => void addKeys()}>
          {text.t('furtherChecks.keyFiles')}
        </Button>
      </Toolbar>
      {keys.length === 0 ? null : (
        <Toolbar>
          <ToolbarText>{text.t('furtherChecks.keysGiven', { files: namesOf(keys) })}</ToolbarText>
          <Button kind="quiet" icon={X} onPress={() => setKeys([])}>
            {text.t('furtherChecks.forget')}
          </Button>
        </Toolbar>
      )}
      {chooser.error === null ? null : <ErrorView error={chooser.error} />}
      <Disclosure summary={text.t('furtherChecks.cloudtrail.title')}>
        <CloudTrailForm busy={busy} onStart={onCloudTrail} />
      </Disclosure>
    </Stack>
  )
}

function CloudTrailForm({
  busy,
  onStart,
}: {
  readonly busy: boolean
  readonly onStart: (choice: CloudTrailChoice) => void
}) {
  const text = useText()
  const chooser = useFileChooser()
  const [files, setFiles] = useState<readonly FileHandle[]>([])
  const [keys, setKeys] = useState<readonly FileHandle[]>([])
  const [metadata, setMetadata] = useState<readonly FileHandle[]>([])
  const add = async (set: typeof setFiles, purpose: 'import' | 'trust', folders = false) => {
    const chosen = await chooser.open(purpose, true, folders)
    set((before) => [...before, ...chosen.filter((file) => before.every((other) => other.handle !== file.handle))])
  }
  const none = text.t('common.none')
  return (
    <Stack tight>
      <Muted>{text.t('furtherChecks.cloudtrail.lead')}</Muted>
      <Toolbar label={text.t('furtherChecks.cloudtrail.title')}>
        <Button icon={FolderOpen} disabled={busy} onPress={() => void add(setFiles, 'import', true)}>
          {text.t('furtherChecks.cloudtrail.folders')}
        </Button>
        <Button disabled={busy} onPress={() => void add(setFiles, 'import')}>
          {text.t('furtherChecks.cloudtrail.files')}
        </Button>
        <Button icon={KeyRound} disabled={busy} onPress={() => void add(setKeys, 'trust')}>
          {text.t('furtherChecks.cloudtrail.keys')}
        </Button>
        <Button disabled={busy} onPress={() => void add(setMetadata, 'trust')}>
          {text.t('furtherChecks.cloudtrail.metadata')}
        </Button>
      </Toolbar>
      <Facts
        rows={[
          { label: text.t('furtherChecks.cloudtrail.chosen'), value: files.length === 0 ? none : namesOf(files) },
          {
            label: text.t('furtherChecks.cloudtrail.chosenKeys'),
            value: keys.length === 0 ? text.t('furtherChecks.cloudtrail.noKeys') : namesOf(keys),
          },
          {
            label: text.t('furtherChecks.cloudtrail.chosenMetadata'),
            value: metadata.length === 0 ? none : namesOf(metadata),
          },
        ]}
      />
      {files.length === 0 ? <Muted>{text.t('furtherChecks.cloudtrail.noFiles')}</Muted> : null}
      <Toolbar>
        <Button
          icon={Play}
          disabled={busy || files.length === 0}
          onPress={() => onStart({ files: handlesOf(files), keys: handlesOf(keys), metadata: handlesOf(metadata) })}
        >
          {text.t('furtherChecks.cloudtrail.start')}
        </Button>
        {files.length + keys.length + metadata.length === 0 ? null : (
          <Button
            kind="quiet"
            icon={X}
            onPress={() => {
              setFiles([])
              setKeys([])
              setMetadata([])
            }}
          >
            {text.t('furtherChecks.cloudtrail.clear')}
          </Button>
        )}
      </Toolbar>
      {chooser.error === null ? null : <ErrorView error={chooser.error} />}
    </Stack>
  )
}
