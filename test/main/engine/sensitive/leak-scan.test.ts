/**
 * Everything that an audit of logs full of card data leaves behind is searched for that data: answers, events, errors,
 * the engagement file and its side files while it is open, temporary files, the output of the command line, packages
 * and PDFs. What must not be found is in `crafted-logs.ts`, how it is looked for in `leak-scanner.ts`.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Framework } from '../../../../src/shared/model/engagement.ts'
import { openLog } from '../../../../src/main/shell/log-file.ts'
import { assay } from '../../../cli/run-cli.ts'
import { startEngagement, temporaryFolder } from '../../../support/temporary-engine.ts'
import { chainedLines, craftedCsv, craftedNdjson, pans, secretValues, secrets } from './crafted-logs.ts'
import { LeakScanner } from './leak-scanner.ts'

const passphrase = 'a passphrase for tests'
const page = { start: 0, count: 500 } as const

/** The logs, which are not searched. */
let inputs = ''
const outerTemporary = process.env['TMPDIR']

beforeAll(() => {
  inputs = temporaryFolder()
  writeFileSync(join(inputs, 'audit.ndjson'), craftedNdjson())
  writeFileSync(join(inputs, 'orders.csv'), craftedCsv())
  writeFileSync(join(inputs, 'packed.ndjson.gz'), gzipSync(craftedNdjson()))
})

/** A folder that TMPDIR names from now on: what anybody writes beside its outputs is found there. */
function ownTemporary(): string {
  leaveTemporary()
  const folder = temporaryFolder()
  process.env['TMPDIR'] = folder
  return folder
}

function leaveTemporary(): void {
  if (outerTemporary === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = outerTemporary
}

type Test = Awaited<ReturnType<typeof startEngagement>>

interface Audit {
  readonly test: Test
  /** Holds the engagement, packages and PDFs, and whatever was left behind. */
  readonly folder: string
  /** Everything that came out, by what it is. */
  readonly outputs: Map<string, Buffer>
}

/** Imports the files and runs all that an auditor can run over them. */
async function audit(mode: 'reference' | 'redact', files: readonly string[]): Promise<Audit> {
  const folder = ownTemporary()
  const test = await startEngagement()
  const outputs = new Map<string, Buffer>()
  const keep = (name: string, value: unknown): void =>
    void outputs.set(`${outputs.size} ${name}`, Buffer.from(JSON.stringify(value) ?? ''))
  const { engagementId } = test
  const ask = async (name: string, request: object): Promise<unknown> => {
    const envelope = await test.ask(name, { engagementId, ...request })
    keep(name, envelope)
    return envelope
  }
  const job = async (name: Parameters<Test['outcome']>[0], request: object): Promise<unknown> => {
    const outcome = await test.outcome(name, { engagementId, ...request } as never)
    keep(name, outcome)
    return outcome
  }

  for (const [index, name] of files.entries()) {
    const file = join(inputs, name)
    await ask('source.preview', { file })
    expect(await job('source.import', { file })).toMatchObject({
      kind: 'failed',
      error: { code: 'sensitive-data-found' },
    })
    expect(await job('source.import', { file, sensitive: mode }), name).toMatchObject({ kind: 'done' })
    const sourceId = index + 1
    await ask('source.rejects', { sourceId, ...page })
    await ask('source.members', { sourceId })
    expect(await job('source.countSensitive', { sourceId })).toMatchObject({ kind: 'done' })
    await ask('source.sensitive', { sourceId })
    await ask('source.ipe', { sourceId })
    await ask('source.ipeReport', { sourceId, out: join(test.folder, `ipe-${sourceId}.pdf`) })
  }
  await job('all.verify', {})
  await job('chain.verify', { secondOpinion: true })
  await job('analysis.run', { zone: 'UTC' })
  const { sources } = await test.call('source.list', { engagementId })
  for (const { sourceId, receipt } of sources) {
    await ask('entry.page', { filter: { sourceId }, ...page })
    for (let index = 0; index < receipt.accepted; index += 1)
      await ask('entry.inspect', { entryId: sourceId * 2 ** 32 + index })
    // The bytes under a hash are the record's own, so they are an answer like any other.
    const recipeId = 'sha256.raw-minus-fields.prefix.hex'
    for (let index = 0; index < Math.min(200, receipt.accepted); index += 1)
      await ask('entry.explain', { entryId: sourceId * 2 ** 32 + index, recipeId })
    await ask('entry.explainUnmasked', { entryId: sourceId * 2 ** 32 + 30, recipeId, reason: 'what was hashed' })
    await ask('entry.unmask', { entryId: sourceId * 2 ** 32 + 30, reason: `why, with ${pans[0] ?? ''} in it` })
  }
  for (const filter of [{ actor: pans[8] }, { action: 'payment*' }, { resource: pans[8] }, { breaksOnly: true }])
    await ask('entry.page', { filter, ...page })
  await ask('finding.list', page)
  await ask('analysis.result', {})
  await ask('run.list', {})
  for (const runId of [1, 2, 3, 4]) {
    await ask('run.result', { runId })
    await ask('run.breaks', { runId, ...page })
  }
  await job('erasure.preview', { subjects: ['u_1'] })
  await job('erasure.preview', { subjects: [pans[8] ?? '', 'u_2'], transform: 'pseudonym' })
  await ask('engagement.overview', {})
  await ask('source.list', {})
  // What is refused quotes the request.
  await ask('source.preview', { file: join(inputs, `no such file ${pans[3] ?? ''}`) })
  await ask('run.result', { runId: 99_999 })
  await ask(`no.${pans[4] ?? ''}`, {})
  await ask('engagement.open', { file: join(inputs, 'audit.ndjson') })
  const keyFile = join(test.folder, 'key.p12')
  await test.call('key.create', { file: keyFile, name: 'Tester', passphrase })
  for (const template of ['soc2', 'pci', 'sox'] satisfies Framework[]) {
    const out = join(test.folder, `${template}.evidence.zip`)
    expect(await job('package.build', { template, keyFile, passphrase, out }), template).toMatchObject({ kind: 'done' })
    await job('package.verify', { file: out })
  }
  await ask('log.list', page)
  await ask('log.verify', {})
  keep('events', test.events)
  // The side files exist only while the engagement is open.
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(test.file + suffix)) copyFileSync(test.file + suffix, `${test.folder}/open${suffix}.copy`)
  return { test, folder, outputs }
}

function leaksOf(audit: Audit, scanner: LeakScanner): string[] {
  const inAnswers = [...audit.outputs].flatMap(([name, bytes]) => scanner.scan(name, bytes))
  return [...inAnswers, ...scanner.scanFolder(audit.folder)]
}

/** Card data only: the vault keeps other secrets of the source, byte for byte, and packages carry the source. */
const cardData = { pans: secrets.pans, others: [] }

function outputsWithoutSources(audit: Audit): [string, Buffer][] {
  return [...audit.outputs].filter(([name]) => !name.includes('unmask'))
}

describe.each([
  ['reference', ['audit.ndjson', 'orders.csv']],
  ['redact', ['audit.ndjson', 'orders.csv', 'packed.ndjson.gz']],
] as const)('an audit of logs full of card data, imported by %s', (mode, files) => {
  let done: Audit
  beforeAll(async () => {
    done = await audit(mode, files)
  }, 240_000)
  afterAll(async () => {
    leaveTemporary()
    await done.test.close()
  })

  it('leaves no card data in any answer, file, side file, temporary file, package or PDF', () => {
    const scanner = new LeakScanner(cardData)
    expect(leaksOf(done, scanner)).toEqual([])
    console.warn(
      `scanned ${scanner.scanned} bytes, ${done.outputs.size} answers, ${readdirSync(done.test.folder).join(' ')}`,
    )
    // Three packages, sheets, the engagement and what is inside them: less would mean that something was not opened.
    expect(scanner.scanned).toBeGreaterThan(3_000_000)
  }, 300_000)

  it('leaves no secret and no identity number in any answer but the one that was asked to show them', () => {
    const scanner = new LeakScanner(secrets)
    const leaks = outputsWithoutSources(done).flatMap(([name, bytes]) => scanner.scan(name, bytes))
    expect(leaks).toEqual([])
  })

  it('draws no secret and no identity number on the pages of a report', () => {
    const scanner = new LeakScanner(secrets)
    const reports = readdirSync(done.test.folder).filter((name) => name.endsWith('.pdf'))
    expect(reports).toHaveLength(files.length)
    for (const name of reports) expect(scanner.scan(name, readFileSync(join(done.test.folder, name)))).toEqual([])
  })

  it('still shows last four digits, and counts what was there', () => {
    const text = [...done.outputs.values()].map((bytes) => bytes.toString('utf8')).join('\n')
    // Through the vault's asterisks or the mask's bullets.
    for (const pan of pans.slice(0, 3)) expect(text).toMatch(new RegExp(`[*\u2022]"? ?"?${pan.slice(-4)}`))
    expect(text).toContain('"countedAtMicros"')
  })
})

describe('an entry that is shown for a reason', () => {
  it('shows the secret and the identity number, no card data, and is in the custody log with the reason', async () => {
    const test = await startEngagement()
    const lines = chainedLines(false)
    const file = join(test.folder, 'secrets.ndjson')
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''))
    const { engagementId } = test
    await test.job('source.import', { engagementId, file })
    const index = lines.findIndex((line) => line.includes(secretValues.password))
    const entryId = 2 ** 32 + index
    const masked = await test.call('entry.inspect', { engagementId, entryId })
    expect(JSON.stringify(masked)).not.toContain(secretValues.password)
    const shown = await test.call('entry.unmask', { engagementId, entryId, reason: 'which password was logged' })
    expect(shown.rawText).toContain(secretValues.password)
    expect(shown.rawText).toBe(lines[index])
    expect(shown.changes).toContainEqual({ path: 'password', before: null, after: secretValues.password })
    const { events } = await test.call('log.list', { engagementId, start: 0, count: 1 })
    expect(events[0]).toMatchObject({
      action: 'entry.unmask',
      details: { source: 1, record: index + 1, line: index + 1, reason: 'which password was logged' },
    })
    expect(await test.call('log.verify', { engagementId })).toMatchObject({ verdict: 'verified' })
    await test.close()
  })

  it('needs a reason', async () => {
    const test = await startEngagement()
    for (const reason of [undefined, '', '    ', 'x'])
      expect(await test.ask('entry.unmask', { engagementId: test.engagementId, entryId: 1, reason })).toMatchObject({
        ok: false,
        error: { code: 'usage' },
      })
    await test.close()
  })
})

describe('the command line over logs full of card data', () => {
  it('prints no card data, in text, in JSON or in a fault', async () => {
    const folder = temporaryFolder()
    const temporary = temporaryFolder()
    const scanner = new LeakScanner(secrets)
    const printed: string[] = []
    const run = async (...args: string[]): Promise<number | null> => {
      const { exit, stdout, stderr } = await assay(args, {
        cwd: folder,
        env: { TMPDIR: temporary, ASSAY_PASSPHRASE: passphrase },
      })
      printed.push(
        ...scanner.scan(`stdout of ${args[0] ?? ''}`, Buffer.from(stdout)),
        ...scanner.scan(`stderr of ${args[0] ?? ''}`, Buffer.from(stderr)),
      )
      return exit
    }
    const source = join(inputs, 'audit.ndjson')
    expect(
      await run('new', 'a.assay', '--name', 'Audit', '--period', '2025-01-01..2025-12-31', '--framework', 'pci'),
    ).toBe(0)
    await run('import', 'a.assay', source, '--dry-run')
    expect(await run('import', 'a.assay', source)).not.toBe(0)
    expect(await run('import', 'a.assay', source, '--pan', 'reference')).toBe(0)
    await run('sources', 'a.assay', '--json')
    await run('verify', 'all', 'a.assay')
    await run('detect', 'a.assay', '--json')
    await run('findings', 'a.assay')
    await run('sensitive', 'a.assay', '1')
    for (const record of ['31', '34', '38', '39', '46', '48', '49', '50', '51']) {
      await run('inspect', 'a.assay', '1', '--record', record)
      await run('entry', 'show', 'a.assay', '1', '--record', record, '--json')
    }
    await run('erasure', 'preview', 'a.assay', '--subject', pans[8] ?? '')
    await run('log', 'show', 'a.assay')
    // What is typed wrong is printed back.
    await run('sources', `no-${pans[0] ?? ''}.assay`)
    await run('recipe', 'check', source)
    await run('inspect', 'a.assay', pans[6] ?? '', '--record', '1')
    await run(`${pans[7] ?? ''}`)
    expect(printed).toEqual([])
    expect(scanner.scanFolder(temporary)).toEqual([])
    expect(new LeakScanner(cardData).scanFolder(folder)).toEqual([])
    expect(scanner.scanned).toBeGreaterThan(50_000)
  }, 240_000)
})

describe('the local log', () => {
  it('keeps no long number, whatever is handed to it', () => {
    const folder = temporaryFolder()
    const log = openLog(folder)
    for (const pan of pans)
      log.write('engine-lost', { reason: `card ${pan}`, other: pan.replace(/(.{4})(?=.)/g, '$1 ') })
    expect(readFileSync(join(folder, 'assay.log'), 'utf8')).toContain('engine-lost')
    expect(new LeakScanner(cardData).scanFolder(folder)).toEqual([])
  })
})
