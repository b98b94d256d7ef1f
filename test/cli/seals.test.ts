/** verify seals and verify ids as a person types them: exit codes, words, the one JSON document. */
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forbiddenIn } from '../../src/shared/text/forbidden-words.ts'
import { assay, assayJson, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'shop.assay')
const key = join(folder, 'mac.key')
const secret = 'a secret of the test'

beforeAll(async () => {
  const lines = Array.from({ length: 20 }, (_, index) => {
    const millis = Date.UTC(2025, 4, 1, 10, index)
    const time = millis.toString(16).padStart(12, '0')
    const row = {
      id: `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(index).padStart(12, '0')}`,
      timestamp: new Date(index === 7 ? millis - 86_400_000 : millis).toISOString(),
      action: 'order.update',
    }
    const mac = createHmac('sha256', secret).update(JSON.stringify(row)).digest('hex')
    return JSON.stringify({ ...row, action: index === 12 ? 'order.delete' : row.action, row_hmac: mac })
  })
  const file = join(folder, 'signed.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  writeFileSync(key, secret)
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2025-05-01..2025-05-31'])
  await succeed(['import', engagement, file])
})

describe('assay verify seals', () => {
  it('says who can check a keyed hash, and ends with 3 without the key', async () => {
    const { exit, stdout } = await assay(['verify', 'seals', engagement, '1'])
    expect(exit).toBe(3)
    expect(stdout).toContain('row_hmac: keyed hash (HMAC), hex, 32 bytes; 20 values')
    expect(stdout).toContain('Only who has the secret key can check these values')
    expect(forbiddenIn(stdout)).toEqual([])
  })

  it('finds the altered record with the key, prints no byte of it, and ends with 1', async () => {
    const { exit, stdout, stderr } = await assay(['verify', 'seals', engagement, '1', '--key', key])
    expect(exit).toBe(1)
    expect(stdout).toContain('line 13, row_hmac: The signature does not verify over the record as it lies here.')
    expect(`${stdout}${stderr}`).not.toContain(secret)
    const document = await assayJson(['verify', 'seals', engagement, '1', '--key', key])
    expect(document).toMatchObject({ schema: 'assay.verify.seals/1', overall: 'mismatch', exit: 1 })
    expect(document.result[0]).toMatchObject({ counts: { verified: 19, mismatch: 1, notChecked: 0 } })
    expect(JSON.stringify(document)).not.toContain(secret)
  })

  it('refuses a payload rule that is none, and a key file that is not there', async () => {
    const rule = join(folder, 'rule.json')
    writeFileSync(rule, '{"payload":"assay.payload/1","id":"x"}')
    expect(await assay(['verify', 'seals', engagement, '--payload', rule])).toMatchObject({ exit: 4, stdout: '' })
    expect(await assay(['verify', 'seals', engagement, '--key', join(folder, 'none')])).toMatchObject({ exit: 4 })
  })
})

describe('assay verify ids', () => {
  it('prints the tolerance and the entry outside of it', async () => {
    const { exit, stdout } = await assay(['verify', 'ids', engagement])
    expect(exit).toBe(1)
    expect(stdout).toContain('UUID version 7: 20 of 20')
    expect(stdout).toContain('Tolerance 60.002 s around the median')
    expect(stdout).toContain('line 8: stated 2025-04-30T10:07:00.000Z, id time 2025-05-01T10:07:00.000000Z (-24 h)')
    expect(forbiddenIn(stdout)).toEqual([])
  })
})
