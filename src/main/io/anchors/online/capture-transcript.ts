/**
 * Captures anchored transactions from endpoints that a person named, once, so that everything else can be done offline:
 * the transaction's block with all transactions and receipts, its raw header, a proof of the contract's state and its
 * code where the node gives them. The first endpoint is captured, the others are compared with it. Judges nothing: what
 * was captured proves itself offline, or does not.
 *
 * The order of requests is fixed, one after another; each is kept with its answer as the bytes that came. A request
 * that fails leaves out what it was for and nothing else.
 */
import { AppError } from '../../../../shared/model/app-error.ts'
import type { StorageLayout, TranscriptBlock } from '../../../../shared/model/anchor.ts'
import type { CapturedTransaction, CaptureFailure, CaptureSummary, Exchange } from '../../../../shared/model/capture.ts'
import type { Hasher } from '../../../../shared/core/bytes/hasher.ts'
import type { RpcObject } from '../../../../shared/core/anchor/rpc-value.ts'
import type { Clock } from '../../host/clock.ts'
import { compareEndpoint, type AnsweredBlock } from './compare-endpoints.ts'
import { boolFrom, storageKeyOf, verifyLogHashCall, type StoredRoot } from './contract-calls.ts'
import type { Endpoint } from './endpoint.ts'
import { RpcClient, rpcLimits, type RpcLimits, type RpcOutcome } from './rpc-client.ts'
import { areReceipts, hashFrom, isData, isFullBlock, isRpcObject, quantityFrom, shownValue } from './rpc-shape.ts'
import { transcriptChunks } from './transcript-text.ts'

/** A transaction to capture; `stored` when a claim says what it stored. */
export interface CaptureTarget {
  /** Lower-case hex with 0x. */
  readonly transactionHash: string
  readonly stored: StoredRoot | null
}

export interface CaptureRequest {
  /** The first is captured, the others are compared with it. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]]
  readonly targets: readonly CaptureTarget[]
  /** Contract under audit, lower-case hex with 0x. */
  readonly contract: string
  /** Decimal chain id that the contract is known on; null when nobody said. */
  readonly chainId: string | null
  readonly storage: StorageLayout | null
}

export interface CaptureLimits extends RpcLimits {
  /** Bytes of all answers together; what comes after is not asked. A transcript holds each block twice: read and verbatim. */
  readonly totalBytes: number
  /** Differences that are listed; further ones are counted. */
  readonly differences: number
}

export const captureLimits: CaptureLimits = { ...rpcLimits, totalBytes: 64 * 1024 * 1024, differences: 1000 }

export interface CapturePorts {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** keccak256, for storage keys. */
  readonly hasher: Hasher
  readonly onProgress: (done: number, total: number) => void
  readonly limits?: CaptureLimits
}

export interface CapturedTranscript {
  /** The transcript file, in parts. */
  readonly chunks: readonly Uint8Array[]
  readonly summary: CaptureSummary
  readonly blocks: number
  readonly requests: number
}

/**
 * Captures every target. AppError `endpoint-failed` when the first endpoint does not even say which chain it is on, or is
 * on another one than `chainId`; rejects with the signal's reason when that is aborted.
 */
export async function captureTranscript(request: CaptureRequest, ports: CapturePorts): Promise<CapturedTranscript> {
  const limits = ports.limits ?? captureLimits
  const exchanges: Exchange[] = []
  let kept = 0
  const keep = (exchange: Exchange): boolean => {
    exchanges.push(exchange)
    kept += exchange.answer?.text.length ?? 0
    return kept < limits.totalBytes
  }
  const clients = request.endpoints.map(
    (endpoint, place) => new RpcClient(endpoint, place, { clock: ports.clock, signal: ports.signal, keep }, limits),
  )
  try {
    const capturedAt = new Date(ports.clock.nowMicros() / 1000).toISOString()
    const endpoints: CaptureSummary['endpoints'] = []
    for (const client of clients) endpoints.push(await introduced(client))
    const [first, ...others] = clients as [RpcClient, ...RpcClient[]]
    const chainId = knownChain(endpoints[0]?.chainId ?? null, request.chainId, first.host)
    const capture = new Capture(first, request, ports)
    await capture.run()
    const statements: CaptureSummary['statements'] = []
    const differences: CaptureSummary['differences'] = []
    for (const client of others) {
      const other = endpoints[client.place]?.chainId ?? null
      // Silence is no answer, and no other one either: the list of endpoints shows it.
      if (other === null) continue
      if (other !== chainId) {
        // An endpoint on another chain has nothing to say about this one.
        const values = [
          { host: first.host, value: chainId },
          { host: client.host, value: other },
        ]
        differences.push({ what: 'eth_chainId', about: request.contract, values })
        continue
      }
      const compared = await compareEndpoint(client, first.host, {
        blocks: capture.answered(),
        contract: request.contract,
        chainId,
      })
      statements.push(...compared.statements)
      differences.push(...compared.differences)
    }
    const summary: CaptureSummary = {
      endpoints,
      transactions: capture.transactions,
      statements,
      differences: differences.slice(0, limits.differences),
      moreDifferences: Math.max(0, differences.length - limits.differences),
    }
    const { contract, storage } = request
    const blocks = capture.blocks()
    const head = {
      transcript: 'assay.evm-transcript/1' as const,
      capturedAt,
      endpoint: first.host,
      chainId,
      contract,
      ...(storage === null ? {} : { storage }),
    }
    return {
      chunks: transcriptChunks(head, blocks, summary, exchanges),
      summary,
      blocks: blocks.length,
      requests: exchanges.length,
    }
  } finally {
    for (const client of clients) client.close()
  }
}

async function introduced(client: RpcClient): Promise<CaptureSummary['endpoints'][number]> {
  const chain = await client.call('eth_chainId', [])
  const software = await client.call('web3_clientVersion', [])
  return {
    host: client.host,
    chainId: chain.kind === 'result' ? (quantityFrom(chain.value)?.toString() ?? null) : null,
    software: software.kind === 'result' && typeof software.value === 'string' ? shownValue(software.value) : null,
  }
}

function knownChain(answered: string | null, wanted: string | null, host: string): string {
  if (answered === null)
    throw new AppError(
      'endpoint-failed',
      `${host} did not answer which chain it is on (eth_chainId). Nothing was stored.`,
      { details: { host } },
    )
  if (wanted !== null && answered !== wanted)
    throw new AppError(
      'endpoint-failed',
      `${host} is on chain ${answered}, and the contract is known on chain ${wanted}. Nothing was stored.`,
      { details: { host, expected: wanted, actual: answered } },
    )
  return answered
}

/** One block as far as it was had. */
interface HeldBlock {
  /** Quantity as asked. */
  readonly number: string
  readonly block: RpcObject | null
  readonly receipts: readonly RpcObject[] | null
  readonly header: string | null
  readonly code: string | null
  /** Claims whose transactions are in it. */
  readonly targets: CaptureTarget[]
  proof: RpcObject | null
  readonly missing: readonly { readonly method: string; readonly why: CaptureFailure }[]
}

class Capture {
  readonly transactions: CapturedTransaction[] = []
  readonly #client: RpcClient
  readonly #request: CaptureRequest
  readonly #ports: CapturePorts
  readonly #held = new Map<string, HeldBlock>()
  /** Methods that the node does not know; they are not asked again. */
  readonly #unknown = new Set<string>()

  constructor(client: RpcClient, request: CaptureRequest, ports: CapturePorts) {
    this.#client = client
    this.#request = request
    this.#ports = ports
  }

  async run(): Promise<void> {
    const { targets } = this.#request
    for (const [index, target] of targets.entries()) {
      this.transactions.push(await this.#transaction(target))
      this.#ports.onProgress(index + 1, targets.length)
    }
    for (const held of this.#held.values()) await this.#state(held)
  }

  /** Blocks for the transcript, in the order captured. */
  blocks(): TranscriptBlock[] {
    return [...this.#held.values()].flatMap(({ block, receipts, header, proof, code }) =>
      block === null
        ? []
        : [
            {
              block,
              ...(header === null ? {} : { header }),
              receipts: [...(receipts ?? [])],
              ...(proof === null ? {} : { state: { proof, ...(code === null ? {} : { code }) } }),
            },
          ],
    )
  }

  answered(): AnsweredBlock[] {
    return [...this.#held.values()].flatMap(({ number, block, receipts, code, targets }) =>
      block === null
        ? []
        : [
            {
              number,
              block,
              code,
              receipts: receipts ?? [],
              transactions: targets.map((target) => target.transactionHash),
            },
          ],
    )
  }

  async #transaction(target: CaptureTarget): Promise<CapturedTransaction> {
    const { transactionHash } = target
    const nothing = { transactionHash, blockNumber: null, blockHash: null, verifyLogHash: null, missing: [] }
    const answer = await this.#client.call('eth_getTransactionByHash', [transactionHash])
    if (answer.kind === 'none')
      return { ...nothing, state: 'incomplete', missing: [{ method: 'eth_getTransactionByHash', why: answer.why }] }
    if (answer.value === null) return { ...nothing, state: 'not-found' }
    const transaction = isRpcObject(answer.value) ? answer.value : {}
    if (transaction['blockNumber'] === null) return { ...nothing, state: 'pending' }
    const number = quantityFrom(transaction['blockNumber'])
    if (number === null || hashFrom(transaction['hash']) !== transactionHash)
      return {
        ...nothing,
        state: 'incomplete',
        missing: [{ method: 'eth_getTransactionByHash', why: 'answer-unusable' }],
      }
    const held = await this.#block(`0x${number.toString(16)}`)
    held.targets.push(target)
    const missing = [...held.missing]
    let verifyLogHash: boolean | null = null
    if (target.stored !== null) {
      const call = { to: this.#request.contract, data: verifyLogHashCall(target.stored) }
      const told = await this.#client.call('eth_call', [call, held.number])
      verifyLogHash = told.kind === 'result' ? boolFrom(told.value) : null
      if (verifyLogHash === null)
        missing.push({ method: 'eth_call', why: told.kind === 'none' ? told.why : 'answer-unusable' })
    }
    const inBlock =
      held.block !== null &&
      (held.block['transactions'] as readonly RpcObject[]).some(({ hash }) => hashFrom(hash) === transactionHash)
    return {
      transactionHash,
      // A node that names a block without the transaction in it has not shown it.
      state: inBlock && held.receipts !== null ? 'captured' : 'incomplete',
      blockNumber: number.toString(),
      blockHash: held.block === null ? null : hashFrom(held.block['hash']),
      verifyLogHash,
      missing,
    }
  }

  /** Asked once, however many claims lie in it. */
  async #block(number: string): Promise<HeldBlock> {
    const present = this.#held.get(number)
    if (present !== undefined) return present
    const missing: { method: string; why: CaptureFailure }[] = []
    const held = <T>(method: string, outcome: RpcOutcome, isUsable: (value: unknown) => value is T): T | null => {
      if (outcome.kind === 'result' && isUsable(outcome.value)) return outcome.value
      missing.push({ method, why: outcome.kind === 'none' ? outcome.why : 'answer-unusable' })
      return null
    }
    const answered = await this.#client.call('eth_getBlockByNumber', [number, true])
    const block = held('eth_getBlockByNumber', answered, isFullBlock)
    const receipts = block === null ? null : await this.#receipts(number, block, missing)
    const header =
      block === null ? null : held('debug_getRawHeader', await this.#optional('debug_getRawHeader', [number]), isData)
    const code =
      block === null
        ? null
        : held('eth_getCode', await this.#client.call('eth_getCode', [this.#request.contract, number]), isData)
    const made: HeldBlock = { number, block, receipts, header, code, targets: [], proof: null, missing }
    this.#held.set(number, made)
    return made
  }

  /** All receipts at once, or one by one where the node has no such method. */
  async #receipts(
    number: string,
    block: RpcObject,
    missing: { method: string; why: CaptureFailure }[],
  ): Promise<readonly RpcObject[] | null> {
    const transactions = block['transactions'] as readonly RpcObject[]
    const whole = await this.#optional('eth_getBlockReceipts', [number])
    if (whole.kind === 'result' && areReceipts(whole.value, transactions.length)) return whole.value
    const receipts: RpcObject[] = []
    for (const { hash } of transactions) {
      const receipt = await this.#client.call('eth_getTransactionReceipt', [hash])
      if (receipt.kind === 'none' || !isRpcObject(receipt.value)) {
        const why = receipt.kind === 'none' ? receipt.why : 'answer-unusable'
        missing.push({ method: 'eth_getTransactionReceipt', why })
        return null
      }
      receipts.push(receipt.value)
    }
    return receipts
  }

  /** Proof of the contract's account, and of the storage keys of the claims in the block where the layout is known. */
  async #state(held: HeldBlock): Promise<void> {
    const { contract, storage } = this.#request
    if (held.block === null) return
    const keys =
      storage === null
        ? []
        : held.targets.flatMap(({ stored }) =>
            stored === null ? [] : [storageKeyOf(storage, stored, this.#ports.hasher)],
          )
    const outcome = await this.#optional('eth_getProof', [contract, keys, held.number])
    if (outcome.kind === 'result' && isRpcObject(outcome.value)) {
      held.proof = outcome.value
      return
    }
    const why = outcome.kind === 'none' ? outcome.why : 'answer-unusable'
    const hashes = new Set(held.targets.map((target) => target.transactionHash))
    for (const transaction of this.transactions)
      if (hashes.has(transaction.transactionHash)) transaction.missing.push({ method: 'eth_getProof', why })
  }

  /** A method that many nodes do not have: after one refusal it is asked no more. */
  async #optional(method: string, params: readonly unknown[]): Promise<RpcOutcome> {
    if (this.#unknown.has(method)) return { kind: 'none', why: 'not-asked', at: '' }
    const outcome = await this.#client.call(method, params)
    if (outcome.kind === 'none' && (outcome.why === 'method-error' || outcome.why === 'http-status'))
      this.#unknown.add(method)
    return outcome
  }
}
