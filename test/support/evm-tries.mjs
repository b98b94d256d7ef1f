/**
 * RLP and tries of the second reading of Ethereum's rules: on hex text, where nibbles are digits. Shares no code with the
 * product; keccak256 alone comes from a package.
 */
import { keccak_256 } from '@noble/hashes/sha3.js'

export const plain = (hex) => {
  if (typeof hex !== 'string' || !/^0x[0-9a-f]*$/i.test(hex)) throw new Error('no hex')
  return hex.slice(2).toLowerCase()
}
/** keccak256 of hex text, as hex; neither with 0x. */
export const keccak = (hex) => Buffer.from(keccak_256(Buffer.from(hex, 'hex'))).toString('hex')

// RLP: every value is handed round already encoded.
const sized = (short, payload) => {
  const length = payload.length / 2
  if (length < 56) return (short + length).toString(16).padStart(2, '0') + payload
  let size = length.toString(16)
  if (size.length % 2 === 1) size = `0${size}`
  return (short + 55 + size.length / 2).toString(16) + size + payload
}
export const text = (hex) => (hex.length === 2 && Number.parseInt(hex, 16) < 128 ? hex : sized(128, hex))
export const list = (encoded) => sized(192, encoded.join(''))
export const number = (value) => {
  const digits = plain(value).replace(/^0+/, '')
  return text(digits.length % 2 === 1 ? `0${digits}` : digits)
}
export const bytes = (value) => text(plain(value))

/** Reads one encoded value at `at`: its content and whether it is a list. Throws where it runs out. */
export function read(hex, at) {
  const first = Number.parseInt(hex.slice(at, at + 2), 16)
  if (Number.isNaN(first)) throw new Error('cut')
  if (first < 128) return { isList: false, content: hex.slice(at, at + 2), end: at + 2 }
  const isList = first > 191
  let length = first - (isList ? 192 : 128)
  let start = at + 2
  if (length > 55) {
    const digits = (length - 55) * 2
    length = Number.parseInt(hex.slice(start, start + digits), 16)
    start += digits
  }
  const end = start + length * 2
  if (Number.isNaN(length) || end > hex.length) throw new Error('cut')
  return { isList, content: hex.slice(start, end), end }
}
/** Members of an encoded list, each `{ isList, content, encoded }`. */
export function members(hex) {
  const whole = read(hex, 0)
  if (!whole.isList || whole.end !== hex.length) throw new Error('no list')
  const found = []
  for (let at = 0; at < whole.content.length;) {
    const member = read(whole.content, at)
    found.push({ ...member, encoded: whole.content.slice(at, member.end) })
    at = member.end
  }
  return found
}

/**
 * Trie over pairs of hex keys and values. `proofOf(key)` is the list of nodes on the key's path, root first, with 0x.
 * Nibbles are the hex digits themselves.
 */
export function buildTrie(pairs) {
  const nodes = []
  const reference = (node, path) => {
    if (node.length < 64) return node
    nodes.push([path, node])
    return text(keccak(node))
  }
  const compact = (nibbles, isLeaf) => {
    const flag = (isLeaf ? 2 : 0) + (nibbles.length % 2)
    return text(flag.toString(16) + (nibbles.length % 2 === 1 ? '' : '0') + nibbles)
  }
  const build = (inside, path) => {
    const rest = inside.map(([key]) => key.slice(path.length))
    if (inside.length === 1) return list([compact(rest[0], true), text(inside[0][1])])
    let shared = rest[0]
    for (const other of rest) while (!other.startsWith(shared)) shared = shared.slice(0, -1)
    if (shared !== '') {
      const below = path + shared
      return list([compact(shared, false), reference(build(inside, below), below)])
    }
    const slots = [...'0123456789abcdef'].map((digit) => {
      const under = inside.filter(([key]) => key.startsWith(path + digit))
      return under.length === 0 ? '80' : reference(build(under, path + digit), path + digit)
    })
    const here = inside.find(([key]) => key === path)
    return list([...slots, here === undefined ? '80' : text(here[1])])
  }
  const root = pairs.length === 0 ? '80' : build(pairs, '')
  return {
    root: keccak(root),
    proofOf: (key) => [
      `0x${root}`,
      ...nodes
        .filter(([path]) => key.startsWith(path))
        .sort(([left], [right]) => left.length - right.length)
        .map(([, node]) => `0x${node}`),
    ],
  }
}

/** Key of a place in a block's tries. */
export const placeKey = (index) => number(`0x${index.toString(16)}`)
/** Trie over a list of hex values, as blocks commit to transactions and receipts. */
export const listTrie = (values) => buildTrie(values.map((value, index) => [placeKey(index), value]))

/** Value under `key` in the trie with `root`, found by looking nodes up by hash; '' when absent; throws when not proven. */
export function proven(root, key, proof) {
  const byHash = new Map(proof.map((node) => [keccak(plain(node)), plain(node)]))
  const used = new Set()
  let node = byHash.get(root)
  if (proof.length === 0 && root === keccak('80')) return ''
  let rest = key
  used.add(root)
  for (;;) {
    if (node === undefined) throw new Error('no node')
    if (node === '80') return ''
    const parts = members(node)
    let next
    if (parts.length === 17) {
      if (rest === '') return parts[16].content
      next = parts[Number.parseInt(rest[0], 16)]
      rest = rest.slice(1)
    } else {
      const flag = Number.parseInt(parts[0].content[0], 16)
      const path = parts[0].content.slice(flag % 2 === 1 ? 1 : 2)
      if (flag > 1) {
        if (used.size !== byHash.size) throw new Error('nodes left over')
        return rest === path ? parts[1].content : ''
      }
      if (!rest.startsWith(path)) return ''
      rest = rest.slice(path.length)
      next = parts[1]
    }
    if (next.content === '') return ''
    if (next.isList) node = next.encoded
    else {
      used.add(next.content)
      node = byHash.get(next.content)
    }
  }
}
