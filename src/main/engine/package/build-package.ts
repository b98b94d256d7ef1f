/**
 * Package build: facts from real queries, payload files, report, seal, write beside and rename, then re-open what was
 * written and verify it like a stranger would.
 */
import { basename } from 'node:path'
import type { ParsedRequestOf, ResultOf } from '../../../shared/ipc/contract.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import { leafRecipeById } from '../../../shared/core/merkle/leaf-recipes.ts'
import { treeProfileById } from '../../../shared/core/merkle/tree-profiles.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import type { RepeatableCheck } from '../../../shared/core/package/how-to-verify.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { readSigningKey } from '../../io/signing/pkcs12-read.ts'
import { listAnchorFiles, listTrust } from '../../store/anchors.ts'
import { custodyLines } from '../../store/custody.ts'
import type { ReadableStore } from '../../store/open.ts'
import { VaultReader } from '../../store/vault.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { exceptionRows } from './exception-rows.ts'
import { openPackage } from './open-package.ts'
import { gatherPackageFacts, type PackageFacts } from './package-facts.ts'
import { reportModel } from './report-sections.ts'
import { sealPackage } from './seal-package.ts'

export type BuildRequest = Omit<ParsedRequestOf<'package.build'>, 'engagementId'>

/** Sources up to this size are put into the package byte for byte; larger ones are named by digest. */
const containedBytes = 64 * 1024 * 1024

export async function buildPackage(
  ports: EnginePorts,
  session: Session,
  request: BuildRequest,
  job: JobContext,
): Promise<ResultOf<'package.build'>> {
  const key = readSigningKey(await readChosenFile(request.keyFile), request.passphrase)
  const { store } = session
  const facts = await gatherPackageFacts(store, job)
  if (facts.sources.length === 0)
    throw new AppError('profile-unsuitable', 'The engagement has no source, so there is nothing to package.')
  const sealedAtMicros = ports.clock.nowMicros()
  const packageId = packageIdFrom(facts, request.template, sealedAtMicros)
  const referenced = facts.sources
    .filter(({ source }) => source.bytes > containedBytes)
    .map(({ source }) => source.name)
  const payloadFiles = payload(store, facts)
  const report = reportModel(request.template, facts, {
    packageId,
    generatedAtMicros: sealedAtMicros,
    toolVersion: ports.version,
    preparedBy: request.preparedBy ?? '',
    referenced,
  })
  const sealed = await sealPackage({
    payloadFiles,
    report,
    key,
    sealedAt: new Date(Math.floor(sealedAtMicros / 1000)),
    software: `Assay ${ports.version}`,
    repeatableChecks: repeatableChecks(facts),
    breathe: async () => job.breathe(),
  })
  await job.breathe()
  await writeFileAtomically(request.out, [sealed.zip], { force: request.force ?? false })
  const check = await openPackage(
    { path: request.out, fileName: basename(request.out) },
    { trust: { fingerprints: [sealed.fingerprint], certificates: [] } },
  )
  if (check.overall !== 'verified')
    throw new AppError(
      'internal',
      `Internal fault: the package that was written does not verify. Do not hand over ${request.out}.`,
    )
  await session.transaction(() =>
    recordCustody(ports, store, 'package.build', {
      packageId,
      template: request.template,
      sha256: sealed.sha256,
      fingerprint: sealed.fingerprint,
      file: basename(request.out),
    }),
  )
  return {
    path: request.out,
    sha256: sealed.sha256,
    bytes: sealed.zip.length,
    packageId,
    template: request.template,
    fingerprint: sealed.fingerprint,
    files: [...sealed.files],
    check,
  }
}

function packageIdFrom(facts: PackageFacts, template: string, micros: number): string {
  const name = facts.engagement.name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  return `${name === '' ? 'engagement' : name}-${template}-${isoFromMicros(micros, 0).replace(/[-:]/g, '')}`
}

const json = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

function payload(store: ReadableStore, facts: PackageFacts): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const recipes = new Set<string>()
  for (const [index, item] of facts.sources.entries()) {
    const { source, results } = item
    const tag = `source-${index + 1}`
    if (source.bytes <= containedBytes)
      files.set(
        `data/extracts/${tag}-${safeName(source.name)}`,
        new VaultReader(store, source.sourceId).read(0, source.bytes),
      )
    files.set(
      `data/extracts/${tag}-coverage.csv`,
      csv(
        ['date', 'events'],
        item.coverage.days.map((day) => [day.date, String(day.count)]),
      ),
    )
    files.set(
      `data/extracts/${tag}-administrators.csv`,
      csv(
        ['time', 'change', 'role', 'who', 'by', 'line'],
        item.admins.changes.map((change) => [
          change.occurredAtMicros === null ? '' : isoFromMicros(change.occurredAtMicros),
          change.change,
          change.role,
          change.grantee,
          change.actor,
          String(change.pointer.line ?? ''),
        ]),
      ),
    )
    files.set(
      `data/extracts/${tag}-changes.csv`,
      csv(
        ['month', 'resource_type', 'action', 'changes'],
        item.changes.groups.map((group) => [group.month ?? '', group.resourceType, group.action, String(group.count)]),
      ),
    )
    files.set(`data/extracts/${tag}-rules.json`, json(item.rules))
    files.set(`data/extracts/${tag}-fields.json`, json(item.fillRates))
    files.set(
      `data/ipe/${tag}.json`,
      json({
        schema: 'assay.ipe/1',
        source: {
          name: source.name,
          bytes: source.bytes,
          sha256: source.sha256,
          profile: source.profile,
          profileHash: source.profileHash,
          receipt: source.receipt,
        },
        sections: item.ipe,
        sequence: item.sequence,
      }),
    )
    for (const kind of ['chain', 'merkle', 'anchors'] as const) {
      const result = results[kind]
      const run = item.runs.find((candidate) => candidate.kind === kind)
      if (result !== null)
        files.set(
          `data/runs/${tag}-${kind}.json`,
          json({ schema: `assay.verify.${kind}/1`, run, result, ...(kind === 'chain' ? { breaks: item.breaks } : {}) }),
        )
    }
    if (results.chain?.recipeId !== null && results.chain?.recipeId !== undefined) recipes.add(results.chain.recipeId)
    if (source.profile.batches !== undefined) {
      files.set(
        `data/recipes/leaf-${source.profile.batches.leafRecipe}.json`,
        json(leafRecipeById(source.profile.batches.leafRecipe)),
      )
      files.set(
        `data/recipes/tree-${source.profile.batches.tree}.json`,
        json(treeProfileById(source.profile.batches.tree)),
      )
    }
    for (const [number, file] of listAnchorFiles(store, source.sourceId).entries())
      files.set(`data/proofs/${tag}-${file.kind}-${number + 1}-${safeName(file.name)}`, file.bytes)
  }
  for (const id of recipes) {
    const recipe = findShippedRecipe(id)
    if (recipe !== undefined) files.set(`data/recipes/${id}.json`, json(recipe))
  }
  files.set('data/proofs/trusted-block-hashes.json', json(listTrust(store)))
  files.set(
    'data/extracts/exceptions.csv',
    csv(
      ['kind', 'source', 'item', 'observed'],
      exceptionRows(facts).map((row) => [row.kind, row.source, row.item, row.observed]),
    ),
  )
  files.set(
    'data/extracts/custody-log.ndjson',
    Buffer.from([...custodyLines(store)].map((line) => `${line}\n`).join('')),
  )
  return files
}

/** A name that may stand in a package; anything unusual becomes a hyphen. */
function safeName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+|[. ]+$/g, '')
  return plain === '' ? 'file' : plain.slice(-100)
}

/** RFC 4180. Cells that a spreadsheet would run as a formula get an apostrophe: these files are made for reading. */
function csv(header: readonly string[], rows: readonly (readonly string[])[]): Buffer {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return Buffer.from([header, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join(''))
}

function repeatableChecks(facts: PackageFacts): RepeatableCheck[] {
  return facts.sources.flatMap(({ source, results }, index): RepeatableCheck[] => {
    const checks: RepeatableCheck[] = []
    const file = `data/extracts/source-${index + 1}-${safeName(source.name)}`
    if (results.chain?.recipeId !== null && results.chain !== null) {
      checks.push({
        title: `Hash chain of ${file}`,
        steps: [
          `Take one record and the recipe data/recipes/${results.chain.recipeId}.json.`,
          'Write the bytes the recipe names (content and previous hash, in its order) to a file.',
          'sha256sum of that file is the record’s stored entry hash; the next record names it as its previous hash.',
        ],
      })
    }
    if (results.merkle !== null) {
      checks.push({
        title: `Merkle roots of ${file}`,
        steps: [
          'Take the records of one UTC day in the order of the file.',
          'Leaf: keccak-256 of the record’s bytes as data/recipes/leaf-*.json says. Pairs are hashed left then right; an odd node moves up unchanged.',
          'The root equals the first argument of the transaction in data/proofs.',
        ],
      })
    }
    return checks
  })
}
