/** Every name of the contract against the real engine: a handler, a help line, and answers that are what the schemas say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  contract,
  eventSchemas,
  jobStartedSchema,
  shellNames,
  wireErrorSchema,
  type Envelope,
  type JobName,
  type WireError,
  type ContractName,
  type RequestOf,
} from '../../../src/shared/ipc/contract.ts'
import { parseTranscript } from '../../../src/main/io/anchors/parse-transcript.ts'
import { shippedRecipes } from '../../../src/shared/core/chain/shipped-recipes.ts'
import { entryIdFrom } from '../../../src/shared/model/digest.ts'
import type { EngineName } from '../../../src/main/engine/handlers.ts'
import { errorCodes } from '../../../src/shared/model/app-error.ts'
import { samplePath, trustOfTranscript } from '../../support/answer-key.ts'
import { firstTransactionOf, recordedAnswers, startRpcNode, type RpcNode } from '../../support/rpc-node.ts'
import { startEngagement } from '../../support/temporary-engine.ts'

const names = Object.keys(contract) as ContractName[]
const engineNames = names.filter((name): name is EngineName => !(shellNames as readonly string[]).includes(name))

let test: Awaited<ReturnType<typeof startEngagement>>
const passphrase = 'contract test'
let node: RpcNode
let keyFile = ''
let packageFile = ''

/** The bundled transcript, which a node on loopback answers from. */
const capturedTranscript = () => parseTranscript(readFileSync(samplePath('faulty', 'shop-a-transcript.json')), 'sample')

/** One request for every name; a name without one does not compile. Called in this order over one engagement. */
const requests: { readonly [N in EngineName]: () => RequestOf<N> } = {
  'format.list': () => ({}),
  'engagement.create': () => ({
    file: join(test.folder, 'second.assay'),
    name: 'Second',
    period: { from: '2025-01-01', to: '2025-12-31' },
    frameworks: ['sox'],
  }),
  'engagement.open': () => ({ file: test.file }),
  'source.preview': () => ({ file: samplePath('faulty', 'shop-b.ndjson'), engagementId: test.engagementId }),
  'source.import': () => ({ engagementId: test.engagementId, file: samplePath('faulty', 'shop-b.ndjson') }),
  'source.list': () => ({ engagementId: test.engagementId }),
  'source.members': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'profile.list': () => ({ engagementId: test.engagementId }),
  'profile.show': () => ({ id: 'guide-b' }),
  'recipe.export': () => ({
    recipe: shippedRecipes[0] as (typeof shippedRecipes)[number],
    out: `${packageFile}.recipe.json`,
  }),
  'profile.export': () => ({ id: 'guide-b', out: `${packageFile}.profile.json` }),
  'profile.read': () => ({ file: `${packageFile}.profile.json` }),
  'profile.save': () => ({
    engagementId: test.engagementId,
    profile: {
      profile: 'assay.profile/1',
      id: 'contract-test',
      name: 'Contract test',
      version: 1,
      fields: { action: ['action'] },
      zone: 'UTC',
      epochUnit: 's',
      recipes: [],
    },
  }),
  'source.rejects': () => ({ engagementId: test.engagementId, sourceId: 2, start: 0, count: 10 }),
  'source.ipe': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'source.ipeReport': () => ({ engagementId: test.engagementId, sourceId: 1, out: `${packageFile}.ipe.pdf` }),
  'source.original': () => ({ engagementId: test.engagementId, sourceId: 1, out: `${packageFile}.original` }),
  'source.measure': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'source.setFacts': () => ({
    engagementId: test.engagementId,
    sourceId: 1,
    changes: {
      facts: { system: 'Shop database' },
      totals: [{ measure: 'count', value: '1', obtained: 'exporter', how: 'covering letter' }],
    },
  }),
  'source.facts': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'source.comparable': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'source.compare': () => ({ engagementId: test.engagementId, leftId: 1, rightId: 2 }),
  'source.comparisonReport': () => ({
    engagementId: test.engagementId,
    comparisonId: 1,
    out: `${packageFile}.comparison.pdf`,
  }),
  'source.comparisons': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'anchor.add': () => ({
    engagementId: test.engagementId,
    sourceId: 1,
    file: samplePath('faulty', 'shop-a-transcript.json'),
  }),
  'anchor.fetch': () => ({
    engagementId: test.engagementId,
    sourceId: 1,
    online: [node.url],
    contract: capturedTranscript().contract,
    transactions: [firstTransactionOf(capturedTranscript())],
  }),
  'network.status': () => ({}),
  'anchor.list': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'trust.add': () => ({ engagementId: test.engagementId, entries: trustOfTranscript('faulty') }),
  'trust.list': () => ({ engagementId: test.engagementId }),
  'chain.verify': () => ({ engagementId: test.engagementId, secondOpinion: true }),
  'merkle.verify': () => ({ engagementId: test.engagementId }),
  'merkle.infer': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'merkle.profiles': () => ({ leaf: 'field-hex:entry_hash' }),
  'merkle.ladder': () => ({ engagementId: test.engagementId, of: { kind: 'entry', entryId: entryIdFrom(1, 3) } }),
  'proof.make': () => ({ engagementId: test.engagementId, of: { kind: 'entry', entryId: entryIdFrom(1, 3) } }),
  'anchor.window': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'anchors.verify': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'doctor.run': () => ({ engagementId: test.engagementId, sourceId: 1, sample: 40 }),
  'doctor.result': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'sequence.verify': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'run.repeat': () => ({ engagementId: test.engagementId, runId: 1 }),
  'run.repeatDue': () => ({ engagementId: test.engagementId }),
  'run.history': () => ({ engagementId: test.engagementId }),
  'schedule.set': () => ({ engagementId: test.engagementId, schedule: { everyDays: 30, onOpen: false } }),
  'schedule.show': () => ({ engagementId: test.engagementId }),
  'continuity.verify': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'seals.verify': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'ids.verify': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  // Its sample files are no trail: that is a result, and no error.
  'cloudtrail.verify': () => ({
    engagementId: test.engagementId,
    files: [samplePath('faulty', 'shop-b.ndjson')],
  }),
  'all.verify': () => ({ engagementId: test.engagementId }),
  'run.list': () => ({ engagementId: test.engagementId }),
  'run.result': () => ({ engagementId: test.engagementId, runId: 1 }),
  'run.breaks': () => ({ engagementId: test.engagementId, runId: 1, start: 0, count: 5 }),
  'analysis.result': () => ({ engagementId: test.engagementId }),
  'analysis.run': () => ({ engagementId: test.engagementId, zone: 'UTC' }),
  'finding.list': () => ({ engagementId: test.engagementId, start: 0, count: 100 }),
  'entry.page': () => ({ engagementId: test.engagementId, filter: { action: 'user.*' }, start: 0, count: 20 }),
  'entry.inspect': () => ({ engagementId: test.engagementId, entryId: 2 * 2 ** 32 + 123 }),
  'entry.unmask': () => ({ engagementId: test.engagementId, entryId: 2 * 2 ** 32 + 123, reason: 'contract test' }),
  'entry.explain': () => ({ engagementId: test.engagementId, entryId: 2 * 2 ** 32 + 123 }),
  'entry.explainUnmasked': () => ({
    engagementId: test.engagementId,
    entryId: 2 * 2 ** 32 + 123,
    reason: 'contract test',
  }),
  'source.countSensitive': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'source.sensitive': () => ({ engagementId: test.engagementId, sourceId: 1 }),
  'engagement.overview': () => ({ engagementId: test.engagementId }),
  'erasure.preview': () => ({ engagementId: test.engagementId, subjects: ['user_73021'] }),
  'key.create': () => ({ file: keyFile, name: 'Tester', passphrase }),
  'key.inspect': () => ({ file: keyFile, passphrase }),
  'package.build': () => ({ engagementId: test.engagementId, template: 'soc2', keyFile, passphrase, out: packageFile }),
  'package.verify': () => ({ file: packageFile }),
  'tlog.verify': () => ({ folder: join(import.meta.dirname, '../../cases/tlog/witnessed-checkpoint') }),
  'recipe.list': () => ({}),
  'log.list': () => ({ engagementId: test.engagementId, start: 0, count: 5 }),
  'log.verify': () => ({ engagementId: test.engagementId }),
  'job.cancel': () => ({ jobId: 'job-0' }),
  'engagement.close': () => ({ engagementId: test.engagementId }),
}

beforeAll(async () => {
  test = await startEngagement()
  node = await startRpcNode(recordedAnswers(capturedTranscript()))
  keyFile = join(test.folder, 'key.p12')
  packageFile = join(test.folder, 'out.evidence.zip')
  await test.job('source.import', { engagementId: test.engagementId, file: samplePath('faulty', 'shop-a.ndjson') })
  await test.call('anchor.add', {
    engagementId: test.engagementId,
    sourceId: 1,
    file: samplePath('faulty', 'shop-a-anchors.ndjson'),
  })
  return async () => {
    await test.close()
    await node.close()
  }
})

/** What a name answers, or what its finished job carries; throws for anything but success. */
function answerOf(name: EngineName, request: unknown): Promise<unknown> {
  if (contract[name].kind === 'job') return test.job(name as JobName, request as RequestOf<JobName>)
  return test.call(name, request as never)
}

describe('the contract', () => {
  it.each(names)('%s has a help line that is a sentence', (name) => {
    expect(contract[name].help).toMatch(/^[A-Z].*\.$/)
  })

  it.each(names)('%s names file fields that its request has', (name) => {
    const shape = contract[name].request.shape as Readonly<Record<string, unknown>>
    for (const field of contract[name].files) expect(Object.keys(shape)).toContain(field)
    // And the other way round: a path that the page could name by itself must not exist.
    const paths = ['file', 'keyFile', 'out', 'trustFiles'].filter((field) => field in shape)
    expect(paths.filter((field) => !(contract[name].files as readonly string[]).includes(field))).toEqual([])
  })

  it('is asked about completely below', () => {
    expect(Object.keys(requests).toSorted()).toEqual(engineNames.toSorted())
  })

  it.each(Object.keys(requests) as EngineName[])(
    '%s is served, and its answer survives JSON and is all that its schema says',
    async (name) => {
      const request = requests[name]()
      expect(contract[name].request.parse(JSON.parse(JSON.stringify(request)))).toMatchObject(request)
      const value = await answerOf(name, request)
      const wire: unknown = JSON.parse(JSON.stringify(value))
      // Equal after parsing: nothing missing, nothing that the schema does not name.
      expect(contract[name].response.parse(value)).toEqual(value)
      expect(wire).toEqual(value)
      expect(structuredClone(value)).toEqual(value)
    },
  )

  it('has events that are all that their schemas say', () => {
    const seen = new Set(test.events.map(({ event }) => event))
    expect([...seen].toSorted()).toEqual(['engagement.changed', 'job.finished', 'job.progress', 'network.connected'])
    for (const { event, payload } of test.events) expect(eventSchemas[event].parse(payload)).toEqual(payload)
  })
})

function errorOf(envelope: Envelope): WireError | undefined {
  return envelope.ok ? undefined : envelope.error
}

describe('what the engine refuses', () => {
  it.each([...shellNames, 'no.such', '', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '%j is no call of the engine',
    async (name) => {
      expect(await test.ask(name, {})).toMatchObject({
        ok: false,
        error: { code: 'usage', message: expect.stringContaining('no call') },
      })
    },
  )

  const bad: readonly (readonly [string, unknown])[] = [
    ['engagement.open', {}],
    ['engagement.open', { file: '' }],
    ['engagement.open', null],
    ['engagement.create', { file: 'x', name: 'x', period: { from: '1.1.2025', to: '2025-12-31' }, frameworks: [] }],
    [
      'engagement.create',
      { file: 'x', name: 'x', period: { from: '2025-01-01', to: '2025-12-31' }, frameworks: ['gdpr'] },
    ],
    ['entry.page', { engagementId: 'x', filter: {}, start: 0, count: 501 }],
    ['entry.page', { engagementId: 'x', filter: {}, start: -1, count: 5 }],
    ['entry.page', { engagementId: 'x', filter: { fromMicros: 1.5 }, start: 0, count: 5 }],
    ['chain.verify', { engagementId: 'x', lanes: 0 }],
    ['chain.verify', { engagementId: 'x', recipe: { id: 'half a recipe' } }],
    ['erasure.preview', { engagementId: 'x', subjects: [] }],
    ['trust.add', { engagementId: 'x', entries: [{ kind: 'block-hash', chainId: '1', blockHash: '0x12', note: '' }] }],
    ['job.cancel', { jobId: 7 }],
  ]
  it.each(bad)('a request of %s that is not valid: %j', async (name, request) => {
    const answer = await test.ask(name, request)
    expect(answer).toMatchObject({ ok: false, error: { code: 'usage', message: expect.stringContaining(name) } })
  })

  const unknownEngagement = engineNames.filter((name) => 'engagementId' in contract[name].request.shape)
  it.each(unknownEngagement)('%s over an engagement that is not open', async (name) => {
    const answer = await test.ask(name, { ...requests[name](), engagementId: 'nobody' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'not-found' } })
    expect(wireErrorSchema.parse(errorOf(answer))).toEqual(errorOf(answer))
  })

  it('comes with a code of the list and words for people, always', async () => {
    const answers = await Promise.all([
      test.ask('engagement.open', { file: join(test.folder, 'absent.assay') }),
      test.ask('engagement.open', { file: samplePath('clean', 'shop-a.ndjson') }),
      test.ask('engagement.create', {
        file: test.file,
        name: 'x',
        period: { from: '2025-01-01', to: '2025-12-31' },
        frameworks: [],
      }),
      test.ask('key.inspect', { file: keyFile, passphrase: 'wrong' }),
      test.ask('key.inspect', { file: samplePath('clean', 'shop-a.ndjson'), passphrase }),
      test.ask('source.preview', { file: join(test.folder, 'absent') }),
    ])
    const errors = answers.map(errorOf)
    const codes = errors.map((error) => error?.code)
    expect(codes).toEqual([
      'file-unreadable',
      'not-an-engagement',
      'file-exists',
      'passphrase-wrong',
      'key-unreadable',
      'file-unreadable',
    ])
    for (const error of errors) {
      expect(errorCodes).toContain(error?.code)
      expect(error?.message).toMatch(/^\S.*\.$/s)
      expect(error?.details).not.toHaveProperty('stack')
    }
  })

  it('leaves a job that could not start without an id', async () => {
    const answer = await test.ask('chain.verify', { engagementId: 'nobody' })
    expect(jobStartedSchema.safeParse(answer.ok ? answer.value : undefined).success).toBe(false)
  })
})
