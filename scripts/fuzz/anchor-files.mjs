// Targets for the files that people add beside a source: claims, statements of second sources, what is vouched for,
// consistency proofs, and what tells their kinds apart. Refused with a reason, or read into what its schema allows.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCertificateFile, parseTrustFile } from '../../src/main/engine/anchor/trust-file.ts'
import { anchorFileKind } from '../../src/main/engine/proof/proof-files.ts'
import { decodeStoreLogHash } from '../../src/main/io/anchors/decode-calldata.ts'
import { parseBlockStatements } from '../../src/main/io/anchors/parse-block-statements.ts'
import { parseClaims } from '../../src/main/io/anchors/parse-claims.ts'
import { parseLogConsistency } from '../../src/main/io/anchors/parse-log-consistency.ts'
import { loadTlogPorts } from '../../src/main/io/anchors/tlog-ports.ts'
import { loadHasher } from '../../src/main/io/host/hashers.ts'
import { gatherCheckpoint } from '../../src/shared/core/anchor/tlog/judge-checkpoint.ts'
import { judgeLogHistories } from '../../src/shared/core/anchor/tlog/log-history.ts'
import { rfc6962Tree } from '../../src/shared/core/merkle/tree-profiles.ts'
import { anchorClaimSchema, trustEntrySchema } from '../../src/shared/model/anchor.ts'
import { AppError } from '../../src/shared/model/app-error.ts'
import { anchorFileKinds, logHistorySchema } from '../../src/shared/model/proof.ts'
import { checkpointText, consistencyOf, leafOf, noteLine, plainKey, rootOf } from '../../test/support/plain-tlog.ts'
import { storedTimestampCases } from '../../test/support/timestamp-cases.ts'
import { mutate, pick } from './mutate.mjs'

const root = join(import.meta.dirname, '../..')
const fixtures = join(root, 'test/fixtures/anchors')
const keccak = await loadHasher('keccak256')
const ports = await loadTlogPorts()

/** What `read` gives, or undefined when it refused with one of the codes. */
function unlessRefused(codes, read) {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError && codes.includes(error.code)) return undefined
    throw error
  }
}

function claimsTarget() {
  const lines = readFileSync(join(fixtures, 'days-anchors.ndjson'))
  const rows = lines
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const names = Object.keys(rows[0])
  const csv = [names.join(','), ...rows.map((row) => names.map((name) => row[name]).join(','))].join('\n')
  const files = [lines, Buffer.from(csv)]
  return {
    name: 'claims',
    make: (random) => mutate(random, pick(random, files), files),
    check(input) {
      const claims = unlessRefused(['anchor-file-invalid', 'claims-invalid'], () => parseClaims(input, 'fuzzed'))
      for (const { claim } of claims ?? []) assert.deepEqual(anchorClaimSchema.parse(claim), claim)
    },
  }
}

function statementsTarget() {
  const hash = `0x${'ab'.repeat(32)}`
  const statement = {
    statement: 'assay.block-statement/1',
    by: 'explorer.example.com',
    at: '2025-05-02T08:00:00Z',
    chainId: '1',
    blocks: [1, 2, 19_000_000].map((number) => ({ number: String(number), hash })),
  }
  const transcript = JSON.parse(readFileSync(join(fixtures, 'days-transcript.json'), 'utf8'))
  const small = {
    ...transcript,
    blocks: transcript.blocks.slice(0, 1),
    capture: {
      statements: [{ host: 'b.example.com:1', at: 't', chainId: '31337', blockNumber: '2', blockHash: hash }],
      differences: [
        { what: 'eth_getBlockByNumber hash', about: '3', values: ['a', 'b'].map((host) => ({ host, value: hash })) },
      ],
    },
  }
  const files = [statement, small].map((file) => Buffer.from(JSON.stringify(file)))
  return {
    name: 'block-statements',
    make: (random) => mutate(random, pick(random, files), files),
    check(input) {
      const codes = ['anchor-file-invalid', 'transcript-invalid']
      const found = unlessRefused(codes, () => parseBlockStatements(input, 'fuzzed', keccak))
      if (found === undefined) return
      assert(found.length > 0)
      for (const one of found) {
        const entry = { kind: 'second-source', ...one, sha256: 'ab'.repeat(32), note: '' }
        assert.deepEqual(trustEntrySchema.parse(entry), entry)
      }
    },
  }
}

function trustTarget() {
  const cases = storedTimestampCases()
  const pem = (label, der) => {
    const text = Buffer.from(der).toString('base64')
    return Buffer.from(`-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`)
  }
  const certificates = cases.flatMap(({ roots, certificates: others }) => [...roots, ...others]).map(Buffer.from)
  const lists = cases.flatMap(({ revocationLists }) => revocationLists).map(Buffer.from)
  const entries = [
    { kind: 'block-hash', chainId: '1', blockHash: `0x${'a'.repeat(64)}`, note: '' },
    { kind: 'log-key', role: 'log', key: plainKey('log.example').noteKey, note: '' },
  ].map((entry) => JSON.stringify(entry))
  const files = [
    ...certificates.slice(0, 4),
    ...lists,
    pem('CERTIFICATE', certificates[0]),
    pem('X509 CRL', lists[0]),
    Buffer.concat([pem('CERTIFICATE', certificates[0]), pem('X509 CRL', lists[0])]),
    Buffer.from(entries.join('\n')),
    Buffer.from(`[${entries.join(',')}]`),
    Buffer.from(`${plainKey('log.example').noteKey}\n`),
  ]
  return {
    name: 'trust-files',
    make: (random) => mutate(random, pick(random, files), files),
    check(input) {
      for (const read of [parseTrustFile, parseCertificateFile]) {
        const found = unlessRefused(['anchor-file-invalid', 'key-unreadable'], () => read(input, 'fuzzed'))
        if (found === undefined) continue
        assert(found.length > 0)
        for (const entry of found) assert.deepEqual(trustEntrySchema.parse(entry), entry)
      }
    },
  }
}

function historyTarget() {
  const key = plainKey('log.example')
  const keys = [{ kind: 'log-key', role: 'log', key: key.noteKey, note: '' }]
  const leaves = Array.from({ length: 40 }, (_, index) => leafOf(Buffer.from(`entry ${index}`)))
  const notes = [7, 20, 40].map((size) => {
    const text = checkpointText(key.name, size, rootOf(leaves.slice(0, size)))
    return Buffer.from(`${text}\n${noteLine(key, text)}`)
  })
  const proof = Buffer.from(
    JSON.stringify({
      proof: 'assay.consistency-proof/1',
      tree: rfc6962Tree,
      leaf: null,
      source: null,
      size1: '7',
      size2: '20',
      root1: rootOf(leaves.slice(0, 7)).toString('hex'),
      root2: rootOf(leaves.slice(0, 20)).toString('hex'),
      hashes: consistencyOf(7, leaves.slice(0, 20)).map((hash) => hash.toString('hex')),
    }),
  )
  const good = consistencyOf(7, leaves.slice(0, 20))
    .map((hash) => hash.toString('hex'))
    .join(' ')
  const kept = (name, bytes) => {
    const { checkpoint, gathered } = gatherCheckpoint('checkpoint', new Uint8Array(bytes), keys, ports)
    const signed = gathered.signed && gathered.steps.every(({ holds }) => holds === true)
    return checkpoint === null ? [] : [{ name, checkpoint, signed, times: [] }]
  }
  return {
    name: 'log-history',
    make: (random) => mutate(random, pick(random, [proof, proof, ...notes]), [proof, ...notes]),
    check(input) {
      const found = unlessRefused(['anchor-file-invalid'], () => parseLogConsistency(input, 'fuzzed'))
      const checkpoints = [...kept('a', notes[0]), ...kept('b', notes[1]), ...kept('c', input)]
      const evidence = { proofs: found === undefined ? [] : [found], recordRoot: () => null }
      const histories = judgeLogHistories(checkpoints, evidence, ports.sha256)
      assert.deepEqual(
        histories.map((history) => logHistorySchema.parse(history)),
        histories,
      )
      const [history] = histories
      // The log told one story, and nobody else can sign in its name: no change makes another one.
      assert.notEqual(history.verdict, 'mismatch')
      const grown = history.steps.find(({ older, newer }) => older === 'a' && newer === 'b')
      const same =
        found !== undefined && found.hashes.map((hash) => Buffer.from(hash).toString('hex')).join(' ') === good
      assert.equal(grown?.holds === true, same && found.size1 === 7n && found.size2 === 20n)
    },
  }
}

function kindTarget() {
  const folders = ['head-list', 'tlog', 'opentimestamps'].map((name) => join(root, 'test/cases', name))
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(?:md|mjs)$|^case\.json$/.test(entry.name))
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  )
  files.push(
    readFileSync(join(fixtures, 'days-anchors.ndjson')),
    ...storedTimestampCases().map(({ token }) => Buffer.from(token)),
  )
  return {
    name: 'anchor-kinds',
    make: (random) => mutate(random, pick(random, files), files),
    check: (input) => assert(anchorFileKinds.includes(anchorFileKind(input))),
  }
}

function calldataTarget() {
  const { blocks } = JSON.parse(readFileSync(join(fixtures, 'days-transcript.json'), 'utf8'))
  const inputs = blocks.flatMap(({ block }) =>
    block.transactions.map(({ input }) => Buffer.from(input.slice(2), 'hex')),
  )
  return {
    name: 'calldata',
    make: (random) => mutate(random, pick(random, inputs), inputs),
    async check(input) {
      const decoded = await decodeStoreLogHash(`0x${input.toString('hex')}`)
      if ('error' in decoded) return
      assert.equal(decoded.root, input.toString('hex', 4, 36))
      assert.equal(decoded.timestampSeconds, BigInt(`0x${input.toString('hex', 36, 68)}`).toString())
    },
  }
}

export function anchorFileTargets() {
  return [claimsTarget(), statementsTarget(), trustTarget(), historyTarget(), kindTarget(), calldataTarget()]
}
