/** anchor fetch: the one command that uses the network, and only the addresses it is given. */
import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { AppError } from '../../../shared/model/app-error.ts'
import type { StorageLayout } from '../../../shared/model/anchor.ts'
import type { FetchedTranscript } from '../../../shared/model/capture.ts'
import { createText } from '../../../shared/text/create-text.ts'
import type { CommandOutcome } from '../document.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'

const text = createText()

interface FetchFlags {
  readonly online: readonly string[]
  readonly source?: string
  readonly tx: readonly string[]
  readonly allClaims?: boolean
  readonly contract?: string
  readonly storageSlot?: string
  readonly storageKeys: StorageLayout['keys']
  readonly storageValue: StorageLayout['value']
  readonly allowHttp?: boolean
  readonly out?: string
  readonly force?: boolean
}

type SourceChoice = (session: CliSession, engagementId: string, reference: string | undefined) => Promise<number>

/** `sourceOf` chooses the source as `anchor add` does. */
export function addAnchorFetchCommand(anchor: Command, run: CommandRunner, sourceOf: SourceChoice): void {
  anchor
    .command('fetch')
    .description('capture claimed transactions from endpoints that you name, for checks without a network')
    .argument('<engagement>', 'the .assay file')
    .requiredOption(
      '--online <url>',
      'JSON-RPC address of a node; may be given up to four times, the further ones are compared with the first',
      collect,
    )
    .option('--source <source>', 'number or name of the source; the only one with batches without it')
    .option('--tx <hash>', 'a transaction to capture; may be given several times', collect, [])
    .option('--all-claims', 'every transaction that the claims of the source name, as without --tx')
    .option('--contract <address>', 'contract under audit; the one recorded with trust add without it')
    .option('--storage-slot <n>', 'slot of the mapping that holds the roots: its storage proof is captured as well')
    .addOption(
      new Option('--storage-keys <keys>', 'keys of that mapping').choices(['hash-time', 'hash']).default('hash-time'),
    )
    .addOption(
      new Option('--storage-value <value>', 'what it holds')
        .choices(['metadata-digest', 'non-zero'])
        .default('metadata-digest'),
    )
    .option('--allow-http', 'ask over http beyond this computer, where answers can be read and changed on the way')
    .option('-o, --out <file>', 'write the transcript to a file instead of adding it to the source')
    .option('--force', 'replace the file if it exists')
    .addHelpText(
      'after',
      `
Of an address only host and port are shown and stored, because the rest may hold a token. Nothing is followed, and no
other command opens a connection. What an endpoint answers is proven offline afterwards, or it is not.

Example:
  assay anchor fetch shop.assay --online https://node.example.com/ --contract 0x5fbdb2315678afecb367f032d93f642f64180aa3`,
    )
    .action((file: string, given: FetchFlags) => run((session) => fetchAnchors(session, file, given, sourceOf)))
}

async function fetchAnchors(
  session: CliSession,
  file: string,
  given: FetchFlags,
  sourceOf: SourceChoice,
): Promise<CommandOutcome> {
  if (given.allClaims === true && given.tx.length > 0)
    throw new AppError('usage', '--tx and --all-claims exclude each other. Nothing was fetched.')
  const transactions = given.tx.map((hash) => hexOf(hash, 64, '--tx takes a transaction hash, 0x and 64 hex digits'))
  const contract =
    given.contract === undefined
      ? undefined
      : hexOf(given.contract, 40, '--contract takes an address, 0x and 40 hex digits')
  const storage = storageOf(given)
  const engagementId = await session.open(file)
  const sourceId = await sourceOf(session, engagementId, given.source)
  const fetched = await session.job('anchor.fetch', {
    engagementId,
    sourceId,
    online: [...given.online],
    ...(given.allowHttp === true ? { allowHttp: true } : {}),
    ...(transactions.length === 0 ? {} : { transactions }),
    ...(contract === undefined ? {} : { contract }),
    ...(storage === undefined ? {} : { storage }),
    ...(given.out === undefined ? {} : { out: resolve(given.out) }),
    ...(given.force === true ? { force: true } : {}),
  })
  // A further endpoint that was silent about a block leaves the comparison unfinished.
  const complete =
    fetched.transactions.every(({ state }) => state === 'captured') &&
    fetched.differences.length === 0 &&
    fetched.statements.length === fetched.blocks * (fetched.endpoints.length - 1)
  return {
    command: 'anchor.fetch',
    inputs: [file],
    // Not the addresses: a document is passed on, and they may hold tokens.
    parameters: {
      source: sourceId,
      hosts: fetched.endpoints.map(({ host }) => host),
      transactions: transactions.length === 0 ? null : transactions,
      contract: contract ?? null,
      storage: storage ?? null,
      out: given.out ?? null,
    },
    result: fetched,
    overall: null,
    exit: complete || session.options.allowIncomplete ? exitCodes.done : exitCodes.incomplete,
    text: () => printFetched(fetched, file, sourceId),
  }
}

function printFetched(fetched: FetchedTranscript, file: string, sourceId: number): void {
  const { endpoints, transactions, statements, differences } = fetched
  for (const { host, chainId } of endpoints)
    line(text.t('capture.endpoint', { host, chain: chainId ?? text.t('capture.noChain') }))
  const [first] = endpoints
  for (const { transactionHash, state, blockNumber, missing, verifyLogHash } of transactions) {
    line(`${transactionHash}  ${blockNumber ?? '-'}  ${text.t(`capture.state.${state}`)}`)
    for (const { method, why } of missing)
      line(`  ${text.t('capture.missing', { method, why: text.t(`capture.failure.${why}`) })}`)
    if (verifyLogHash !== null)
      line(`  ${text.t('capture.told', { answer: String(verifyLogHash), host: first?.host ?? '' })}`)
  }
  for (const host of new Set(statements.map((statement) => statement.host)))
    line(
      text.t('capture.statement', {
        host,
        counted: statements.filter((statement) => statement.host === host).length,
      }),
    )
  for (const { what, about, values } of differences) {
    const shown = values.map(({ host, value }) => `${host} ${value ?? text.t('capture.nothing')}`).join(', ')
    line(text.t('capture.difference', { what, about, values: shown }))
  }
  if (fetched.moreDifferences > 0)
    line(text.t('capture.moreDifferences', { counted: grouped(fetched.moreDifferences) }))
  line(
    text.t('capture.total', {
      captured: transactions.filter(({ state }) => state === 'captured').length,
      total: transactions.length,
      blocks: fetched.blocks,
      connections: fetched.connections,
    }),
  )
  line(
    fetched.path === null
      ? text.t('capture.added', { source: sourceId })
      : text.t('capture.written', { path: fetched.path }),
  )
  line(text.t('capture.notProven', { file }))
}

function storageOf(given: FetchFlags): StorageLayout | undefined {
  if (given.storageSlot === undefined) return undefined
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(given.storageSlot))
    throw new AppError('usage', '--storage-slot takes a number from 0 on. Nothing was fetched.')
  return { slot: Number(given.storageSlot), keys: given.storageKeys, value: given.storageValue }
}

function hexOf(given: string, digits: number, wanted: string): string {
  const hex = given.toLowerCase()
  if (!/^0x[0-9a-f]+$/.test(hex) || hex.length !== digits + 2)
    throw new AppError('usage', `${wanted}. Nothing was fetched.`)
  return hex
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}
