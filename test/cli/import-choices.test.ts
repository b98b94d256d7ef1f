/** What `import` can be told: profile by id or file, unit, parts of one source, card data; and what its dry run prints. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, succeed, workFolder, type Ended } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)

const run = (...args: readonly string[]): Promise<Ended> => assay(args, { cwd: folder })
const json = (...args: readonly string[]) => assayJson(args, { cwd: folder })
const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content)
const line = (record: object): string => `${JSON.stringify(record)}\n`

beforeAll(async () => {
  await succeed(['new', 'e.assay', '--name', 'E', '--period', '2025-01-01..2025-12-31'], { cwd: folder })
  write('numbers.ndjson', line({ id: 'a', timestamp: 1735689600000, actor_id: 'u_1', action: 'create' }))
  write('log.1.gz', gzipSync(line({ wann: '2025-01-01T00:00:00Z', wer: 'u_1', was: 'create' })))
  write('log', line({ wann: '2025-01-02T00:00:00Z', wer: 'u_2', was: 'delete' }))
  const profile = {
    profile: 'assay.profile/1',
    id: 'acme-shop',
    name: 'Acme shop',
    version: 1,
    fields: { occurredAt: ['wann'], actorId: ['wer'], action: ['was'] },
  }
  write('shop.json', JSON.stringify(profile))
  write('cards.ndjson', line({ id: 'a', timestamp: '2025-01-01T00:00:00Z', card_number: '4111 1111 1111 1111' }))
})

describe('a dry run', () => {
  it('says how numbers are read, counts the states, names the profile with its hash, and the space', async () => {
    const { exit, stdout } = await run('import', 'e.assay', 'numbers.ndjson', '--profile', 'plain', '--dry-run')
    expect(exit).toBe(0)
    expect(stdout).toMatch(
      /^ {2}time: 1735689600000 read as 2025-01-01T00:00:00\.000000Z \(milliseconds since 1970 UTC\)$/m,
    )
    expect(stdout).toMatch(/^ {4}plain, version 1, SHA-256 [0-9a-f]{64}$/m)
    expect(stdout).toMatch(/^ {2}Field +From +Present +Null +Empty +Absent +Unparseable +Sample$/m)
    expect(stdout).toMatch(/^ {2}occurredAt +timestamp +1 +0 +0 +0 +0 {2}1735689600000$/m)
    expect(stdout).toMatch(/^ {2}space: about [\d,]+ bytes of [\d,]+ free$/m)
  })

  it('lists the parts of one source in the order of their content', async () => {
    const { stdout } = await run('import', 'e.assay', 'log', 'log.1.gz', '--set', '--profile', 'shop.json', '--dry-run')
    expect(stdout).toMatch(/^ {2}members in reading order: 2\n {4}log\.1\.gz \(gzip\)\n {4}log$/m)
  })
})

describe('import', () => {
  it('takes a profile from a file, whole, and then by its id once it is saved', async () => {
    const preview = await json('import', 'e.assay', 'log', '--profile', 'shop.json', '--dry-run')
    await succeed(['profile', 'save', 'e.assay', 'shop.json'], { cwd: folder })
    const source = await json('import', 'e.assay', 'log', '--profile', 'acme-shop')
    expect(source.result[0]).toMatchObject({ profileId: 'acme-shop', receipt: { accepted: 1 } })
    const { result } = await json('profiles', 'e.assay')
    expect(result[0]).toMatchObject({ id: 'acme-shop', origin: 'saved', hash: preview.result[0].profileHash })
  })

  it('reads numbers in the unit that is given', async () => {
    const { result } = await json('import', 'e.assay', 'numbers.ndjson', '--unit', 'us', '--dry-run')
    expect(result[0].epoch).toEqual({ unit: 'us', from: 'chosen' })
  })

  it.each([
    [['--unit', 'days'], 2],
    [['--profile', 'no-such-profile'], 2],
    [['--pan', 'ignore'], 2],
  ])('refuses %j', async (options, exit) => {
    expect(await run('import', 'e.assay', 'numbers.ndjson', ...options)).toMatchObject({ exit, stdout: '' })
  })

  it('stores nothing of a file with card data, exit 4, and never prints the number', async () => {
    const before = await json('sources', 'e.assay')
    const { exit, stdout, stderr } = await run('import', 'e.assay', 'cards.ndjson', '--quiet')
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' })
    expect(stderr).toMatch(/--pan reference, --pan redact/)
    expect(stderr.replaceAll(/\D/g, '')).not.toContain('411111111111')
    expect((await json('sources', 'e.assay')).result).toEqual(before.result)
    const redacted = await run('import', 'e.assay', 'cards.ndjson', '--pan', 'redact', '--quiet')
    expect(redacted.exit).toBe(0)
    expect(redacted.stdout).toMatch(
      /^ {2}Card data was found in the file\. It was stored with the card data blanked out\.$/m,
    )
    expect(redacted.stdout).toMatch(/^ {2}Places blanked out: 1\./m)
    const dry = await run('import', 'e.assay', 'cards.ndjson', '--dry-run')
    expect(dry.exit).toBe(0)
    expect(dry.stdout.replaceAll(/[^0-9]/g, '')).not.toContain('411111111111')
  })
})
