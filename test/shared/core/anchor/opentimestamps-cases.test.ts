/** Every folder of test/cases/opentimestamps. New cases need no code: README.md, proof.ots and case.json are enough. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadOtsHashers } from '../../../../src/main/io/anchors/ots-hashers.ts'
import { parseBitcoinHeaders } from '../../../../src/main/io/anchors/parse-bitcoin-headers.ts'
import { checkBitcoinHeaders } from '../../../../src/shared/core/anchor/bitcoin-header-runs.ts'
import type { OpenTimestampsHashers } from '../../../../src/shared/core/anchor/opentimestamps-file.ts'
import { judgeOpenTimestamps } from '../../../../src/shared/core/anchor/opentimestamps.ts'

interface Case {
  readonly headers: string | null
  readonly pinned: readonly { height: number; header: string }[]
  readonly expected: { verdict: string; reason: string | null; rung: string; attested: readonly string[] }
}

const folder = join(import.meta.dirname, '../../../cases/opentimestamps')
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
const readCase = (name: string): Case => JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Case

let hashers: OpenTimestampsHashers
beforeAll(async () => {
  hashers = await loadOtsHashers()
})

describe('the OpenTimestamps cases', () => {
  it('say in their name whether they verify, and are enough of both', () => {
    for (const name of names)
      expect([name, readCase(name).expected.verdict !== 'verified']).toEqual([name, name.endsWith('_fail')])
    expect(names.filter((name) => name.endsWith('_fail')).length).toBeGreaterThanOrEqual(15)
    expect(names.filter((name) => !name.endsWith('_fail')).length).toBeGreaterThanOrEqual(6)
  })

  it('are byte for byte what their generator writes', () => {
    const made = mkdtempSync(join(tmpdir(), 'assay-cases-'))
    try {
      execFileSync(process.execPath, [join(folder, 'make-cases.mjs'), made])
      const written = readdirSync(made, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      expect(new Set(written.map(({ parentPath }) => parentPath)).size).toBe(names.length)
      for (const { parentPath, name } of written) {
        const path = join(parentPath, name)
        expect(readFileSync(path).equals(readFileSync(path.replace(made, folder))), path).toBe(true)
      }
    } finally {
      rmSync(made, { recursive: true })
    }
  })

  it.each(names)('%s', (name) => {
    const { headers, pinned, expected } = readCase(name)
    const runs = headers === null ? [] : parseBitcoinHeaders(readFileSync(join(folder, name, headers)), headers, null)
    const { verdict, reason, rung, attested, steps } = judgeOpenTimestamps(
      readFileSync(join(folder, name, 'proof.ots')),
      {
        headers: checkBitcoinHeaders(runs, pinned, hashers.sha256),
        hashers,
      },
    )
    expect({
      verdict,
      reason,
      rung,
      attested: attested.map(({ micros }) => new Date(micros / 1000).toISOString().replace('.000', '')),
    }).toEqual(expected)
    if (reason !== null) expect(steps.some((step) => step.reason === reason && step.holds !== true)).toBe(true)
  })
})
