/**
 * Captures anchors from a real EVM node, once, for the bundled samples and the tests:
 *
 *     node scripts/capture-anchors.ts DIR [--prefix shop-a] [--captured-at TEXT]
 *
 * Reads DIR/<prefix>-batches.ndjson, one line per batch in order of time:
 *     {"date":"2024-11-15","merkle_root":"<hex>","timestamp":1731715200,"metadata":"<JSON text>","delaySeconds":14}
 * compiles resources/contracts/AuditLog.sol with solc, starts anvil on a free loopback port, deploys, calls
 * `storeLogHash` once per line, and writes
 *     DIR/<prefix>-anchors.ndjson      claims in guide A's stored shape
 *     DIR/<prefix>-transcript.json     the blocks that hold them, verbatim answers of the node
 *
 * Everything is fixed (mnemonic, genesis time, fees, nonces, block times), so the same input gives the same bytes.
 * No network but loopback; the only process ended is the one started here.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import {
  AbiCoder,
  HDNodeWallet,
  Interface,
  Mnemonic,
  Transaction,
  getCreateAddress,
  keccak256,
  type BaseWallet,
  type TransactionLike,
} from 'ethers'
import {
  anchorClaimSchema,
  transcriptFileSchema,
  type AnchorClaim,
  type TranscriptFile,
} from '../src/shared/model/anchor.ts'

/** One line of the batches file. */
export interface BatchToAnchor {
  readonly date: string
  /** Hex without 0x. */
  readonly merkle_root: string
  /** Seconds since 1970, as the submitting process would assert them. */
  readonly timestamp: number
  /** The JSON text that goes into the call as it stands. */
  readonly metadata: string
  /** Block time minus asserted time; 14 when absent. */
  readonly delaySeconds?: number
}

export interface Capture {
  readonly claims: readonly AnchorClaim[]
  readonly transcript: TranscriptFile
}

const mnemonic = 'test test test test test test test test test test test junk'
const defaultDelaySeconds = 14
const contractPath = join(import.meta.dirname, '../resources/contracts/AuditLog.sol')
const maxFee = 2_000_000_000n
const tip = 1_000_000_000n
/** Creation code that writes one log with two topics and 32 zero bytes of data: PUSH32, PUSH1 ×3, LOG2, STOP. */
const loggingCode = `0x7f${'c0ffee00'.repeat(8)}60aa60206000a200`

/**
 * Anchors `batches` on a fresh local chain and returns what a node answers about them. `capturedAt` defaults to the last
 * block's time. With `withState` each block carries the contract's code and `eth_getProof` of what the call stored.
 */
export async function captureAnchors(
  batches: readonly BatchToAnchor[],
  capturedAt?: string,
  withState = false,
): Promise<Capture> {
  const first = batches[0]
  if (first === undefined) throw new RangeError('no batches to anchor')
  const { abi, bytecode } = await compileContract()
  const genesisSeconds = first.timestamp - 3600
  const node = await startAnvil(genesisSeconds)
  try {
    return await anchorOn(node.call, { batches, abi, bytecode, genesisSeconds, capturedAt, withState })
  } finally {
    await node.stop()
  }
}

/** A JSON-RPC call; the answer's `result`, verbatim. */
type RpcCall = (method: string, ...params: unknown[]) => Promise<unknown>

interface Plan {
  readonly batches: readonly BatchToAnchor[]
  readonly abi: Interface
  readonly bytecode: string
  readonly genesisSeconds: number
  readonly capturedAt: string | undefined
  readonly withState: boolean
}

async function anchorOn(call: RpcCall, plan: Plan): Promise<Capture> {
  const chainId = BigInt((await call('eth_chainId')) as string)
  const submitter = accountAt(0)
  const neighbour = accountAt(1)
  const contract = getCreateAddress({ from: submitter.address, nonce: 0 })
  let submitterNonce = 0
  let neighbourNonce = 0
  let seconds = plan.genesisSeconds

  const send = async (from: BaseWallet, fields: TransactionLike<string>): Promise<string> => {
    const signed = await from.signTransaction(Transaction.from({ chainId, ...fields }))
    return (await call('eth_sendRawTransaction', signed)) as string
  }
  const neighbourCall = (): Promise<string> => {
    const nonce = neighbourNonce++
    const fields = { nonce, to: submitter.address, value: BigInt(nonce + 1), gasLimit: 21_000n }
    // Three kinds take turns, so that the tries hold legacy and typed members, and receipts with and without logs.
    if (nonce % 3 === 0) return send(neighbour, { ...fields, type: 0, gasPrice: maxFee })
    if (nonce % 3 === 1)
      return send(neighbour, {
        ...fields,
        type: 1,
        gasPrice: maxFee,
        gasLimit: 30_000n,
        accessList: [{ address: contract, storageKeys: [`0x${'00'.repeat(32)}`] }],
      })
    return send(neighbour, {
      type: 2,
      nonce,
      data: loggingCode,
      gasLimit: 100_000n,
      maxFeePerGas: maxFee,
      maxPriorityFeePerGas: tip,
    })
  }
  const mineAt = async (wanted: number): Promise<void> => {
    // Block times must increase: a batch that asserts an earlier time than its predecessor is mined a second later.
    seconds = Math.max(wanted, seconds + 1)
    await call('evm_setNextBlockTimestamp', seconds)
    await call('evm_mine')
  }

  await send(submitter, {
    type: 2,
    nonce: submitterNonce++,
    data: plan.bytecode,
    gasLimit: 1_000_000n,
    maxFeePerGas: maxFee,
    maxPriorityFeePerGas: tip,
  })
  await mineAt(seconds + 12)

  const claims: AnchorClaim[] = []
  const blocks: TranscriptFile['blocks'] = []
  for (const [index, batch] of plan.batches.entries()) {
    const data = plan.abi.encodeFunctionData('storeLogHash', [
      `0x${batch.merkle_root}`,
      batch.timestamp,
      batch.metadata,
    ])
    // 0 to 3 unrelated transactions, one of them before the call: its place in the block is then not always the first.
    const others = index % 4
    if (others > 1) await neighbourCall()
    const hash = await send(submitter, {
      type: 2,
      nonce: submitterNonce++,
      to: contract,
      data,
      gasLimit: 300_000n,
      maxFeePerGas: maxFee,
      maxPriorityFeePerGas: tip,
    })
    for (let more = others > 1 ? 1 : 0; more < others; more += 1) await neighbourCall()
    await mineAt(batch.timestamp + (batch.delaySeconds ?? defaultDelaySeconds))
    const block = (await call('eth_getBlockByNumber', 'latest', true)) as TranscriptFile['blocks'][number]['block']
    const number = block['number'] as string
    const receipts = (await call('eth_getBlockReceipts', number)) as TranscriptFile['blocks'][number]['receipts']
    const own = receipts.find((receipt) => receipt['transactionHash'] === hash)
    if (own?.['status'] !== '0x1') throw new Error(`the call for ${batch.date} did not succeed`)
    const state = plan.withState ? { state: await stateAt(call, contract, batch, number) } : {}
    blocks.push({ block, receipts, ...state })
    claims.push(
      anchorClaimSchema.parse({
        date: batch.date,
        blockchain_tx: hash,
        merkle_root: batch.merkle_root,
        timestamp: batch.timestamp,
        block_number: Number(number),
      }),
    )
  }
  const version = ((await call('web3_clientVersion')) as string).replace(/^anvil\/v?/, '')
  const transcript = transcriptFileSchema.parse({
    transcript: 'assay.evm-transcript/1',
    capturedAt: plan.capturedAt ?? new Date(seconds * 1000).toISOString(),
    endpoint: `anvil ${version}, local`,
    chainId: chainId.toString(),
    contract: contract.toLowerCase(),
    ...(plan.withState ? { storage: { slot: 0, keys: 'hash-time', value: 'metadata-digest' } } : {}),
    blocks,
  })
  return { claims, transcript }
}

/** Proof of the mapping slot that guide A's contract writes, and its code, at a block. */
async function stateAt(
  call: RpcCall,
  contract: string,
  batch: BatchToAnchor,
  number: string,
): Promise<NonNullable<TranscriptFile['blocks'][number]['state']>> {
  const coder = AbiCoder.defaultAbiCoder()
  const inner = keccak256(coder.encode(['bytes32', 'uint256'], [`0x${batch.merkle_root}`, 0]))
  const slot = keccak256(coder.encode(['uint256', 'bytes32'], [batch.timestamp, inner]))
  return {
    proof: (await call('eth_getProof', contract, [slot], number)) as Record<string, unknown>,
    code: (await call('eth_getCode', contract, number)) as string,
  }
}

function accountAt(index: number): BaseWallet {
  return HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(mnemonic), `m/44'/60'/0'/0/${index}`)
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Readonly<
    Record<
      string,
      Readonly<
        Record<string, { readonly abi: never[]; readonly evm: { readonly bytecode: { readonly object: string } } }>
      >
    >
  >
}

/** Interface and creation code of resources/contracts/AuditLog.sol. */
export async function compileContract(): Promise<{ abi: Interface; bytecode: string }> {
  const { default: solc } = await import('solc')
  const input = {
    language: 'Solidity',
    sources: { 'AuditLog.sol': { content: await readFile(contractPath, 'utf8') } },
    settings: {
      optimizer: { enabled: true, runs: 200 },
      evmVersion: 'paris',
      metadata: { bytecodeHash: 'none' },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  }
  const output = JSON.parse(solc.compile(JSON.stringify(input)) as string) as SolcOutput
  const problem = output.errors?.[0]
  if (problem !== undefined) throw new Error(problem.formattedMessage)
  const contract = output.contracts?.['AuditLog.sol']?.['AuditLog']
  if (contract === undefined) throw new Error('solc gave no contract AuditLog')
  return { abi: new Interface(contract.abi), bytecode: `0x${contract.evm.bytecode.object}` }
}

/** The anvil binary of the installed platform package; undefined where there is none. */
export function anvilPath(): string | undefined {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const require = createRequire(import.meta.url)
  try {
    return require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil${suffix}`)
  } catch {
    return undefined
  }
}

async function startAnvil(genesisSeconds: number): Promise<{ call: RpcCall; stop: () => Promise<void> }> {
  const binary = anvilPath()
  if (binary === undefined) throw new Error('no anvil binary for this platform; install the development dependencies')
  const port = await freePort()
  const options = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--no-mining',
    '--order',
    'fifo',
    '--hardfork',
    'prague',
    '--quiet',
    '--mnemonic',
    mnemonic,
    '--timestamp',
    String(genesisSeconds),
  ]
  const child = spawn(binary, options, { stdio: 'ignore' })
  let id = 0
  const call: RpcCall = async (method, ...params) => {
    id += 1
    const response = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
    })
    const answer = (await response.json()) as { result?: unknown; error?: { message: string } }
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`)
    return answer.result
  }
  try {
    await answering(call, child)
  } catch (error) {
    await stopped(child)
    throw error
  }
  return { call, stop: () => stopped(child) }
}

async function answering(call: RpcCall, child: ChildProcess): Promise<void> {
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (failure !== undefined) throw failure
    if (child.exitCode !== null) throw new Error(`anvil ended with ${child.exitCode} before it answered`)
    try {
      await call('eth_chainId')
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  throw new Error('anvil did not answer within 10 s')
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** Claims as NDJSON, in guide A's member order. */
export function claimsText(claims: readonly AnchorClaim[]): string {
  return claims.map((claim) => `${JSON.stringify(claim)}\n`).join('')
}

/** Transcript as JSON with one block per line, so that a changed block is one changed line. */
export function transcriptText(transcript: TranscriptFile): string {
  const { blocks, ...head } = transcript
  const lines = blocks.map((block) => JSON.stringify(block)).join(',\n')
  return `${JSON.stringify(head).slice(0, -1)},"blocks":[\n${lines}\n]}\n`
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { prefix: { type: 'string', default: 'shop-a' }, 'captured-at': { type: 'string' } },
  })
  const folder = positionals[0]
  if (folder === undefined || positionals.length !== 1) {
    process.stderr.write('usage: node scripts/capture-anchors.ts DIR [--prefix shop-a] [--captured-at TEXT]\n')
    process.exitCode = 2
    return
  }
  const text = await readFile(join(folder, `${values.prefix}-batches.ndjson`), 'utf8')
  const batches = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BatchToAnchor)
  const { claims, transcript } = await captureAnchors(batches, values['captured-at'])
  await writeFile(join(folder, `${values.prefix}-anchors.ndjson`), claimsText(claims))
  await writeFile(join(folder, `${values.prefix}-transcript.json`), transcriptText(transcript))
  process.stderr.write(
    `${claims.length} batches anchored on chain ${transcript.chainId}, contract ${transcript.contract}\n`,
  )
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
