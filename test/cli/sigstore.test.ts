/** A Sigstore bundle about an imported file, as a person types it: before and after the root of its instance is pinned. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import { PlainSigstore, textOf } from '../support/plain-sigstore.ts'
import { assay, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const instance = new PlainSigstore()
const log = Buffer.from('{"event_id":"e1","timestamp":"2025-05-01T00:00:00Z","action":"order.viewed"}\n')
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}

beforeAll(async () => {
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2025-05-01..2025-05-31'])
  await succeed(['import', engagement, written('shop.ndjson', log)])
})

describe('a Sigstore bundle', () => {
  it('is told by its content, left open without a root, and verified under the pinned one', async () => {
    const bundle = written('shop.sigstore.json', textOf(instance.bundle(log)))
    const added = await assay(['anchor', 'add', engagement, bundle, '--source', '1'])
    expect(added).toMatchObject({ exit: 0 })
    expect(added.stdout).toContain('Sigstore bundle (Rekor)')
    const before = await assay(['verify', 'anchors', engagement, '1'])
    expect(before.exit).toBe(3)
    expect(before.stdout).toContain('rung included: The log is in no trusted root that was pinned')
    const root = written('trusted_root.json', JSON.stringify(instance.trustedRoot(), null, 2))
    await succeed(['trust', 'add', engagement, root])
    expect((await assay(['trust', 'list', engagement])).stdout).toContain('trusted root of a Sigstore instance')
    const after = await assay(['verify', 'anchors', engagement, '1'])
    // No transaction anchors this log, which the exit code says; the proof holds.
    expect(after.exit).toBe(3)
    expect(after.stdout).toContain(
      '1 of 1 outside proofs about shop.ndjson hold, down to what you obtained independently',
    )
    expect(after.stdout).toContain('  shop.sigstore.json, Sigstore bundle (Rekor), rung header-known')
    expect(after.stdout).toContain('about     the file shop.ndjson')
    expect(after.stdout).toContain(`2025-06-01T12:00:00Z by ${instance.names.first}`)
    expect(forbiddenIn(before.stdout + after.stdout)).toEqual([])
  })

  it('names what differs in one that was changed', async () => {
    const text = textOf(instance.bundle(log)).toString()
    const bent = written('bent.sigstore.json', text.replace('"treeSize":"13"', '"treeSize":"14"'))
    await succeed(['anchor', 'add', engagement, bent, '--source', '1'])
    const { exit, stdout } = await assay(['verify', 'anchors', engagement, '1'])
    expect(exit).toBe(1)
    expect(stdout).toContain('size and root of the checkpoint equal those of the proof')
    expect(forbiddenIn(stdout)).toEqual([])
  })

  it('refuses a root that states no start of validity for the key of a log', async () => {
    const json = instance.trustedRoot()
    delete json.tlogs[1]?.publicKey.validFor.start
    const { exit, stderr } = await assay(['trust', 'add', engagement, written('open.json', JSON.stringify(json))])
    expect(exit).toBe(4)
    expect(stderr).toContain(`states no start of validity for ${instance.names.second}`)
  })
})
