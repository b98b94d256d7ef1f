/** One hash, explained: the bytes that were hashed part by part, what came out against what is stored, a shell line. */
import { Eye, KeyRound } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import type { FileHandle } from '../../../shared/ipc/api.ts'
import { indexOfEntry, sourceOfEntry } from '../../../shared/model/digest.ts'
import type { HashExplanation } from '../../../shared/model/explanation.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { reasonText } from '../../../shared/text/verdict-text.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { HashCopy, HashPair } from '../../lib/hash-view.tsx'
import { ErrorView, QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Facts, Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { Preimage } from './preimage.tsx'
import styles from './explain.module.css'

const keyEncodings = ['raw', 'hex', 'base64'] as const
type KeyEncoding = (typeof keyEncodings)[number]
/** Shortest reason that the engine takes. */
const shortestReason = 4

export function ExplainTab({ entryId }: { readonly entryId: number }) {
  const text = useText()
  const { engagementId, fileName } = useEngagement()
  const [keys, setKeys] = useState<readonly FileHandle[]>([])
  const [keyEncoding, setKeyEncoding] = useState<KeyEncoding>('raw')
  const request = {
    engagementId,
    entryId,
    ...(keys.length === 0 ? {} : { keyFiles: keys.map((key) => key.handle), keyEncoding }),
  }
  const query = useApiQuery('entry.explain', request)
  const unmasked = useApiCommand('entry.explainUnmasked')
  return (
    <Stack>
      <Muted>{text.t('explainScreen.lead')}</Muted>
      <QueryView query={query}>
        {(masked) => {
          const shown = unmasked.data ?? masked
          return (
            <Stack>
              <Facts
                rows={[
                  { label: text.t('explainScreen.recipe'), value: shown.recipeName },
                  { label: text.t('chain.recipeHash'), value: <HashCopy value={shown.recipeHash} /> },
                ]}
              />
              {masked.masked ? (
                <MaskedNotice
                  shown={unmasked.data !== undefined}
                  pending={unmasked.isPending}
                  onReason={(reason) => unmasked.mutate({ ...request, reason })}
                />
              ) : null}
              {unmasked.isError ? <ErrorView error={unmasked.error} /> : null}
              {shown.hashes.map((hash) => (
                <HashPart key={hash.part} hash={hash} />
              ))}
              {shown.hashes.some((hash) => hash.keyed) ? (
                <KeyFiles
                  keys={keys}
                  encoding={keyEncoding}
                  onKeys={(files) => {
                    unmasked.reset()
                    setKeys(files)
                  }}
                  onEncoding={setKeyEncoding}
                />
              ) : null}
            </Stack>
          )
        }}
      </QueryView>
      <CliCommand command={cliLines.explain(fileName, sourceOfEntry(entryId), indexOfEntry(entryId) + 1)} />
    </Stack>
  )
}

function MaskedNotice({
  shown,
  pending,
  onReason,
}: {
  readonly shown: boolean
  readonly pending: boolean
  readonly onReason: (reason: string) => void
}) {
  const text = useText()
  const { readOnly } = useEngagement()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  if (shown) return <Notice loud>{text.t('explainScreen.shownInFull')}</Notice>
  const short = reason.trim().length < shortestReason
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!short) onReason(reason.trim())
  }
  return (
    <Stack tight>
      <Notice>{text.t('explain.masked')}</Notice>
      {readOnly ? null : (
        <form onSubmit={submit} noValidate>
          <Toolbar>
            <TextField
              label={text.t('explainScreen.reason')}
              value={reason}
              onChange={setReason}
              required
              {...(tried && short ? { error: text.t('explainScreen.reasonShort') } : {})}
            />
            <Button submit icon={Eye} disabled={pending}>
              {text.t('explainScreen.unmask')}
            </Button>
          </Toolbar>
        </form>
      )}
    </Stack>
  )
}

function KeyFiles({
  keys,
  encoding,
  onKeys,
  onEncoding,
}: {
  readonly keys: readonly FileHandle[]
  readonly encoding: KeyEncoding
  readonly onKeys: (files: readonly FileHandle[]) => void
  readonly onEncoding: (encoding: KeyEncoding) => void
}) {
  const text = useText()
  const chooser = useFileChooser()
  const choose = async () => {
    const files = await chooser.open('key', true)
    if (files.length > 0) onKeys(files)
  }
  return (
    <Stack tight>
      <Toolbar>
        <SelectField
          label={text.t('explainScreen.keyEncoding')}
          value={encoding}
          options={keyEncodings.map((value) => ({ value, label: text.t(`explainScreen.keyEncodings.${value}`) }))}
          onChange={onEncoding}
        />
        <Button icon={KeyRound} onPress={() => void choose()}>
          {text.t('explainScreen.keys')}
        </Button>
      </Toolbar>
      {keys.length === 0 ? null : (
        <Muted>{text.t('explainScreen.keysUsed', { files: keys.map((key) => key.name).join(', ') })}</Muted>
      )}
      {chooser.error === null ? null : <ErrorView error={chooser.error} />}
    </Stack>
  )
}

function HashPart({ hash }: { readonly hash: HashExplanation }) {
  const text = useText()
  const { preimage, shell } = hash
  return (
    <Section title={text.t(`explainScreen.part.${hash.part}`, { field: hash.storedField })}>
      <Stack>
        <HashPair
          expectedLabel={text.t('chain.recomputed')}
          expected={hash.recomputed}
          actualLabel={text.t('chain.stored')}
          actual={hash.stored}
        />
        <Outcome hash={hash} />
        <Facts
          rows={[
            { label: text.t('explainScreen.how'), value: howText(text, hash) },
            {
              label: text.t('explainScreen.section'),
              value: text.t('explainScreen.sectionText', {
                section: hash.section,
                placement: `${hash.placement}, ${hash.previousEncoding}`,
              }),
            },
          ]}
        />
        {preimage === null ? null : <Preimage spans={preimage.spans} bytes={preimage.bytes} />}
        {preimage?.hex === undefined || preimage.hex === null ? null : (
          <Disclosure summary={text.t('explainScreen.hex')}>
            <ScrollArea className={styles['bytes']} label={text.t('explainScreen.hex')}>
              <pre>{preimage.hex}</pre>
            </ScrollArea>
          </Disclosure>
        )}
        {shell === null ? (
          hash.noShell === null ? null : (
            <Muted>{text.t(`explain.noShell.${hash.noShell}`)}</Muted>
          )
        ) : (
          <Stack tight>
            <Muted>
              {text.t('explain.repeat', { tool: shell.tool })} {hash.keyed ? text.t('explain.keyVariable') : null}
            </Muted>
            <ScrollArea className={styles['shell']} label={text.t('explainScreen.shell')}>
              <pre>{shell.line}</pre>
            </ScrollArea>
            <div>
              <CopyButton text={shell.line} copiedText={text.t('action.copied')}>
                {text.t('explainScreen.shellCopy')}
              </CopyButton>
            </div>
          </Stack>
        )}
      </Stack>
    </Section>
  )
}

/** What came out, in words; where the two differ the pair of hashes has said it. */
function Outcome({ hash: { stored, recomputed, firstDifference, reason } }: { readonly hash: HashExplanation }) {
  const text = useText()
  const lost = reason === 'precision-lost' ? text.t('explain.lost') : null
  const said =
    stored === null || recomputed === null
      ? text.t('explain.noHash', { reason: reason === null ? text.t('common.unknown') : reasonText(text, reason) })
      : firstDifference === null
        ? text.t('explain.equal')
        : null
  if (said === null && lost === null) return null
  return (
    <p>
      {said} {lost === null ? null : <Muted>{lost}</Muted>}
    </p>
  )
}

function howText(text: ReturnType<typeof useText>, { algorithm, keyed, preimage }: HashExplanation) {
  if (preimage === null) return text.t('explainScreen.noBytes', { algorithm })
  return text.t(keyed ? 'explainScreen.howKeyed' : 'explainScreen.howText', {
    algorithm,
    bytes: groupedNumber(preimage.bytes),
  })
}
