/** A keyed chain at the command line: key files, what is said of them, and what is not. */
import { createHmac } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const setting = { cwd: folder }
const key = 'shop-key-1'
const keyId = createHmac('sha256', key).update('assay.key-id/1').digest('hex').slice(0, 16)
const verify = ['verify', 'chain', 'shop.assay', '1', '--recipe', 'recipe.json']

beforeAll(async () => {
  let previous = '0'.repeat(64)
  const lines = Array.from({ length: 30 }, (_, index) => {
    const row = { sequence: index + 1, action: 'order.updated', actor: `u_${index % 5}` }
    const hash = createHmac('sha256', key)
      .update([previous, ...Object.values(row)].join('|'))
      .digest('hex')
    const line = `${JSON.stringify({ ...row, prev_hash: previous, entry_hash: hash })}\n`
    previous = hash
    return line
  })
  const recipe = {
    recipe: 'assay.recipe/1',
    id: 'shop.rows',
    name: 'rows of the shop',
    algorithm: 'sha256',
    mac: 'hmac',
    canonical: { form: 'fields-joined', fields: ['sequence', 'action', 'actor'], delimiter: '|' },
    previous: { placement: 'prefix', separator: '|' },
  }
  writeFileSync(join(folder, 'rows.ndjson'), lines.join(''))
  writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe))
  writeFileSync(join(folder, 'key.txt'), `${key}\n`)
  writeFileSync(join(folder, 'key.hex'), Buffer.from(key).toString('hex'))
  await succeed(['new', 'shop.assay', '--name', 'Shop', '--period', '2025-01-01..2025-12-31'], setting)
  await succeed(['import', 'shop.assay', 'rows.ndjson'], setting)
})
afterAll(remove)

describe('verify chain --key', () => {
  it('is not checked without a key, and says that one is needed', async () => {
    const ended = await assay(verify, setting)
    expect(ended.exit).toBe(3)
    expect(ended.stdout).toMatch(/^not-checked /)
    expect(ended.stdout).toContain('The hash is keyed and the key was not given.')
    expect(ended.stdout).toMatch(/^ {2}links +ok 29, genesis 1$/m)
  })

  it('is verified with the key in hex, and names the key by its id', async () => {
    const document = await assayJson([...verify, '--key', 'key.hex', '--key-encoding', 'hex'], setting)
    expect(document).toMatchObject({ exit: 0, overall: 'verified' })
    expect(document.result[0].keys).toEqual([{ keyId, withoutLineEnd: false, entries: 30 }])
    expect(document['parameters']).toMatchObject({ keys: 1, keyEncoding: 'hex' })
    expect(JSON.stringify(document)).not.toContain('key.hex')
  })

  it('says that the line end in the key file is not part of the key', async () => {
    const ended = await assay([...verify, '--key', 'key.txt'], setting)
    expect(ended.exit).toBe(0)
    expect(ended.stdout).toMatch(new RegExp(`^ {2}key +${keyId}: 30 entries$`, 'm'))
    expect(ended.stdout).toContain('only the key without it reproduces these entries')
  })

  it('refuses an encoding without a key, and a file that holds none', async () => {
    const without = await assay([...verify, '--key-encoding', 'hex'], setting)
    expect([without.exit, without.stderr]).toEqual([2, expect.stringContaining('there is no --key')])
    const wrong = await assay([...verify, '--key', 'key.txt', '--key-encoding', 'hex'], setting)
    expect(wrong.stderr).toContain('is not hex')
    expect(wrong.stderr).not.toContain(key)
  })

  it('has written the key nowhere', () => {
    for (const name of readdirSync(folder).filter((file) => file.startsWith('shop.assay'))) {
      const bytes = readFileSync(join(folder, name))
      for (const text of [key, Buffer.from(key).toString('hex')]) expect(bytes.includes(text)).toBe(false)
    }
  })
})
