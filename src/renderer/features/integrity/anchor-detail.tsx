/** One anchor in full: what its rung means, the step to the next one, its three times, roots, and every comparison made. */
import { useNavigate } from '@tanstack/react-router'
import { FileInput, Plus, RotateCw } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { trustEntrySchema, type AnchorVerdict } from '../../../shared/model/anchor.ts'
import { reasonText, rungText } from '../../../shared/text/verdict-text.ts'
import { useApiCommand, useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { utcFromSeconds } from '../../lib/format.ts'
import { HashCopy, HashPair } from '../../lib/hash-view.tsx'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Facts, Muted, Notice, Panel, Stack, Toolbar } from '../../ui/layout.tsx'
import styles from './integrity.module.css'
import { Rung } from './rung.tsx'
import { useVerifyAgain } from './use-verify-again.ts'

export function AnchorDetail({ anchor, sourceId }: { readonly anchor: AnchorVerdict; readonly sourceId: number }) {
  const text = useText()
  const none = text.t('common.unknown')
  const seconds = (value: string | null) => (value === null ? none : utcFromSeconds(value))
  const failed = anchor.steps.filter(
    (step) => !step.holds && step.expected !== null && step.actual !== null && step.expected.length > 20,
  )
  return (
    <section className={styles['anchorDetail']} aria-label={text.t('anchorTable.detail', { date: anchor.date })}>
      <Stack>
        <div className={styles['anchorHead']}>
          <strong className={styles['listTitle']}>{text.t('anchorTable.detail', { date: anchor.date })}</strong>
          <Rung rung={anchor.rung} />
        </div>
        <p>
          {rungText(text, anchor.rung).meaning} {anchor.reason === null ? null : reasonText(text, anchor.reason)}
        </p>
        <OnChain anchor={anchor} />
        <Raise anchor={anchor} sourceId={sourceId} />
        <Facts
          columns={2}
          rows={[
            { label: text.t('anchors.transaction'), value: <HashCopy value={anchor.transactionHash} /> },
            { label: text.t('anchors.block'), value: anchor.blockNumber ?? none, mono: true },
            {
              label: text.t('anchors.blockHash'),
              value: anchor.blockHash === null ? none : <HashCopy value={anchor.blockHash} />,
            },
            { label: text.t('anchors.chain'), value: anchor.chainId ?? none, mono: true },
            { label: text.t('anchors.contract'), value: anchor.contract ?? none, mono: true },
            { label: text.t('anchors.asserted'), value: seconds(anchor.times.assertedSeconds), mono: true },
            { label: text.t('anchors.blockTime'), value: seconds(anchor.times.blockSeconds), mono: true },
            {
              label: text.t('anchors.entries'),
              value:
                anchor.times.firstEntry === null
                  ? none
                  : `${anchor.times.firstEntry} .. ${anchor.times.lastEntry ?? none}`,
              mono: true,
            },
            ...(anchor.statedBy === undefined
              ? []
              : [{ label: text.t('anchorTable.statedBy'), value: anchor.statedBy, mono: true }]),
            { label: text.t('anchorTable.captured'), value: <Captured anchor={anchor} sourceId={sourceId} /> },
          ]}
        />
        <Roots anchor={anchor} />
        <DataTable
          caption={text.t('anchors.steps')}
          rows={anchor.steps}
          rowKey={(step, index) => `${step.step}-${index}`}
          isExceptional={(step) => !step.holds}
          columns={[
            { id: 'step', label: text.t('anchors.step'), wrap: true, cell: (step) => text.t(`step.${step.step}`) },
            {
              id: 'holds',
              label: text.t('anchors.holds'),
              cell: (step) =>
                step.holds ? <Muted>{text.t('common.yes')}</Muted> : <strong>{text.t('common.no')}</strong>,
            },
            {
              id: 'expected',
              label: text.t('common.expected'),
              mono: true,
              wrap: true,
              cell: (step) => step.expected ?? '–',
            },
            {
              id: 'actual',
              label: text.t('common.actual'),
              mono: true,
              wrap: true,
              cell: (step) => step.actual ?? '–',
            },
          ]}
        />
        {failed.map((step) => (
          <HashPair
            key={step.step}
            expectedLabel={`${text.t('common.expected')}: ${text.t(`step.${step.step}`)}`}
            expected={step.expected}
            actualLabel={text.t('common.actual')}
            actual={step.actual}
          />
        ))}
      </Stack>
    </section>
  )
}

function OnChain({ anchor: { onChain = [] } }: { readonly anchor: AnchorVerdict }) {
  const text = useText()
  if (onChain.length === 0) return null
  const kinds = onChain
    .map(({ kind, count }) => text.t('anchorTable.kindCount', { kind: text.t(`anchorTable.kind.${kind}`), n: count }))
    .join(', ')
  return (
    <Notice loud title={text.t('anchorTable.onChain')}>
      {text.t('anchorTable.onChainText', { kinds })}
    </Notice>
  )
}

function Roots({ anchor: { claimedRoot, recomputedRoot } }: { readonly anchor: AnchorVerdict }) {
  const text = useText()
  if (recomputedRoot !== null && recomputedRoot !== claimedRoot)
    return (
      <HashPair
        expectedLabel={text.t('anchorTable.recorded')}
        expected={claimedRoot}
        actualLabel={text.t('anchorTable.recomputed')}
        actual={recomputedRoot}
      />
    )
  return (
    <Facts
      rows={[
        {
          label: text.t('anchorTable.roots'),
          value: (
            <>
              <HashCopy value={claimedRoot} />{' '}
              <Muted>{text.t(recomputedRoot === null ? 'anchorTable.notRecomputed' : 'anchorTable.rootEqual')}</Muted>
            </>
          ),
        },
      ]}
    />
  )
}

/** Where the transcripts come from that speak of this contract on this chain; a result does not say which one it read. */
function Captured({ anchor, sourceId }: { readonly anchor: AnchorVerdict; readonly sourceId: number }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const material = useApiQuery('anchor.list', { engagementId, sourceId })
  const fitting = (material.data?.transcripts ?? []).filter(
    ({ chainId, contract }) =>
      chainId === anchor.chainId && contract.toLowerCase() === (anchor.contract ?? '').toLowerCase(),
  )
  if (fitting.length === 0) return <Muted>{text.t('anchorTable.noTranscript')}</Muted>
  return fitting.map(({ sha256, capturedAt, endpoint }) => (
    <div key={sha256}>{text.t('anchorTable.capturedOne', { at: capturedAt, endpoint })}</div>
  ))
}

/** The one step that leads to the next rung, where there is one. */
function Raise({ anchor, sourceId }: { readonly anchor: AnchorVerdict; readonly sourceId: number }) {
  const text = useText()
  const navigate = useNavigate()
  const { fileName } = useEngagement()
  if (anchor.rung === 'header-known' || anchor.verdict === 'mismatch') return null
  return (
    <Panel label={text.t('anchorTable.raise')}>
      <Stack tight>
        <p className={styles['listTitle']}>{text.t('anchorTable.raise')}</p>
        <p>{rungText(text, anchor.rung).next}</p>
        {anchor.rung === 'included' && anchor.blockHash !== null && anchor.chainId !== null ? (
          <Heard
            blockHash={anchor.blockHash}
            chainId={anchor.chainId}
            blockNumber={anchor.blockNumber}
            sourceId={sourceId}
          />
        ) : (
          <>
            <Muted>{text.t('anchorTable.raiseTranscript')}</Muted>
            <Toolbar>
              <Button
                icon={FileInput}
                onPress={() => void navigate({ to: '/integrity', search: { source: sourceId, tab: 'anchors' } })}
              >
                {text.t('anchorTable.toMaterial')}
              </Button>
            </Toolbar>
            <CliCommand command={cliLines.anchorFetch(fileName, sourceId, anchor.contract)} />
          </>
        )}
      </Stack>
    </Panel>
  )
}

interface HeardProps {
  readonly blockHash: string
  readonly chainId: string
  readonly blockNumber: string | null
  readonly sourceId: number
}

/**
 * The block hash as the auditor read it elsewhere, compared with the transcript's. It is never filled in: a hash copied
 * from the evidence would make the evidence vouch for itself.
 */
function Heard({ blockHash, chainId, blockNumber, sourceId }: HeardProps) {
  const text = useText()
  const { engagementId, fileName, readOnly } = useEngagement()
  const add = useApiCommand('trust.add')
  const again = useVerifyAgain(sourceId)
  const [typed, setTyped] = useState('')
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const heard = typed.trim().toLowerCase()
  const entry = { kind: 'block-hash' as const, chainId, blockHash: heard, note: note.trim() }
  const usable = trustEntrySchema.safeParse(entry).success
  const equal = heard === blockHash
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (usable && equal && entry.note !== '') add.mutate({ engagementId, entries: [entry] })
  }
  return (
    <>
      <Muted>
        {text.t('anchorTable.raiseHash', { block: blockNumber ?? text.t('common.unknown'), chain: chainId })}
      </Muted>
      <form onSubmit={submit} noValidate>
        <Stack tight>
          <TextField
            label={text.t('anchorTable.heard')}
            value={typed}
            onChange={setTyped}
            mono
            width="wide"
            {...(tried && !usable ? { error: text.t('anchorTable.heardForm') } : {})}
          />
          {usable ? (
            <div role="status">
              {equal ? (
                text.t('anchorTable.heardEqual')
              ) : (
                <Stack tight>
                  <strong>{text.t('anchorTable.heardDiffers')}</strong>
                  <HashPair
                    expectedLabel={text.t('anchorTable.heard')}
                    expected={heard.slice(2)}
                    actualLabel={text.t('anchors.blockHash')}
                    actual={blockHash.slice(2)}
                  />
                </Stack>
              )}
            </div>
          ) : null}
          <Toolbar fields>
            <TextField
              label={text.t('anchorTable.heardNote')}
              value={note}
              onChange={setNote}
              {...(tried && entry.note === '' ? { error: text.t('anchorTable.heardNoteForm') } : {})}
            />
          </Toolbar>
          <Toolbar>
            <Button submit icon={Plus} disabled={readOnly || add.isPending || (usable && !equal)}>
              {text.t('anchorTable.vouch')}
            </Button>
            {add.isSuccess ? (
              <Button icon={RotateCw} disabled={readOnly || again.busy} onPress={again.start}>
                {text.t('anchorTable.again')}
              </Button>
            ) : null}
          </Toolbar>
        </Stack>
      </form>
      {add.isError ? <ErrorView error={add.error} /> : null}
      {add.isSuccess ? <p role="status">{text.t('anchorTable.vouched')}</p> : null}
      {usable && equal && entry.note !== '' ? (
        <CliCommand command={cliLines.trustAdd(fileName, heard, chainId, entry.note)} />
      ) : null}
    </>
  )
}
