/** A copied trail from the command line: what a person sees, and the exit codes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyList, makeKey, makeTrail, TrailCopy } from '../support/cloudtrail-chain.ts'
import { writeCopy, writeMetadata } from '../support/cloudtrail-case.ts'
import { assay, assayJson, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const setting = { cwd: folder }
const key = makeKey()

beforeAll(async () => {
  await succeed(['new', 'trail.assay', '--name', 'Trail', '--period', '2024-03-01..2024-03-31'], setting)
  const objects = makeTrail([key, key], { hours: 4 })
  const make = (name: string, ...steps: readonly { do: string; what: string; to?: string }[]): void => {
    const copy = new TrailCopy(objects)
    for (const step of steps) copy.apply(step)
    mkdirSync(join(folder, name), { recursive: true })
    writeCopy(copy, join(folder, name))
  }
  make('intact')
  make('altered', { do: 'alter', what: 'log 1.0' })
  make('two-missing', { do: 'remove', what: 'digest 1' }, { do: 'remove', what: 'digest 2' })
  make('moved', { do: 'relocate-all', what: 'AWSLogs/123456789012', to: 'export' })
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keyList([key])))
  writeMetadata(objects.slice(-1), join(folder, 'metadata'))
})
afterAll(remove)

const verify = (copy: string, ...more: readonly string[]): string[] => {
  return ['verify', 'cloudtrail', 'trail.assay', copy, '--keys', 'keys.json', ...more]
}
const withMetadata = ['--metadata', join('metadata', 'head-0.json')]

describe('assay verify cloudtrail', () => {
  it('ends with 0 for an intact copy with the metadata of its newest digest', async () => {
    const ended = await assay([...verify('intact', ...withMetadata), '--quiet'], setting)
    expect(ended).toMatchObject({ exit: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^verified .*for 12 of 12 digest and log files/)
    expect(ended.stdout).toMatch(/^ {2}digests {2}4 of 4 verified, 0 missing$/m)
    expect(ended.stdout).toContain('shown only by fetching the list independently')
  })

  it('ends with 3 and the reason without it', async () => {
    const ended = await assay([...verify('intact'), '--quiet'], setting)
    expect(ended.exit).toBe(3)
    expect(ended.stdout).toContain("The digest's own signature is not at hand")
    expect(ended.stdout).toContain('no later digest fixes its content')
  })

  it('ends with 1 for an altered log file and prints both hashes', async () => {
    const ended = await assay([...verify('altered', ...withMetadata), '--quiet'], setting)
    expect(ended.exit).toBe(1)
    expect(ended.stdout).toMatch(/expected {5}[0-9a-f]{64}\n +actual {7}[0-9a-f]{64}/)
  })

  it('prints two gaps for two digests removed in a row', async () => {
    const document = await assayJson(verify('two-missing', ...withMetadata), setting)
    expect(document).toMatchObject({ schema: 'assay.verify.cloudtrail/1', overall: 'gap', exit: 3 })
    expect(document.result[0].counts.digestsMissing).toBe(2)
    expect(document.inputs.map(({ path }) => path)).toEqual(['trail.assay', 'keys.json', withMetadata[1]])
  })

  it('takes a declared relocation, and names an undeclared one', async () => {
    const declared = await assayJson(
      verify(
        'moved',
        ...withMetadata,
        '--relocated',
        `evidence-bucket/AWSLogs/123456789012=${join('moved', 'export')}`,
      ),
      setting,
    )
    expect(declared).toMatchObject({ overall: 'verified', exit: 0 })
    expect(
      declared.result[0].relocations.every(({ placement }: { placement: string }) => placement === 'declared'),
    ).toBe(true)
    const plain = await assay([...verify('moved', ...withMetadata), '--quiet'], setting)
    expect(plain.exit).toBe(0)
    expect(plain.stdout).toContain('not declared; matched by the end of the path')
  })

  it('refuses a relocation that cannot be read, and keys that are none', async () => {
    expect(await assay(verify('intact', '--relocated', 'nothing'), setting)).toMatchObject({ exit: 2 })
    const none = ['verify', 'cloudtrail', 'trail.assay', 'intact', '--keys', join('metadata', 'head-0.json')]
    expect(await assay(none, setting)).toMatchObject({ exit: 4 })
  })
})
