/** What the auditor vouches for: kept once whatever its note, in a fixed order, read from every form of file. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrustEntry } from '../../../../src/shared/model/anchor.ts'
import { startEngagement } from '../../../support/temporary-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-trust-'))
let test: Awaited<ReturnType<typeof startEngagement>>
beforeAll(async () => {
  test = await startEngagement()
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

const hash = (digit: string): string => `0x${digit.repeat(64)}`
const entries: TrustEntry[] = [
  { kind: 'block-hash', chainId: '1', blockHash: hash('a'), note: 'read aloud' },
  { kind: 'contract', chainId: '1', address: `0x${'b'.repeat(40)}`, codeHash: null, note: '' },
  {
    kind: 'log-key',
    role: 'witness',
    key: 'remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2',
    note: '',
  },
  { kind: 'bitcoin-header', height: 0, header: '0'.repeat(160), note: '' },
  { kind: 'head-list', sha256: 'c'.repeat(64), holder: 'parent company', note: '' },
  { kind: 'beacon-root', genesisValidatorsRoot: hash('d'), blockRoot: hash('e'), note: '' },
  { kind: 'checkpoint', origin: 'example.com/log', size: '12', rootHash: 'f'.repeat(64), note: '' },
]
const add = (file: string) => test.call('trust.add', { engagementId: test.engagementId, file })
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

describe('the trust store', () => {
  it('keeps each thing once, whatever its note, and its hash depends on nothing but the content', async () => {
    const { engagementId } = test
    expect(await test.call('trust.add', { engagementId, entries })).toEqual({ added: 7, total: 7 })
    const { hash: before } = await test.call('trust.list', { engagementId })
    const again = entries.map((entry) => ({ ...entry, note: 'said twice' })).toReversed()
    expect(await test.call('trust.add', { engagementId, entries: again })).toEqual({ added: 0, total: 7 })
    const { entries: listed, hash: after } = await test.call('trust.list', { engagementId })
    expect(after).toBe(before)
    expect(new Set(listed.map((entry) => entry.kind)).size).toBe(7)
    for (const entry of entries) expect(listed).toContainEqual(entry)
  })

  it('reads entries, certificates and verifier keys from files', async () => {
    const { engagementId } = test
    const lines = [
      { ...entries[0], blockHash: hash('1') },
      { ...entries[0], blockHash: hash('2') },
    ]
    expect(await add(written('a.ndjson', lines.map((line) => JSON.stringify(line)).join('\n')))).toMatchObject({
      added: 2,
    })
    expect(await add(written('a.json', JSON.stringify([{ ...entries[0], blockHash: hash('3') }])))).toMatchObject({
      added: 1,
    })
    expect(
      await add(
        written('keys.txt', 'example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\n'),
      ),
    ).toMatchObject({ added: 1 })
    const pem = join(folder, 'root.pem')
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    const named = ['-subj', '/CN=Example TSA Root', '-keyout', join(folder, 'root.key'), '-out', pem]
    execFileSync('openssl', [...made, ...named], { stdio: 'pipe' })
    const der = execFileSync('openssl', ['x509', '-in', pem, '-outform', 'DER'])
    expect(await add(pem)).toMatchObject({ added: 1 })
    // The same certificate in its other form.
    expect(await add(written('root.der', der))).toMatchObject({ added: 0 })
    const { entries: listed } = await test.call('trust.list', { engagementId })
    expect(listed.find((entry) => entry.kind === 'tsa-root')).toMatchObject({
      certificate: der.toString('base64'),
      note: expect.stringContaining('Example TSA Root'),
    })
  })

  it.each([
    ['words', 'nothing of the kind'],
    ['an entry of no known kind', '{"kind":"hearsay","note":""}'],
    ['an empty file', ''],
    ['a key under the id of another', 'example.com/log+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\n'],
    ['half a certificate', Buffer.from([0x30, 0x82, 1, 2, 3])],
  ])('refuses %s and records nothing', async (name, content) => {
    const { engagementId } = test
    const before = await test.call('trust.list', { engagementId })
    await expect(add(written(`${name.replaceAll(' ', '-')}.txt`, content))).rejects.toThrow(/./)
    expect(await test.call('trust.list', { engagementId })).toEqual(before)
  })
})
