/**
 * Every command is run on the bundled sample, for people and for machines: what stands on which stream, the shape of the
 * JSON document, and that `--reproducible` prints the same bytes twice. A command that is missing here fails a test.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseTranscript } from '../../src/main/io/anchors/parse-transcript.ts'
import { version } from '../../src/shared/model/version.ts'
import { firstTransactionOf, recordedAnswers, startRpcNode } from '../support/rpc-node.ts'
import { leafCommands } from './command-tree.ts'
import { assay, type Document, type Ended, sample, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
// Everything a command opens is written down beside it, whichever command and whichever module it is.
const socketLog = join(folder, 'sockets.log')
const env = {
  ASSAY_PASSPHRASE: 'a passphrase for tests',
  ASSAY_TEST_SOCKET_LOG: socketLog,
  NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, '../support/socket-spy.mjs')).href}`,
}
const clean = join(sample, 'clean')
const blockHash = `0x${'ab'.repeat(32)}`

interface Run {
  readonly path: string
  readonly args: readonly string[]
  readonly exit: number
  /** Overall verdict; undefined for commands that judge nothing. */
  readonly overall?: string
  /** What a person must find on stdout. */
  readonly shows: RegExp
  /** Files read, other than engagements. */
  readonly reads?: readonly string[]
  /** Says why two runs cannot print the same. */
  readonly differs?: string
  /** A first run that must differ because it changes what the second one sees. */
  readonly once?: boolean
  readonly schema?: string
  /** Ways to call it that end without a result: usage errors, files that are not there. */
  readonly fails?: readonly { readonly args: readonly string[]; readonly exit: 2 | 4; readonly says: RegExp }[]
}

const logCopy = 'copied-log'
const exportA = 'shop-a.ndjson'
const exportB = 'shop-b.ndjson'
const anchors = 'shop-a-anchors.ndjson'
const transcript = 'shop-a-transcript.json'
const recorded = parseTranscript(readFileSync(join(clean, transcript)), transcript)
const recordedTransaction = firstTransactionOf(recorded)
const node = await startRpcNode(recordedAnswers(recorded))

/** In the order of an audit; later commands see what earlier ones stored. */
const runs: readonly Run[] = [
  {
    path: 'new',
    args: ['new', 'shop.assay', '--name', 'Shop 2025', '--period', '2024-10-01..2025-03-31', '--framework', 'soc2'],
    exit: 0,
    shows: /^Created shop\.assay: Shop 2025, 2024-10-01 to 2025-03-31$/m,
    once: true,
  },
  {
    path: 'import',
    args: ['import', 'shop.assay', exportA, exportB],
    exit: 0,
    shows: /1,900 accepted \+ 0 rejected \+ 0 blank = 1,900 records/,
    reads: [exportA, exportB],
    once: true,
  },
  { path: 'sources', args: ['sources', 'shop.assay'], exit: 0, shows: /^ 2 {2}shop-b\.ndjson +ndjson +1,900 +0 {2}L/m },
  { path: 'ipe', args: ['ipe', 'shop.assay', '1'], exit: 0, shows: /Physical records +1,900 = 1,900 accepted/ },
  {
    path: 'inspect',
    args: ['inspect', 'shop.assay', exportB, '--record', '1'],
    exit: 0,
    shows: /^sequence +sequence +present +48291037$/m,
  },
  {
    path: 'entry show',
    args: ['entry', 'show', 'shop.assay', exportB, '--record', '1', '--unmask', '--reason', 'to see that it is whole'],
    exit: 0,
    shows: /^sequence +sequence +present +48291037$/m,
  },
  {
    path: 'doctor',
    args: ['doctor', 'shop.assay', '2', '--save-recipe', 'found.json', '--force'],
    exit: 0,
    shows:
      /^A recipe was found: .* 200 of 200 sampled records\.\nOver all 1,900 records [\s\S]*^Next:\n {2}assay verify chain shop\.assay 2 --recipe found\.json$/m,
    differs: 'every report has a number of its own',
    fails: [
      { args: ['doctor', 'shop.assay'], exit: 2, says: /missing required argument 'source'/ },
      { args: ['doctor', 'shop.assay', '2', '--sample', '0'], exit: 2, says: /--sample is a number from 1 to 10,000/ },
      { args: ['doctor', 'shop.assay', '2', '--documented', 'none.json'], exit: 4, says: /none\.json/ },
      { args: ['doctor', 'none.assay', '2'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'explain',
    args: ['explain', 'shop.assay', exportB, '--record', '1'],
    exit: 0,
    shows: /^To repeat it without Assay \(sha256sum\):\nprintf '[0-9a-f]{64}\\012\{.* \| sha256sum$/m,
    fails: [
      { args: ['explain', 'shop.assay', '2'], exit: 2, says: /required option '--record <n>' not specified/ },
      { args: ['explain', 'shop.assay', '2', '--record', '1901'], exit: 2, says: /a number from 1 to 1900/ },
      { args: ['explain', 'shop.assay', '2', '--record', '1', '--recipe', 'none.json'], exit: 4, says: /none\.json/ },
      { args: ['explain', 'none.assay', '2', '--record', '1'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'sensitive',
    args: ['sensitive', 'shop.assay', '1'],
    exit: 0,
    shows: /^Records with such values: 0 of 1,900; rejected stretches searched as well: 0 of 0$/m,
  },
  {
    path: 'verify chain',
    args: ['verify', 'chain', 'shop.assay', '2', '--recipe', 'sha256.json-stringify.newline-joined.hex'],
    exit: 0,
    overall: 'verified',
    shows: /^verified +.*1,900 records of shop-b\.ndjson.*\n {2}recipe +sha256\.json-stringify\.newline-joined\.hex$/m,
    fails: [
      { args: ['verify', 'chain', 'shop.assay', '9'], exit: 2, says: /There is no single source 9/ },
      { args: ['verify', 'chain', 'shop.assay', '2', '--recipe', 'none.json'], exit: 4, says: /none\.json/ },
      { args: ['verify', 'chain', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'anchor add',
    args: ['anchor', 'add', 'shop.assay', anchors, transcript],
    exit: 0,
    shows: /transcript, 180 blocks/,
    reads: [anchors, transcript],
  },
  {
    path: 'anchor fetch',
    args: [
      'anchor',
      'fetch',
      'shop.assay',
      '--online',
      node.url,
      '--contract',
      recorded.contract,
      '--source',
      '1',
      '--tx',
      recordedTransaction,
      '--out',
      'fetched.json',
      '--force',
    ],
    exit: 0,
    shows: /^1 of 1 transactions captured; blocks: 1; connections opened: 1\nWritten to .*fetched\.json$/m,
    differs: 'every capture has times of its own',
    fails: [
      { args: ['anchor', 'fetch', 'shop.assay'], exit: 2, says: /required option '--online <url>' not specified/ },
      { args: ['anchor', 'fetch', 'shop.assay', '--online', node.url, '--source', '1'], exit: 2, says: /No contract/ },
      {
        args: ['anchor', 'fetch', 'shop.assay', '--online', 'http://node.example.com/', '--source', '1'],
        exit: 2,
        says: /node\.example\.com would be asked over http/,
      },
      {
        args: ['anchor', 'fetch', 'shop.assay', '--online', node.url, '--all-claims', '--tx', recordedTransaction],
        exit: 2,
        says: /exclude each other/,
      },
      {
        args: ['anchor', 'fetch', 'shop.assay', '--online', 'http://127.0.0.1:1/', '--contract', recorded.contract],
        exit: 4,
        says: /127\.0\.0\.1:1 did not answer which chain it is on/,
      },
    ],
  },
  {
    path: 'verify merkle',
    args: ['verify', 'merkle', 'shop.assay'],
    exit: 0,
    overall: 'verified',
    shows: /^verified +.* in 180 of 180 batches\.$/m,
  },
  {
    path: 'verify anchors',
    args: ['verify', 'anchors', 'shop.assay', '1'],
    exit: 3,
    overall: 'not-checked',
    shows: /^ {2}180 anchors not-checked, 2024-10-01 to 2025-03-31$/m,
  },
  {
    path: 'anchor window',
    args: ['anchor', 'window', 'shop.assay', '1', '--within-hours', '24'],
    exit: 3,
    shows: /^ {2}Of 1,900 entries none stands under times that end in what you vouch for\.$/m,
    fails: [
      { args: ['anchor', 'window', 'shop.assay', '--within-hours', 'soon'], exit: 2, says: /whole hours/ },
      { args: ['anchor', 'window', 'shop.assay', '--basis', 'claimed'], exit: 2, says: /claimed/ },
    ],
  },
  {
    path: 'proof make',
    args: ['proof', 'make', 'shop.assay', '1', '--record', '7', '-o', 'proof.json', '--force'],
    exit: 0,
    shows: /^ {2}leaf +6 of 9, counted from 0, batch 2024-10-01$/m,
    fails: [
      { args: ['proof', 'make', 'shop.assay', '1', '--record', '0', '-o', 'none.json'], exit: 2, says: /from 1 to/ },
    ],
  },
  {
    path: 'proof growth',
    args: ['proof', 'growth', 'shop.assay', '1', '--from', '5', '--to', '12', '-o', 'growth.json', '--force'],
    exit: 0,
    shows: /^ {2}later +12 leaves, root [0-9a-f]{64}$/m,
    fails: [{ args: ['proof', 'growth', 'shop.assay', '1', '--from', '5', '-o', 'none.json'], exit: 2, says: /--to/ }],
  },
  {
    path: 'proof check',
    args: ['proof', 'check', 'proof.json'],
    exit: 0,
    reads: ['proof.json'],
    shows: /^The proof holds: these values belong together\.$/m,
    fails: [{ args: ['proof', 'check', 'none.json'], exit: 4, says: /none\.json/ }],
  },
  {
    path: 'proof profiles',
    args: ['proof', 'profiles'],
    exit: 0,
    shows: /^openzeppelin-string +/m,
  },
  {
    path: 'verify all',
    args: ['verify', 'all', 'shop.assay'],
    exit: 3,
    overall: 'not-checked',
    shows: /^verified .*\n[\s\S]*^not-checked [\s\S]*^verified /m,
  },
  {
    path: 'verify cloudtrail',
    args: ['verify', 'cloudtrail', 'shop.assay', exportA],
    exit: 3,
    overall: 'not-checked',
    shows: /^not-checked .*\n {2}reason +There is no digest file among the files/m,
    fails: [
      { args: ['verify', 'cloudtrail', 'shop.assay'], exit: 2, says: /missing required argument 'folders'/ },
      { args: ['verify', 'cloudtrail', 'shop.assay', '1'], exit: 4, says: /There is no file or folder 1\. Nothing/ },
      { args: ['verify', 'cloudtrail', 'shop.assay', '.', '--relocated', 'x'], exit: 2, says: /BUCKET\/PREFIX=FOLDER/ },
    ],
  },
  {
    path: 'verify tlog',
    args: ['verify', 'tlog', logCopy],
    exit: 3,
    overall: 'not-checked',
    shows: /^not-checked .*checkpoint, rung claimed: No key of this log is among those that were pinned/m,
    fails: [
      { args: ['verify', 'tlog'], exit: 2, says: /missing required argument 'folder'/ },
      { args: ['verify', 'tlog', '.'], exit: 4, says: /There is no checkpoint at .*checkpoint\. Nothing was checked/ },
      { args: ['verify', 'tlog', logCopy, '--log-key', 'x'], exit: 2, says: /x is no verifier key .*\(shape\)/ },
    ],
  },
  {
    path: 'verify continuity',
    args: ['verify', 'continuity', 'shop.assay', '1'],
    exit: 0,
    overall: 'verified',
    shows: /^verified +In all [\d,]+ comparisons made over shop-a\.ndjson/m,
    fails: [
      { args: ['verify', 'continuity'], exit: 2, says: /missing required argument 'engagement'/ },
      { args: ['verify', 'continuity', 'shop.assay', '9'], exit: 2, says: /There is no single source 9/ },
      { args: ['verify', 'continuity', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'verify sequence',
    args: ['verify', 'sequence', 'shop.assay', '2'],
    exit: 0,
    overall: 'verified',
    shows: /^ {11}missing 0 \(ranges: 0\); repeated 0; steps back in the file 0/m,
    fails: [
      { args: ['verify', 'sequence', 'shop.assay', '--tolerance', '-1'], exit: 2, says: /whole milliseconds/ },
      { args: ['verify', 'sequence', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'verify ids',
    args: ['verify', 'ids', 'shop.assay', '2'],
    exit: 0,
    overall: 'verified',
    shows: /^ {2}ids +UUID version 7: 1,900 of 1,900$/m,
    fails: [
      { args: ['verify', 'ids', 'shop.assay', '2', '3'], exit: 2, says: /too many arguments/ },
      { args: ['verify', 'ids', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'verify seals',
    args: ['verify', 'seals', 'shop.assay', '2'],
    exit: 3,
    overall: 'not-checked',
    shows: /^not-checked +[\s\S]*No column was found that holds signatures\./m,
    fails: [
      { args: ['verify', 'seals', 'shop.assay', '9'], exit: 2, says: /There is no single source 9/ },
      { args: ['verify', 'seals', 'shop.assay', '2', '--key', 'none.pem'], exit: 4, says: /none\.pem/ },
      { args: ['verify', 'seals', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'runs',
    args: ['runs', 'shop.assay', '--history'],
    exit: 0,
    shows: /^continuity, source 1 shop-a\.ndjson\n(?: +\d+ {2}\S+Z {2}verified {4,}\S.*\n)+/m,
    schema: 'runs.history',
    differs: 'runs are listed with their times',
    fails: [
      { args: ['runs'], exit: 2, says: /missing required argument 'engagement'/ },
      { args: ['runs', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'rerun',
    args: ['rerun', 'shop.assay', '1'],
    exit: 0,
    overall: 'verified',
    shows: /^Unchanged: the result is that of run 1, byte for byte\.$/m,
    differs: 'a repeated run is a run with a number and times of its own',
    fails: [
      { args: ['rerun', 'shop.assay'], exit: 2, says: /Give the number of a run, or --due\./ },
      { args: ['rerun', 'shop.assay', '999'], exit: 2, says: /There is no check run 999\./ },
      { args: ['rerun', 'none.assay', '1'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'schedule',
    args: ['schedule', 'shop.assay', '--every', '30'],
    exit: 0,
    shows: /^every 30 days\n[\s\S]*^cron:\n {2}17 6 \* \* \* assay rerun \S+shop\.assay --due --quiet$/m,
    differs: 'the next date depends on when the checks were run',
    fails: [
      { args: ['schedule', 'shop.assay', '--every', '0'], exit: 2, says: /--every takes 1 to 3660 days, not 0\./ },
      { args: ['schedule', 'none.assay'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'trust add',
    args: ['trust', 'add', 'shop.assay', '--block-hash', blockHash, '--chain-id', '1', '--note', 'read by telephone'],
    exit: 0,
    shows: /^\d added, 1 in all$/m,
    once: true,
  },
  {
    path: 'trust list',
    args: ['trust', 'list', 'shop.assay'],
    exit: 0,
    shows: /^block hash +0x(?:ab){32} +1 +read by telephone$/m,
  },
  {
    path: 'trust export',
    args: ['trust', 'export', 'shop.assay'],
    exit: 0,
    shows: /^\{.*"blockHash":"0x(?:ab){32}".*\}$/m,
  },
  {
    path: 'original',
    args: ['original', 'shop.assay', '2', '-o', 'back.ndjson', '--force'],
    exit: 0,
    shows: /^back\.ndjson: [\d,]+ bytes, SHA-256 [0-9a-f]{64}$/m,
  },
  {
    path: 'facts',
    args: ['facts', 'shop.assay', '1', '--set', 'system=Shop database'],
    exit: 0,
    shows: /Shop database/,
    once: true,
  },
  {
    path: 'diff',
    args: ['diff', 'shop.assay', '1', '2'],
    exit: 1,
    shows: /^Only in source 1: 1,900 records/m,
    fails: [
      { args: ['diff', 'shop.assay', '1'], exit: 2, says: /missing required argument 'right'/ },
      { args: ['diff', 'shop.assay', '1', '9'], exit: 2, says: /There is no single source 9\. Sources: 1 shop-a/ },
      { args: ['compare', 'none.assay', '1', '2'], exit: 4, says: /none\.assay/ },
    ],
  },
  {
    path: 'formats',
    args: ['formats'],
    exit: 0,
    shows: /^ndjson +\S/m,
  },
  {
    path: 'profiles',
    args: ['profiles', 'shop.assay'],
    exit: 0,
    shows: /^guide-b +Practice guide B, chained audit trail +1 +\d+ {2}shipped {2}[0-9a-f]{64}$/m,
  },
  {
    path: 'profile show',
    args: ['profile', 'show', 'guide-b'],
    exit: 0,
    shows: /^\{\n {2}"profile": "assay\.profile\/1",$/m,
  },
  {
    path: 'profile save',
    args: ['profile', 'save', 'shop.assay', 'profile.json'],
    exit: 0,
    shows: /^acme-shop, version 1, is saved in shop\.assay: SHA-256 [0-9a-f]{64}$/m,
    reads: ['profile.json'],
  },
  {
    path: 'recipe list',
    args: ['recipe', 'list'],
    exit: 0,
    shows: /^sha256\.pg-jsonb-text\.inside\.hex +SHA-256 over jsonb::text/m,
  },
  {
    path: 'recipe show',
    args: ['recipe', 'show', 'sha256.jcs.prefix.hex'],
    exit: 0,
    shows: /^\{\n {2}"recipe": "assay\.recipe\/1",$/m,
  },
  {
    path: 'recipe check',
    args: ['recipe', 'check', 'recipe.json'],
    exit: 0,
    shows: /^recipe\.json: a valid recipe/m,
    reads: ['recipe.json'],
  },
  {
    path: 'detect',
    args: ['detect', 'shop.assay', '--mode', 'strict'],
    exit: 1,
    shows: /4 security_policy_change +strict +exception-noted/,
  },
  { path: 'w5', args: ['w5', 'shop.assay'], exit: 1, shows: /^shop-b\.ndjson: 1,900 entries$/m },
  {
    path: 'gaps',
    args: ['gaps', 'shop.assay'],
    exit: 3,
    overall: 'gap',
    shows: /^shop-a\.ndjson: 180 of 182 days have events$/m,
  },
  {
    path: 'findings',
    args: ['findings', 'shop.assay'],
    exit: 0,
    shows: /anchor-not-checked +… and 170 more; --kind anchor-not-checked lists them/,
  },
  {
    path: 'erasure preview',
    args: ['erasure', 'preview', 'shop.assay', '--subject', 'cust_100000'],
    exit: 0,
    shows: /^Entries that name this person: \d+$/m,
    schema: 'erasure.preview',
  },
  { path: 'log show', args: ['log', 'show', 'shop.assay'], exit: 0, shows: /^1 +\S+ +\S+ +engagement\.create/m },
  {
    path: 'log verify',
    args: ['log', 'verify', 'shop.assay'],
    exit: 0,
    overall: 'verified',
    shows: /^verified +\d+ custody events$/m,
  },
  {
    path: 'key new',
    args: ['key', 'new', '--name', 'Test Signer', '-o', 'me.p12', '--force'],
    exit: 0,
    shows: /fingerprint [0-9a-f:]{64,}/i,
    differs: 'a new key every time',
  },
  { path: 'key show', args: ['key', 'show', 'me.p12'], exit: 0, shows: /Test Signer.*fingerprint/, reads: ['me.p12'] },
  {
    path: 'package build',
    args: [
      'package',
      'build',
      'shop.assay',
      '--template',
      'soc2',
      '--key',
      'me.p12',
      '-o',
      'shop.evidence.zip',
      '--force',
    ],
    exit: 0,
    overall: 'verified',
    shows: /re-opened and verified/,
    differs: "the signer's clock stands in the package",
  },
  {
    path: 'package verify',
    args: ['package', 'verify', 'shop.evidence.zip'],
    exit: 3,
    overall: 'not-checked',
    shows: /^verified +integrity of shop\.evidence\.zip$/m,
    reads: ['shop.evidence.zip'],
  },
  {
    path: 'doctor system',
    args: ['doctor', 'system'],
    exit: 0,
    shows: /^assay +\d/m,
    schema: 'doctor.system',
    fails: [{ args: ['doctor', 'system', 'now'], exit: 2, says: /too many arguments/ }],
  },
]

beforeAll(() => {
  for (const name of [exportA, exportB, anchors, transcript]) copyFileSync(join(clean, name), join(folder, name))
  const logCase = join(import.meta.dirname, '../cases/tlog/witnessed-checkpoint')
  cpSync(logCase, join(folder, logCopy), { recursive: true })
  const recipe = {
    recipe: 'assay.recipe/1',
    id: 'test',
    name: 'Test',
    algorithm: 'sha256',
    canonical: { form: 'jcs', exclude: ['entry_hash'] },
    previous: { placement: 'inside' },
  }
  writeFileSync(join(folder, 'recipe.json'), JSON.stringify(recipe))
  const profile = {
    profile: 'assay.profile/1',
    id: 'acme-shop',
    name: 'Acme shop',
    version: 1,
    fields: { occurredAt: ['timestamp'], action: ['action'] },
  }
  writeFileSync(join(folder, 'profile.json'), JSON.stringify(profile))
})
afterAll(() => node.close())
afterAll(remove)

function run(args: readonly string[]): Promise<Ended> {
  return assay(args, { cwd: folder, env })
}

describe('every command', () => {
  it('is in the table of this test', () => {
    expect(runs.map(({ path }) => path).toSorted()).toEqual(
      leafCommands()
        .map(({ path }) => path)
        .toSorted(),
    )
  })

  it.each(runs)('$path prints results on stdout and nothing but progress on stderr', async ({ args, exit, shows }) => {
    const ended = await run(args)
    expect(ended.stderr.replaceAll(/^[a-z][\w .-]*(?: \d+ % {2}[\d,]+ of [\d,]+ [a-z]+)?\n/gm, '')).toBe('')
    expect(ended.stdout).toMatch(shows)
    expect(ended.exit).toBe(exit)
    // Without a terminal there is nothing to colour or to move.
    expect(ended.stdout + ended.stderr).not.toContain('\u001b')
  })

  it.each(runs.filter((item) => item.once !== true))(
    '$path --json prints one document and nothing else, --reproducible the same bytes twice',
    async (item) => {
      const args = [...item.args, '--json', '--quiet']
      const first = await run(item.differs === undefined ? [...args, '--reproducible'] : args)
      expect(first).toMatchObject({ exit: item.exit, stderr: '' })
      expectDocument(JSON.parse(first.stdout) as Document, item)
      const second = item.differs === undefined ? await run([...args, '--reproducible']) : first
      expect(second.stdout).toBe(first.stdout)
    },
  )
})

describe('sockets', () => {
  it('are opened by anchor fetch alone, one for each time that it ran, to the endpoint named', () => {
    const opened = readFileSync(socketLog, 'utf8')
      .trimEnd()
      .split('\n')
      .map((text) => JSON.parse(text) as { argv: string[]; what: string; target: string })
    expect(opened.filter(({ argv }) => argv.slice(0, 2).join(' ') !== 'anchor fetch')).toEqual([])
    expect(opened.map(({ what, target }) => `${what} ${target}`)).toEqual(
      Array.from({ length: node.connections() }, () => `connect 127.0.0.1:${node.port}`),
    )
    expect(node.connections()).toBeGreaterThanOrEqual(2)
  })
})

/** Every way to call a command that cannot give a result, with the command's place in the table before it. */
const refused = runs.flatMap(({ fails = [] }) => fails.map((item) => ({ ...item, line: item.args.join(' ') })))

describe('a command that cannot do what was asked', () => {
  it.each(refused)('assay $line ends with $exit, says why on stderr and prints no result', async (item) => {
    const { exit, stdout, stderr } = await run(item.args)
    expect({ exit, stdout }).toEqual({ exit: item.exit, stdout: '' })
    expect(stderr).toMatch(/^assay: \S/)
    expect(stderr).toMatch(item.says)
    expect(stderr).not.toMatch(/internal fault|\n {4}at |ENOENT/)
  })

  it('is refused with --json as well, and no document is printed', async () => {
    for (const { fails: [first] = [] } of runs) {
      if (first === undefined) continue
      const { args, exit } = first
      const ended = await run([...args, '--json', '--quiet'])
      expect({ exit: ended.exit, stdout: ended.stdout }, args.join(' ')).toEqual({ exit, stdout: '' })
    }
  })
})

describe('two engagements made by the same commands', () => {
  it('give the same reproducible documents', async () => {
    const commands = runs.filter(({ path }) =>
      /^(?:new|import|sources|verify chain|verify merkle|w5|gaps|detect)$/.test(path),
    )
    const documents: string[][] = []
    for (const name of ['first', 'second']) {
      const other = workFolder()
      for (const file of [exportA, exportB, anchors]) copyFileSync(join(clean, file), join(other.folder, file))
      const printed: string[] = []
      for (const { args } of commands) {
        const ended = await assay([...args, '--json', '--reproducible', '--quiet'], { cwd: other.folder, env })
        expect(ended.stderr, name).toBe('')
        printed.push(ended.stdout)
      }
      documents.push(printed)
      other.remove()
    }
    expect(documents[1]).toEqual(documents[0])
    expect(documents[0]?.join('')).not.toMatch(/importedAtMicros|"runId"/)
  })
})

function expectDocument(document: Document, { args, path, exit, overall, reads = [], schema }: Run): void {
  expect(Object.keys(document)).toEqual(['schema', 'tool', 'inputs', 'parameters', 'result', 'overall', 'exit'])
  expect(document.schema).toBe(`assay.${schema ?? path.replaceAll(' ', '.')}/1`)
  expect(document.tool).toEqual({ name: 'assay', version })
  expect(document.overall).toBe(overall ?? null)
  expect(document.exit).toBe(exit)
  expect(document.result).not.toBeNull()
  const engagements = document.inputs.filter((input) => input.path.endsWith('.assay'))
  expect(engagements).toEqual(engagements.map(({ path: file }) => ({ path: file })))
  expect(document.inputs.filter((input) => !engagements.includes(input))).toEqual(reads.map(fileFacts))
  for (const input of document.inputs) expect(args).toContain(input.path)
}

function fileFacts(name: string): { path: string; bytes: number; sha256: string } {
  const bytes = readFileSync(join(folder, name))
  return { path: name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}
