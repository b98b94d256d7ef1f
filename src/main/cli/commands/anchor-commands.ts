/** anchor add; trust add, list, export. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { trustEntrySchema, type TrustEntry } from '../../../shared/model/anchor.ts'
import type { AnchorFileKind } from '../../../shared/model/proof.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { createText } from '../../../shared/text/create-text.ts'
import { trustScope, trustValue } from '../../../shared/text/trust-text.ts'
import { exitCodes } from '../exit-code.ts'
import { grouped, line, table } from '../output.ts'
import type { CommandRunner } from '../runner.ts'
import type { CliSession } from '../session.ts'
import { addAnchorFetchCommand } from './anchor-fetch-command.ts'
import { addWindowCommand } from './window-command.ts'

const text = createText()

interface TrustFlags {
  readonly blockHash?: string
  readonly contract?: string
  readonly codeHash?: string
  readonly chainId?: string
  readonly logKey?: string
  readonly witnessKey?: string
  readonly bitcoinHeader?: string
  readonly height?: string
  readonly headList?: string
  readonly holder?: string
  readonly beaconRoot?: string
  readonly genesisValidatorsRoot?: string
  readonly certificate?: string
  readonly secondSource?: string
  readonly statedBy?: string
  readonly note: string
}

export function addAnchorCommands(program: Command, run: CommandRunner): void {
  const anchor = program.command('anchor').description('recorded anchor material')
  anchor
    .command('add')
    .description('add claims, transcripts, time-stamp tokens and other outside proofs to a source')
    .argument('<engagement>', 'the .assay file')
    .argument(
      '<files...>',
      'claims (NDJSON or CSV), transcripts, RFC 3161 tokens, .ots proofs, checkpoints, tlog proofs, Sigstore bundles, lists of head hashes, block headers; told apart by content',
    )
    .option('--source <source>', 'number or name of the source; the only one with batches without it')
    .option('--start-height <number>', 'height of the first of raw Bitcoin headers that do not begin with block 0')
    .addHelpText('after', '\nExample:\n  assay anchor add shop.assay anchors.ndjson transcript.json --source 1')
    .action((file: string, paths: string[], given: { source?: string; startHeight?: string }) =>
      run(async (session) => {
        const startHeight = startHeightFrom(given.startHeight, paths)
        const engagementId = await session.open(file)
        const sourceId = await anchoredSource(session, engagementId, given.source)
        const added: { kind: AnchorFileKind; count: number; sha256: string; file: string }[] = []
        for (const path of paths)
          added.push({
            file: path,
            ...(await session.client.call('anchor.add', {
              engagementId,
              sourceId,
              file: resolve(path),
              ...(startHeight === undefined ? {} : { startHeight }),
            })),
          })
        return {
          command: 'anchor.add',
          inputs: paths,
          parameters: { source: sourceId, ...(startHeight === undefined ? {} : { startHeight }) },
          result: added,
          overall: null,
          exit: exitCodes.done,
          text: () =>
            added.forEach((item) =>
              line(`${item.file}: ${text.t(`anchorFileKind.${item.kind}`, { count: item.count })}`),
            ),
        }
      }),
    )

  addWindowCommand(anchor, run)

  addAnchorFetchCommand(anchor, run, anchoredSource)

  const trust = program.command('trust').description('what the auditor vouches for, obtained independently')
  trust
    .command('add')
    .description('record a block hash, a contract, a key or a header, or a file of them')
    .argument('<engagement>', 'the .assay file')
    .argument(
      '[file]',
      'trust entries (JSON array or NDJSON), root certificates of time-stamping authorities, revocation lists, log keys, a checkpoint of a log, a Sigstore trusted_root.json, or public keys of Sigstore signers',
    )
    .option('--block-hash <hash>', 'block hash with 0x; needs --chain-id')
    .option('--contract <address>', 'contract address with 0x; needs --chain-id')
    .option('--code-hash <hash>', 'keccak256 of the code of --contract, with 0x')
    .option('--chain-id <number>', 'chain id of the block or contract')
    .option('--log-key <key>', 'verifier key of a transparency log, name+hash+key')
    .option('--witness-key <key>', 'verifier key of a witness, name+hash+key')
    .option('--bitcoin-header <hex>', 'Bitcoin block header, 160 hex digits; needs --height')
    .option('--height <number>', 'height of that header')
    .option('--head-list <sha256>', 'SHA-256 of a list of head hashes that somebody outside keeps; needs --holder')
    .option('--holder <text>', 'who keeps that list')
    .option('--beacon-root <hash>', 'root of a beacon block with 0x; needs --genesis-validators-root')
    .option('--genesis-validators-root <hash>', 'root of the validators at genesis, which names the network')
    .option('--certificate <file>', 'certificates that time-stamp tokens leave out; looked up, not pinned')
    .option(
      '--second-source <file>',
      'block hashes stated by somebody else than the source of the evidence: a transcript, or an assay.block-statement/1',
    )
    .option('--stated-by <host>', 'which host of that file you vouch for, where it names several')
    .option('--note <text>', 'where it was obtained', '')
    .addHelpText(
      'after',
      '\nA second source makes a block known only when the block itself came from another host. That the two are run by\n' +
        'different parties, and that the file is what the second one said, is what you vouch for.\n' +
        '\nExample:\n  assay trust add shop.assay --block-hash 0x1f… --chain-id 1 --note "explorer, read by phone"',
    )
    .action((file: string, path: string | undefined, given: TrustFlags) =>
      run(async (session) => {
        const engagementId = await session.open(file)
        const entries = trustFromFlags(given)
        const { certificate, secondSource, statedBy, note } = given
        const files = [path, certificate, secondSource].filter((one) => one !== undefined)
        if (files.length + entries.length === 0)
          throw new AppError('usage', 'Give a file, or --block-hash with --chain-id, or another value to record.')
        if (statedBy !== undefined && secondSource === undefined)
          throw new AppError('usage', '--stated-by says whose statement of --second-source counts: give that as well.')
        const result = await session.client.call('trust.add', {
          engagementId,
          entries,
          note,
          ...(path === undefined ? {} : { file: resolve(path) }),
          ...(certificate === undefined ? {} : { certificates: resolve(certificate) }),
          ...(secondSource === undefined ? {} : { secondSource: resolve(secondSource) }),
          ...(statedBy === undefined ? {} : { statedBy }),
        })
        return {
          command: 'trust.add',
          inputs: files,
          parameters: statedBy === undefined ? { entries } : { entries, statedBy },
          result,
          overall: null,
          exit: exitCodes.done,
          text: () => line(`${grouped(result.added)} added, ${grouped(result.total)} in all`),
        }
      }),
    )
  for (const name of ['list', 'export'] as const) {
    trust
      .command(name)
      .description(
        name === 'list' ? 'list what the auditor vouches for' : 'print trust entries as NDJSON for another engagement',
      )
      .argument('<engagement>', 'the .assay file')
      .addHelpText('after', `\nExample:\n  assay trust ${name} shop.assay`)
      .action((file: string) =>
        run(async (session) => {
          const result = await session.client.call('trust.list', { engagementId: await session.open(file) })
          return {
            command: `trust.${name}`,
            inputs: [file],
            parameters: {},
            result,
            overall: null,
            exit: exitCodes.done,
            text: () => {
              if (name === 'export') for (const entry of result.entries) line(JSON.stringify(entry))
              else
                table([
                  ['What', 'Value', 'Of', 'Note'],
                  ...result.entries.map((entry) => [
                    text.t(`trustKind.${entry.kind}`),
                    shortened(trustValue(entry)),
                    trustScope(entry) ?? '',
                    entry.note,
                  ]),
                ])
            },
          }
        }),
      )
  }
}

/** One height cannot be that of two files. */
function startHeightFrom(text: string | undefined, paths: readonly string[]): number | undefined {
  if (text === undefined) return undefined
  if (!/^(?:0|[1-9]\d{0,9})$/.test(text) || Number(text) > 0xffff_ffff)
    throw new AppError('usage', '--start-height takes the height of a block, 0 or more. Nothing was added.')
  if (paths.length > 1)
    throw new AppError('usage', '--start-height is that of one file: add each by itself. Nothing was added.')
  return Number(text)
}

async function anchoredSource(
  session: CliSession,
  engagementId: string,
  reference: string | undefined,
): Promise<number> {
  if (reference !== undefined) return (await session.source(engagementId, reference)).sourceId
  const { sources } = await session.client.call('source.list', { engagementId })
  const candidates = sources.length === 1 ? sources : sources.filter((source) => source.hasBatches)
  const only = candidates[0]
  if (candidates.length !== 1 || only === undefined)
    throw new AppError(
      'usage',
      `Say which source with --source: ${sources.map((source) => `${source.sourceId} ${source.name}`).join(', ') || 'there is none yet'}.`,
    )
  return only.sourceId
}

/** Entries that the flags name; each needs the flags that belong to it. */
function trustFromFlags(given: TrustFlags): TrustEntry[] {
  const { chainId, note } = given
  const entries: unknown[] = []
  const needs = (flag: string, value: string | undefined): string => {
    if (value === undefined) throw new AppError('usage', `${flag} is needed as well. Nothing was recorded.`)
    return value.toLowerCase()
  }
  if (given.blockHash !== undefined)
    entries.push({
      kind: 'block-hash',
      chainId: needs('--chain-id', chainId),
      blockHash: given.blockHash.toLowerCase(),
      note,
    })
  if (given.contract !== undefined)
    entries.push({
      kind: 'contract',
      chainId: needs('--chain-id', chainId),
      address: given.contract.toLowerCase(),
      codeHash: given.codeHash?.toLowerCase() ?? null,
      note,
    })
  if (given.logKey !== undefined) entries.push({ kind: 'log-key', role: 'log', key: given.logKey, note })
  if (given.witnessKey !== undefined) entries.push({ kind: 'log-key', role: 'witness', key: given.witnessKey, note })
  if (given.bitcoinHeader !== undefined)
    entries.push({
      kind: 'bitcoin-header',
      height: Number(needs('--height', given.height)),
      header: given.bitcoinHeader.toLowerCase(),
      note,
    })
  if (given.headList !== undefined) {
    if (given.holder === undefined) throw new AppError('usage', '--holder is needed as well. Nothing was recorded.')
    entries.push({ kind: 'head-list', sha256: given.headList.toLowerCase(), holder: given.holder, note })
  }
  if (given.beaconRoot !== undefined)
    entries.push({
      kind: 'beacon-root',
      genesisValidatorsRoot: needs('--genesis-validators-root', given.genesisValidatorsRoot),
      blockRoot: given.beaconRoot.toLowerCase(),
      note,
    })
  return entries.map((entry) => {
    const parsed = trustEntrySchema.safeParse(entry)
    if (parsed.success) return parsed.data
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
    throw new AppError('usage', `This cannot be recorded: ${fields} is not in its form. Nothing was recorded.`)
  })
}

function shortened(value: string): string {
  return value.length <= 72 ? value : `${value.slice(0, 69)}...`
}
