/**
 * Comparisons of an `eth_getProof` answer with the header's state root: the contract's account, its code, and the mapping
 * slot in which a known layout keeps what was stored (Yellow Paper §4.1; Solidity documentation, "Layout of State
 * Variables in Storage"). Shows the state after the block, not who wrote it.
 */
import type { AnchorClaim, StateAnswer, StorageLayout, TrustEntry } from '../../model/anchor.ts'
import { concatBytes, equalBytes, parseHex } from '../bytes/hex.ts'
import type { Hasher } from '../bytes/hasher.ts'
import { utf8FromText } from '../bytes/utf8.ts'
import type { LocatedBlock } from './anchor-location.ts'
import {
  comparedStep,
  differingStep,
  heldStep,
  refusedProofStep,
  undecidedStep,
  type JudgedStep,
} from './anchor-step.ts'
import type { BlockHeader } from './block-header.ts'
import { bytesFromBigInt, parseRlp } from './rlp.ts'
import {
  dataBytes,
  dataFrom,
  hexFromBytes,
  listFrom,
  lowerText,
  objectFrom,
  quantityBytes,
  UnreadableError,
} from './rpc-value.ts'
import { verifyTrieProof } from './trie-proof.ts'

interface Account {
  readonly storageHash: Uint8Array
  readonly codeHash: Uint8Array
}

/** What the transaction says, where its calldata was decoded; the claim's time otherwise. */
export interface StoredFacts {
  /** Decimal. */
  readonly timestampSeconds: string
  readonly metadataText: string | null
}

/** Deepest path of a 32-byte key: a node for each nibble and one for the root. */
const mostNodes = 65

/**
 * `account-in-state`, `contract-code`, `code-pinned`, `storage-in-account`, `storage-value`: those for which there is
 * something to compare. A pinned code hash without a state answer is `code-not-proven`.
 */
export function stateSteps(
  claim: AnchorClaim,
  located: LocatedBlock,
  header: BlockHeader,
  stored: StoredFacts,
  trust: readonly TrustEntry[],
  hasher: Hasher,
): readonly JudgedStep[] {
  const pinned = trust.flatMap((entry) =>
    entry.kind === 'contract' &&
    entry.chainId === located.chainId &&
    entry.address === located.contract &&
    entry.codeHash !== null
      ? [entry.codeHash]
      : [],
  )
  const notPinned = (): readonly JudgedStep[] =>
    pinned.length === 0 ? [] : [undecidedStep('code-pinned', 'code-not-proven', pinned.join(' '), null)]
  const { state, storage } = located
  const slot = (what: string): readonly JudgedStep[] =>
    storage === null ? [] : [undecidedStep('storage-in-account', 'storage-not-proven', null, what)]
  if (state === null) return [...notPinned(), ...slot('no state answer')]
  const { account, step } = accountFrom(located, state, header, hasher)
  if (account === null) {
    const code = state.code === undefined ? [] : [undecidedStep('contract-code', 'code-not-proven', null, null)]
    return [step, ...code, ...notPinned(), ...slot('account not proven')]
  }
  const steps = [step]
  const codeHash = hexFromBytes(account.codeHash)
  if (state.code !== undefined) {
    const actual = hexFromBytes(hasher.hash(parseHex(state.code) ?? new Uint8Array(0)))
    steps.push(comparedStep('contract-code', 'code-differs', codeHash, actual))
  }
  if (pinned.length > 0)
    steps.push(
      pinned.includes(codeHash)
        ? heldStep('code-pinned', codeHash)
        : differingStep('code-pinned', 'code-not-pinned', pinned.join(' '), codeHash),
    )
  if (storage !== null) steps.push(...storageSteps(claim, storage, state, account, stored, hasher))
  return steps
}

/** Storage key of what was stored under `root` (hex without 0x) and `timestampSeconds`: keccak256(key . slot), nested for two keys. */
export function mappingSlot(layout: StorageLayout, root: string, timestampSeconds: string, hasher: Hasher): Uint8Array {
  const inner = hasher.hash(concatBytes(parseHex(root) as Uint8Array, wordOf(BigInt(layout.slot))))
  return layout.keys === 'hash' ? inner : hasher.hash(concatBytes(wordOf(BigInt(timestampSeconds)), inner))
}

function accountFrom(
  located: LocatedBlock,
  state: StateAnswer,
  header: BlockHeader,
  hasher: Hasher,
): { readonly account: Account | null; readonly step: JudgedStep } {
  const name = 'account-in-state'
  const root = hexFromBytes(header.stateRoot)
  const failed = (step: JudgedStep): { account: null; step: JudgedStep } => ({ account: null, step })
  try {
    const address = lowerText(state.proof, 'address')
    if (address !== located.contract)
      return failed(differingStep(name, 'state-of-other-account', located.contract, address))
    const nodes = nodesFrom(state.proof['accountProof'], 'accountProof')
    const proven = verifyTrieProof(hasher, header.stateRoot, hasher.hash(dataFrom(address, 'address', 20)), nodes)
    if (proven.kind === 'refused') return failed(refusedProofStep(name, root, proven))
    if (proven.kind === 'absent') return failed(differingStep(name, 'account-differs', address, 'absent'))
    const parsed = parseRlp(proven.value)
    const fields = parsed.kind === 'item' && !(parsed.item instanceof Uint8Array) ? parsed.item : []
    const [nonce, balance, storageHash, codeHash] = fields
    if (fields.length !== 4 || !isBytes(nonce) || !isBytes(balance) || !isBytes(storageHash) || !isBytes(codeHash))
      return failed(undecidedStep(name, 'proof-malformed', root, 'account'))
    const stated = [
      ['nonce', quantityBytes(state.proof, 'nonce'), nonce],
      ['balance', quantityBytes(state.proof, 'balance'), balance],
      ['storageHash', dataBytes(state.proof, 'storageHash', 32), storageHash],
      ['codeHash', dataBytes(state.proof, 'codeHash', 32), codeHash],
    ] as const
    for (const [member, printed, actual] of stated) {
      if (!equalBytes(printed, actual))
        return failed(
          differingStep(
            name,
            'account-differs',
            `${member} ${hexFromBytes(printed)}`,
            `${member} ${hexFromBytes(actual)}`,
          ),
        )
    }
    return { account: { storageHash, codeHash }, step: heldStep(name, root) }
  } catch (error) {
    if (error instanceof UnreadableError)
      return failed(
        undecidedStep(name, 'transcript-unreadable', root, `${error.unreadable.member}: ${error.unreadable.problem}`),
      )
    throw error
  }
}

function storageSteps(
  claim: AnchorClaim,
  layout: StorageLayout,
  state: StateAnswer,
  account: Account,
  stored: StoredFacts,
  hasher: Hasher,
): readonly JudgedStep[] {
  const name = 'storage-in-account'
  const slot = mappingSlot(layout, claim.merkle_root, stored.timestampSeconds, hasher)
  const wanted = hexFromBytes(slot)
  try {
    const answers = listFrom(state.proof['storageProof'], 'storageProof').map((item, index) =>
      objectFrom(item, `storageProof.${index}`),
    )
    // Nodes print a key as 32 bytes or as a quantity.
    const answer = answers.find((item) => equalBytes(wordFrom(quantityBytes(item, 'key', 'storageProof.key')), slot))
    if (answer === undefined) return [undecidedStep(name, 'storage-not-proven', wanted, 'no proof of this slot')]
    const nodes = nodesFrom(answer['proof'], 'storageProof.proof')
    const proven = verifyTrieProof(hasher, account.storageHash, hasher.hash(slot), nodes)
    if (proven.kind === 'refused') return [refusedProofStep(name, wanted, proven)]
    const value = proven.kind === 'absent' ? new Uint8Array(0) : storedValue(proven.value)
    if (value === null) return [undecidedStep(name, 'proof-malformed', wanted, 'value')]
    const stated = wordFrom(quantityBytes(answer, 'value', 'storageProof.value'))
    const actual = hexFromBytes(wordFrom(value))
    const held = comparedStep(name, 'storage-differs', hexFromBytes(stated), actual)
    return [held, valueStep(layout, actual, stored, hasher)]
  } catch (error) {
    if (error instanceof UnreadableError)
      return [
        undecidedStep(name, 'transcript-unreadable', wanted, `${error.unreadable.member}: ${error.unreadable.problem}`),
      ]
    throw error
  }
}

function valueStep(layout: StorageLayout, actual: string, stored: StoredFacts, hasher: Hasher): JudgedStep {
  const name = 'storage-value'
  if (/^0x0*$/.test(actual)) return differingStep(name, 'storage-empty', 'not zero', actual)
  if (layout.value === 'non-zero') return heldStep(name, actual)
  if (stored.metadataText === null) return undecidedStep(name, 'storage-not-proven', null, actual)
  const wanted = hexFromBytes(hasher.hash(utf8FromText(stored.metadataText)))
  return comparedStep(name, 'storage-value-differs', wanted, actual)
}

/** A storage trie holds RLP of the value without leading zeros. */
function storedValue(value: Uint8Array): Uint8Array | null {
  const parsed = parseRlp(value)
  return parsed.kind === 'item' && isBytes(parsed.item) && parsed.item.length <= 32 ? parsed.item : null
}

function nodesFrom(value: unknown, path: string): readonly Uint8Array[] {
  const nodes = listFrom(value, path)
  // Hostile: a path has at most one node for each nibble of its key.
  if (nodes.length > mostNodes) throw new UnreadableError(path, 'wrong-length')
  return nodes.map((node, index) => dataFrom(node, `${path}.${index}`))
}

function wordOf(value: bigint): Uint8Array {
  return wordFrom(bytesFromBigInt(value))
}

/** 32 bytes, the given ones at their end. Requires at most 32. */
function wordFrom(bytes: Uint8Array): Uint8Array {
  const word = new Uint8Array(32)
  word.set(bytes, 32 - bytes.length)
  return word
}

function isBytes(item: unknown): item is Uint8Array {
  return item instanceof Uint8Array
}
