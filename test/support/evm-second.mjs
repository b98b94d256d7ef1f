/**
 * A second reading of Ethereum's rules, for tests: works on hex text, shares no code with the product. Judges a captured block beside a claim and names the areas that do not hold.
 */
import { bytes, keccak, list, listTrie, members, number, placeKey, plain, proven, read } from './evm-tries.mjs'

export { buildTrie, keccak, listTrie, placeKey } from './evm-tries.mjs'

const headerParts = [
  ['parentHash', bytes],
  ['sha3Uncles', bytes],
  ['miner', bytes],
  ['stateRoot', bytes],
  ['transactionsRoot', bytes],
  ['receiptsRoot', bytes],
  ['logsBloom', bytes],
  ['difficulty', number],
  ['number', number],
  ['gasLimit', number],
  ['gasUsed', number],
  ['timestamp', number],
  ['extraData', bytes],
  ['mixHash', bytes],
  ['nonce', bytes],
  ['baseFeePerGas', number],
  ['withdrawalsRoot', bytes],
  ['blobGasUsed', number],
  ['excessBlobGas', number],
  ['parentBeaconBlockRoot', bytes],
  ['requestsHash', bytes],
]
/** Encoded header of a block answer; later fields until the first that is missing, and none after it. */
export function headerOf(block) {
  const present = headerParts.filter(([name]) => block[name] !== undefined && block[name] !== null)
  if (present.length < 15) throw new Error('too few fields')
  if (present.some(([name], index) => name !== headerParts[index][0])) throw new Error('hole')
  return list(present.map(([name, encode]) => encode(block[name])))
}

/** Bytes of a transaction answer as its trie holds them. */
export function transactionOf(answer) {
  const type = Number(answer.type ?? '0x0')
  if (type > 4) throw new Error('type')
  const to = answer.to === null || answer.to === undefined ? '80' : bytes(answer.to)
  const access = () =>
    list(answer.accessList.map(({ address, storageKeys }) => list([bytes(address), list(storageKeys.map(bytes))])))
  const call = [number(answer.gas), to, number(answer.value), bytes(answer.input)]
  const signed = [number(answer.r), number(answer.s)]
  if (type === 0) return list([number(answer.nonce), number(answer.gasPrice), ...call, number(answer.v), ...signed])
  const fees =
    type === 1 ? [number(answer.gasPrice)] : [number(answer.maxPriorityFeePerGas), number(answer.maxFeePerGas)]
  const extra =
    type === 3
      ? [number(answer.maxFeePerBlobGas), list(answer.blobVersionedHashes.map(bytes))]
      : type === 4
        ? [
            list(
              answer.authorizationList.map((item) =>
                list([
                  number(item.chainId),
                  bytes(item.address),
                  number(item.nonce),
                  number(item.yParity),
                  number(item.r),
                  number(item.s),
                ]),
              ),
            ),
          ]
        : []
  const fields = [number(answer.chainId), number(answer.nonce), ...fees, ...call, access(), ...extra]
  return `0${type}${list([...fields, number(answer.yParity ?? answer.v), ...signed])}`
}

function bloomOf(logs) {
  let bloom = 0n
  for (const { address, topics } of logs) {
    for (const item of [address, ...topics]) {
      const hash = keccak(plain(item))
      for (const at of [0, 4, 8]) bloom |= 1n << BigInt(Number.parseInt(hash.slice(at, at + 4), 16) % 2048)
    }
  }
  return `0x${bloom.toString(16).padStart(512, '0')}`
}

/** Bytes of a receipt answer as its trie holds them, with the bloom of its logs. */
export function receiptOf(answer) {
  const type = Number(answer.type ?? '0x0')
  if (type > 4) throw new Error('type')
  const logs = list(answer.logs.map((log) => list([bytes(log.address), list(log.topics.map(bytes)), bytes(log.data)])))
  const outcome = answer.status === undefined ? bytes(answer.root) : number(answer.status)
  const body = list([outcome, number(answer.cumulativeGasUsed), bytes(bloomOf(answer.logs)), logs])
  return type === 0 ? body : `0${type}${body}`
}

/** What a proof's last node says it ends in: the second of two members. */
function valueAtEnd(proof) {
  try {
    const parts = members(plain(proof.at(-1)))
    return parts.length === 2 ? parts[1].content : undefined
  } catch {
    return undefined
  }
}

/** A transaction of which the bytes alone are there: what is asked of it, read by place. */
function transactionAtEnd(proof) {
  const raw = valueAtEnd(proof)
  try {
    const type = Number.parseInt(raw.slice(0, 2), 16)
    const parts = members(type > 4 ? raw : raw.slice(2)).map(({ content }) => `0x${content}`)
    if (type > 4) return { bytes: raw, to: parts[3], input: parts[5], v: parts[6] }
    const shift = type === 1 ? 0 : 1
    return { bytes: raw, chainId: parts[0], to: parts[4 + shift], input: parts[6 + shift] }
  } catch {
    return undefined
  }
}

function receiptAtEnd(proof) {
  const raw = valueAtEnd(proof)
  try {
    const [outcome] = members(raw.startsWith('0') ? raw.slice(2) : raw)
    return { bytes: raw, status: `0x${outcome.content || '0'}` }
  } catch {
    return undefined
  }
}

/** Arguments of guide A's storeLogHash, read by place. */
function callOf(input) {
  const data = plain(input)
  if (!data.startsWith('9361652e')) throw new Error('other function')
  const word = (index) => data.slice(8 + index * 64, 72 + index * 64)
  const start = 8 + Number(BigInt(`0x${word(2)}`)) * 2
  const length = Number(BigInt(`0x${data.slice(start, start + 64)}`)) * 2
  const metadata = data.slice(start + 64, start + 64 + length)
  if (metadata.length !== length) throw new Error('cut')
  return {
    root: word(0),
    seconds: BigInt(`0x${word(1)}`),
    digest: keccak(metadata),
    metadata: JSON.parse(Buffer.from(metadata, 'hex').toString()),
  }
}

const holds = (check) => {
  try {
    return check() === true
  } catch {
    return false
  }
}

/**
 * Areas of an anchor that do not hold, in alphabetical order; an area for which the capture has nothing is left out, one
 * for which it has too little is named. What needs the header is left out where there is none to be read. `known`: block
 * hashes; `pinned`: contract and hash of its code, or null.
 */
export function failingAreas({ transcript, claim, batch, known, pinned = null }) {
  const entry = transcript.blocks.find(
    ({ block, proofs }) =>
      (block?.transactions ?? []).some((item) => (item.hash ?? item) === claim.blockchain_tx) ||
      (proofs ?? []).some(({ transactionHash }) => transactionHash === claim.blockchain_tx),
  )
  const areas = { root: () => batch !== null && batch.root === claim.merkle_root }
  const failing = () =>
    Object.keys(areas)
      .filter((area) => !holds(areas[area]))
      .sort()
  if (entry === undefined) return [...failing(), 'transaction'].sort()
  const block = headerAnswer(entry)
  const hash = () => `0x${keccak(entry.header === undefined ? headerOf(block) : plain(entry.header))}`
  const proof = (entry.proofs ?? []).find(({ transactionHash }) => transactionHash === claim.blockchain_tx)
  const listed = entry.block?.transactions ?? []
  const isWhole = listed.length > 0 && listed.every((item) => typeof item === 'object')
  const place = isWhole ? listed.findIndex((item) => item.hash === claim.blockchain_tx) : proof?.transactionIndex
  const transaction = isWhole ? listed[place] : (proof?.transaction ?? transactionAtEnd(proof?.transactionProof))
  const receipt = entry.receipts?.[place] ?? proof?.receipt ?? receiptAtEnd(proof?.receiptProof)
  const bytesOfTransaction = () => transaction.bytes ?? transactionOf(transaction)

  areas.header = () =>
    block !== null && ((entry.header !== undefined && entry.block?.hash === undefined) || entry.block.hash === hash())
  areas.number = () => BigInt(block.number) === BigInt(claim.block_number)
  areas.known = () => known.includes(hash()) || descends(transcript, known, hash())
  areas.transaction = () => {
    if (`0x${keccak(bytesOfTransaction())}` !== claim.blockchain_tx) return false
    if (isWhole) {
      if (listed.some((item) => item.hash !== `0x${keccak(transactionOf(item))}`)) return false
      if (`0x${listTrie(listed.map(transactionOf)).root}` !== block.transactionsRoot) return false
    }
    if (proof?.transactionProof === undefined) return isWhole
    const value = proven(plain(block.transactionsRoot), placeKey(proof.transactionIndex), proof.transactionProof)
    return value === bytesOfTransaction()
  }
  areas.receipt = () => {
    if ((entry.receipts ?? []).length > 0) {
      if (entry.receipts.some((item) => item.logsBloom !== bloomOf(item.logs))) return false
      if (`0x${listTrie(entry.receipts.map(receiptOf)).root}` !== block.receiptsRoot) return false
      if (entry.receipts[place].transactionHash !== claim.blockchain_tx) return false
    }
    if (proof?.receiptProof === undefined) return (entry.receipts ?? []).length > 0
    return (
      proven(plain(block.receiptsRoot), placeKey(proof.transactionIndex), proof.receiptProof) ===
      (receipt.bytes ?? receiptOf(receipt))
    )
  }
  areas.status = () => BigInt(receipt.status) === 1n
  areas.contract = () => transaction.to.toLowerCase() === transcript.contract
  areas.chain = () => {
    const isSigned = transaction.chainId !== undefined && transaction.chainId !== null
    const id = isSigned ? transaction.chainId : (BigInt(transaction.v) - 35n) / 2n
    return BigInt(id) === BigInt(transcript.chainId)
  }
  const call = () => callOf(transaction.input)
  areas.calldata = () => call().root === claim.merkle_root && (batch === null || call().root === batch.root)
  areas.time = () => call().seconds === BigInt(claim.timestamp)
  areas.count = () => call().metadata.count === batch.count
  areas.first = () => call().metadata.first_timestamp === batch.firstTimestamp
  areas.last = () => call().metadata.last_timestamp === batch.lastTimestamp
  if (pinned !== null) areas['pinned contract'] = () => pinned.address === transcript.contract
  if (block === null) for (const area of ['number', 'known', 'transaction', 'receipt', 'status']) delete areas[area]
  else if (entry.state !== undefined)
    addStateAreas(areas, { transcript, claim, block, state: entry.state, call, pinned })
  else if (pinned?.address === transcript.contract && pinned.codeHash !== null) areas.pinned = () => false
  return failing()
}

function addStateAreas(areas, { transcript, claim, block, state, call, pinned }) {
  const { proof, code } = state
  const account = () => {
    const found = proven(plain(block.stateRoot), keccak(plain(transcript.contract)), proof.accountProof)
    return members(found).map(({ content }) => content)
  }
  // What is in an account says nothing while the account itself does not hold.
  const trusted = () => {
    if (!areas.account()) throw new Error('account')
    return account()
  }
  areas.account = () => {
    const [nonce, balance, storage, codeHash] = account()
    const asNumber = (hex) => BigInt(`0x${hex === '' ? '0' : hex}`)
    return (
      proof.address.toLowerCase() === transcript.contract &&
      asNumber(nonce) === BigInt(proof.nonce) &&
      asNumber(balance) === BigInt(proof.balance) &&
      `0x${storage}` === proof.storageHash &&
      `0x${codeHash}` === proof.codeHash
    )
  }
  if (code !== undefined) areas.code = () => keccak(plain(code)) === trusted()[3]
  if (pinned !== null && pinned.address === transcript.contract && pinned.codeHash !== null)
    areas.pinned = () => `0x${trusted()[3]}` === pinned.codeHash
  if (transcript.storage === undefined) return
  areas.storage = () => {
    const word = (value) => BigInt(value).toString(16).padStart(64, '0')
    const { slot } = transcript.storage
    const seconds = (() => {
      try {
        return call().seconds
      } catch {
        return claim.timestamp
      }
    })()
    const key = keccak(word(seconds) + keccak(claim.merkle_root + word(slot)))
    const answer = proof.storageProof.find((item) => BigInt(item.key) === BigInt(`0x${key}`))
    const value = proven(trusted()[2], keccak(key), answer.proof)
    const stored = value === '' ? '' : read(value, 0).content
    return BigInt(`0x${stored || '0'}`) === BigInt(answer.value) && stored.padStart(64, '0') === call().digest
  }
}

/** Header members of an entry; null where they cannot be read. */
function headerAnswer({ block, header }) {
  try {
    if (header !== undefined) return fromRawHeader(plain(header))
    headerOf(block)
    return block
  } catch {
    return null
  }
}

function fromRawHeader(raw) {
  const fields = members(raw)
  if (fields.length > headerParts.length) throw new Error('extra field')
  return Object.fromEntries(
    fields.map(({ content }, index) => {
      const [name, encode] = headerParts[index]
      return [name, encode === number && content === '' ? '0x0' : `0x${content}`]
    }),
  )
}

/** Whether parents, followed from a known hash, lead to `wanted`. */
function descends({ headers = [], blocks }, known, wanted) {
  const parents = new Map()
  for (const header of [...headers, ...blocks.map(({ block, header }) => header ?? block)]) {
    try {
      const raw = typeof header === 'string' ? plain(header) : headerOf(header)
      parents.set(`0x${keccak(raw)}`, `0x${members(raw)[0].content}`)
    } catch {
      continue
    }
  }
  return known.some((from) => {
    const seen = new Set()
    for (let at = from; at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === wanted) return true
      seen.add(at)
    }
    return false
  })
}
