/**
 * The one online door: a capture from nodes that a person names. Before it: what is asked and of whom, and a tick for
 * exactly that host. After it: what came, what did not and why, how many connections were opened.
 */
import { Globe } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { Bullets, Facts, Muted, Stack, Toolbar } from '../../ui/layout.tsx'
import { JobStateView } from '../../lib/job-panel.tsx'
import { CaptureResult } from './capture-result.tsx'
import { readEndpoint, type EndpointFault } from './endpoint-field.ts'
import styles from './anchor-fetch.module.css'

export interface AnchorFetchProps {
  readonly sourceId: number
  /** Transactions that the claims of the source name. */
  readonly transactions: number
}

export function AnchorFetch({ sourceId, transactions }: AnchorFetchProps) {
  const text = useText()
  const { readOnly } = useEngagement()
  const [open, setOpen] = useState(false)
  const fetched = useJob('anchor.fetch', `anchor.fetch ${sourceId}`)
  return (
    <Stack tight>
      <Toolbar>
        <Button
          icon={Globe}
          disabled={readOnly || fetched.busy || transactions === 0}
          onPress={() => {
            fetched.reset()
            setOpen(true)
          }}
        >
          {text.t('fetchScreen.open')}
        </Button>
        {transactions === 0 ? <Muted>{text.t('fetchScreen.noClaims')}</Muted> : null}
      </Toolbar>
      <JobStateView state={fetched.state} onCancel={fetched.cancel} />
      {fetched.state.kind === 'done' ? <CaptureResult result={fetched.state.result} sourceId={sourceId} /> : null}
      {open ? (
        <FetchDialog
          sourceId={sourceId}
          transactions={transactions}
          onClose={() => setOpen(false)}
          onFetch={(online, rest) => {
            setOpen(false)
            fetched.start({ ...rest, online, sourceId })
          }}
        />
      ) : null}
    </Stack>
  )
}

interface FetchDialogProps extends AnchorFetchProps {
  readonly onClose: () => void
  readonly onFetch: (online: string[], rest: { engagementId: string; contract: string }) => void
}

function FetchDialog({ sourceId, transactions, onClose, onFetch }: FetchDialogProps) {
  const text = useText()
  const { engagementId, fileName } = useEngagement()
  const trust = useApiQuery('trust.list', { engagementId })
  const pinned = (trust.data?.entries ?? []).flatMap((entry) => (entry.kind === 'contract' ? [entry.address] : []))
  // Held nowhere else and gone with the dialog: an address may hold a token.
  const [address, setAddress] = useState('')
  const [second, setSecond] = useState('')
  const [typedContract, setTypedContract] = useState<string | null>(null)
  const [ticked, setTicked] = useState<string | null>(null)
  const [tried, setTried] = useState(false)
  const contract = (typedContract ?? (pinned.length === 1 ? (pinned[0] ?? '') : '')).trim().toLowerCase()
  const contractBad = !/^0x[0-9a-f]{40}$/.test(contract)
  const first = readEndpoint(address)
  const other = second.trim() === '' ? null : readEndpoint(second)
  const twice = other?.kind === 'endpoint' && first.kind === 'endpoint' && other.href === first.href
  const hosts = [first, ...(other === null ? [] : [other])].flatMap((one) =>
    one.kind === 'endpoint' ? [one.host] : [],
  )
  const named = hosts.join(', ')
  const usable = first.kind === 'endpoint' && other?.kind !== 'fault' && !twice && !contractBad
  // A tick is for the hosts that were shown when it was set; another address needs another one.
  const agreed = ticked !== null && ticked === named
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (usable && agreed)
      onFetch([address.trim(), ...(other === null ? [] : [second.trim()])], { engagementId, contract })
  }
  const faultText = (fault: EndpointFault) =>
    text.t(fault === 'http' ? 'fetchScreen.addressHttp' : 'fetchScreen.addressForm')
  const errorOf = (one: typeof first | null) => (tried && one?.kind === 'fault' ? { error: faultText(one.fault) } : {})
  return (
    <ModalOverlay isOpen onOpenChange={(next) => (next ? undefined : onClose())} className={styles['overlay'] ?? ''}>
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {text.t('fetchScreen.title')}
          </Heading>
          <form onSubmit={submit} noValidate>
            <Stack>
              <p>{text.t('fetchScreen.lead')}</p>
              <Stack tight>
                <TextField
                  label={text.t('fetchScreen.address')}
                  value={address}
                  onChange={setAddress}
                  mono
                  width="wide"
                  hint={text.t('fetchScreen.addressHint')}
                  {...errorOf(first)}
                />
                <TextField
                  label={text.t('fetchScreen.second')}
                  value={second}
                  onChange={setSecond}
                  mono
                  width="wide"
                  hint={text.t('fetchScreen.secondHint')}
                  {...(tried && twice ? { error: text.t('fetchScreen.addressTwice') } : errorOf(other))}
                />
                <TextField
                  label={text.t('fetchScreen.contract')}
                  value={typedContract ?? contract}
                  onChange={setTypedContract}
                  mono
                  width="wide"
                  hint={text.t('fetchScreen.contractHint')}
                  {...(tried && contractBad ? { error: text.t('fetchScreen.contractForm') } : {})}
                />
              </Stack>
              <Facts
                rows={[
                  {
                    label: text.t('fetchScreen.whom'),
                    value: named === '' ? text.t('fetchScreen.nobody') : named,
                    mono: named !== '',
                  },
                  {
                    label: text.t('fetchScreen.what'),
                    value: (
                      <Bullets
                        items={[
                          text.t('fetchScreen.ask.chain'),
                          text.t('fetchScreen.ask.transactions', { n: transactions }),
                          text.t('fetchScreen.ask.blocks'),
                          text.t('fetchScreen.ask.contract'),
                        ]}
                      />
                    ),
                  },
                ]}
              />
              <Muted>{text.t('fetchScreen.learns')}</Muted>
              {named === '' ? null : (
                <Checkbox selected={agreed} onChange={(next) => setTicked(next ? named : null)}>
                  {text.t('fetchScreen.tick', { host: named })}
                </Checkbox>
              )}
              <Toolbar>
                <Button submit kind="primary" icon={Globe} disabled={named !== '' && !agreed}>
                  {text.t('fetchScreen.start')}
                </Button>
                <Button onPress={onClose}>{text.t('fetchScreen.cancel')}</Button>
              </Toolbar>
              <div>
                <Muted>{text.t('fetchScreen.cli')}</Muted>
                <CliCommand command={cliLines.anchorFetch(fileName, sourceId, contractBad ? null : contract)} />
              </div>
            </Stack>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
