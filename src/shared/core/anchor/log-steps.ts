/**
 * The root in a log of the contract: in a stated argument of a stated event (Solidity contract ABI, "Events"), or found by
 * a plain search. The logs are those of the claimed transaction's receipt; that it stands in the block is shown elsewhere.
 */
import type { AnchorClaim, CommitmentPlace } from '../../model/anchor.ts'
import { bytesToHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import type { LocatedBlock } from './anchor-location.ts'
import { differingStep, heldStep, undecidedStep, unreadStep, type JudgedStep } from './anchor-step.ts'
import { anchoredRootStep, type AnchoredBatch } from './claim-steps.ts'
import { dataBytes, dataFrom, listFrom, objectFrom, UnreadableError } from './rpc-value.ts'

/** A log with its bytes as hex without 0x. */
interface PlainLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
}

/** Hostile: bytes of log data that a search goes through for one claim. */
const mostSearched = 4 * 1024 * 1024

/** `contract` and `event-root`. */
export function eventSteps(
  claim: AnchorClaim,
  batch: AnchoredBatch | null,
  located: LocatedBlock,
  place: Extract<CommitmentPlace, { kind: 'event' }>,
  hasher: Hasher,
): readonly JudgedStep[] {
  const logs = logsOf(located, 'event-root')
  if ('outcome' in logs) return [logs]
  const argument = argumentPlace(place)
  if (argument === null)
    return [undecidedStep('event-root', 'commitment-unreadable', claim.merkle_root, place.signature)]
  const signature = bytesToHex(hasher.hash(utf8FromText(place.signature)))
  const named = logs.filter(({ topics }) => topics[0] === signature)
  const own = named.filter(({ address }) => `0x${address}` === located.contract)
  const other = named[0]
  if (own.length === 0 && other !== undefined)
    return [differingStep('contract', 'contract-differs', located.contract, `0x${other.address}`)]
  const roots = own.flatMap((log) => argument(log) ?? [])
  const root = roots.find((candidate) => candidate === claim.merkle_root) ?? roots[0]
  if (root === undefined) return [differingStep('event-root', 'event-absent', place.signature, null)]
  return [heldStep('contract', located.contract), anchoredRootStep('event-root', 'event-differs', claim, batch, root)]
}

/** `contract` and `log-root`: the claimed root as any topic or any aligned 32-byte word of a log of the contract. */
export function searchSteps(
  claim: AnchorClaim,
  batch: AnchoredBatch | null,
  located: LocatedBlock,
): readonly JudgedStep[] {
  const logs = logsOf(located, 'log-root')
  if ('outcome' in logs) return [logs]
  const holding = logs.filter((log) => holds(log, claim.merkle_root))
  const own = holding.find(({ address }) => `0x${address}` === located.contract)
  if (own !== undefined)
    return [
      heldStep('contract', located.contract),
      anchoredRootStep('log-root', 'event-differs', claim, batch, claim.merkle_root),
    ]
  const other = holding[0]
  if (other !== undefined)
    return [differingStep('contract', 'contract-differs', located.contract, `0x${other.address}`)]
  return [differingStep('log-root', 'root-not-in-logs', claim.merkle_root, null)]
}

function logsOf(located: LocatedBlock, step: 'event-root' | 'log-root'): readonly PlainLog[] | JudgedStep {
  const { receipt } = located
  if (receipt === null) return undecidedStep(step, 'inclusion-not-proven', null, 'no receipt')
  if (receipt.kind !== 'object') return unreadStep(step, null, receipt)
  try {
    let size = 0
    return listFrom(receipt.object['logs'], 'logs').map((item, index) => {
      const path = `logs.${index}`
      const log = objectFrom(item, path)
      const data = dataBytes(log, 'data', undefined, `${path}.data`)
      size += data.length
      if (size > mostSearched) throw new UnreadableError(path, 'wrong-length')
      return {
        address: bytesToHex(dataBytes(log, 'address', 20, `${path}.address`)),
        topics: listFrom(log['topics'], `${path}.topics`).map((topic) =>
          bytesToHex(dataFrom(topic, `${path}.topics`, 32)),
        ),
        data: bytesToHex(data),
      }
    })
  } catch (error) {
    if (error instanceof UnreadableError)
      return undecidedStep(
        step,
        'transcript-unreadable',
        null,
        `${error.unreadable.member}: ${error.unreadable.problem}`,
      )
    throw error
  }
}

/** Reads the root argument from a log; null where the stated event has no bytes32 at that place. */
function argumentPlace({
  signature,
  indexed,
  rootArgument,
}: Extract<CommitmentPlace, { kind: 'event' }>): ((log: PlainLog) => string | undefined) | null {
  const list = signature.slice(signature.indexOf('(') + 1, -1)
  const types = list === '' ? [] : list.split(',')
  if (types.length !== indexed.length || types[rootArgument] !== 'bytes32') return null
  const topics = indexed.filter(Boolean).length
  if (topics > 3) return null
  if (indexed[rootArgument] === true) {
    const topic = 1 + indexed.slice(0, rootArgument).filter(Boolean).length
    return (log) => (log.topics.length === topics + 1 ? log.topics[topic] : undefined)
  }
  let words = 0
  for (let index = 0; index < rootArgument; index += 1)
    if (indexed[index] !== true) words += headWords(types[index] as string)
  return ({ topics: own, data }) => {
    const word = data.slice(words * 64, words * 64 + 64)
    return own.length === topics + 1 && word.length === 64 ? word : undefined
  }
}

/** Words a type takes in the head of the data: one, but for arrays of a fixed length of static members. */
function headWords(type: string): number {
  if (type.startsWith('string') || type.includes('[]') || /^bytes(?:\[|$)/.test(type)) return 1
  let words = 1
  for (const [, count] of type.matchAll(/\[(\d{1,4})\]/g)) words *= Number(count)
  return words
}

function holds({ topics, data }: PlainLog, root: string): boolean {
  if (topics.includes(root)) return true
  for (let at = data.indexOf(root); at >= 0; at = data.indexOf(root, at + 1)) if (at % 64 === 0) return true
  return false
}
