// Targets for OpenTimestamps proofs, Bitcoin headers and head lists: never thrown at, bounded, the same every time, and
// for a proof that is read, the same messages as the plain second reader finds.
import assert from 'node:assert/strict'
import { Buffer } from 'node:buffer'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadOtsHashers } from '../../src/main/io/anchors/ots-hashers.ts'
import { parseBitcoinHeaders } from '../../src/main/io/anchors/parse-bitcoin-headers.ts'
import { parseHeadList } from '../../src/main/io/anchors/parse-head-list.ts'
import { checkBitcoinHeaders } from '../../src/shared/core/anchor/bitcoin-header-runs.ts'
import { findStartHeightProblem } from '../../src/shared/core/anchor/bitcoin-start-height.ts'
import { judgeHeadList } from '../../src/shared/core/anchor/head-list.ts'
import { parseOpenTimestamps } from '../../src/shared/core/anchor/opentimestamps-file.ts'
import { judgeOpenTimestamps } from '../../src/shared/core/anchor/opentimestamps.ts'
import { AppError } from '../../src/shared/model/app-error.ts'
import { proofJudgementSchema } from '../../src/shared/model/proof.ts'
import { walkPlainly } from '../../test/support/plain-ots.ts'
import { mutate, pick } from './mutate.mjs'

const cases = join(import.meta.dirname, '../../test/cases')
const hashers = await loadOtsHashers()

export function openTimestampsTargets() {
  const proofs = filesOf('opentimestamps', (name) => name.endsWith('.ots'))
  const headers = filesOf('opentimestamps', (name) => name.startsWith('headers.'))
  const lists = filesOf('head-list', (name) => name === 'heads.txt')
  const known = checkBitcoinHeaders(
    parseBitcoinHeaders(
      headers.find(({ length }) => length === 160),
      '',
      0,
    ),
    [],
    hashers.sha256,
  )
  return [
    {
      name: 'opentimestamps',
      make: (random) => mutate(random, pick(random, proofs), proofs),
      check(input) {
        const judgement = judgeOpenTimestamps(input, { headers: known, hashers })
        assert.deepEqual(proofJudgementSchema.parse(judgement), judgement)
        // Nothing is vouched for here, so nothing that was changed can be verified.
        assert.notEqual(judgement.verdict, 'verified')
        const proof = parseOpenTimestamps(input, hashers)
        if (proof.kind === 'refused') return
        assert.deepEqual(
          proof.attestations.map(({ message }) => Buffer.from(message).toString('hex')),
          walkPlainly(input).found.map((line) => line.split(' ')[2]),
        )
      },
    },
    {
      name: 'bitcoin-headers',
      make: (random) => mutate(random, pick(random, headers), headers),
      check(input, random) {
        const runs = unlessRefused(() => parseBitcoinHeaders(input, 'x', pick(random, [null, 0, 7])))
        if (runs === null) return
        const pinned = { height: 358_391, header: input.subarray(0, 80).toString('hex').padEnd(160, '0') }
        for (const run of runs) findStartHeightProblem(run, [pinned])
        const checked = checkBitcoinHeaders(runs, [], hashers.sha256)
        for (const { startHeight, count } of checked.runs) {
          for (const height of [startHeight, startHeight + count - 1]) {
            const found = checked.at(height)
            assert(found.length > 0, `no header at ${height}`)
            for (const { standing } of found) assert.notEqual(standing.kind, 'known')
          }
        }
      },
    },
    {
      name: 'head-list',
      make: (random) => mutate(random, pick(random, lists), lists),
      check(input) {
        const list = unlessRefused(() => parseHeadList(input, 'x'))
        if (list === null) return
        const judgement = judgeHeadList(list, { sha256: '00'.repeat(32), vouched: [] })
        assert.deepEqual(proofJudgementSchema.parse(judgement), judgement)
        assert.equal(judgement.commitments.length, list.heads.length)
        assert.notEqual(judgement.verdict, 'verified')
      },
    },
  ]
}

/** What `run` gives; null when it refuses the file as every reader of anchors does. */
function unlessRefused(run) {
  try {
    return run()
  } catch (error) {
    if (error instanceof AppError && error.code === 'anchor-file-invalid') return null
    throw error
  }
}

function filesOf(set, wanted) {
  return readdirSync(join(cases, set), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
}
