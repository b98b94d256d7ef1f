/**
 * The only list of what can be asked of the engine and the shell. `query` reads, `command` changes and answers when
 * done, `job` answers at once with a job id and ends with a `job.finished` event. Everything is validated in the
 * process that serves it.
 *
 * File fields: the page never names a path. A request field listed in `files` holds a handle issued by the shell, which
 * puts the real path in its place before the engine sees the request; the command line passes paths itself.
 */
import { z } from 'zod'
import { anchorClaimSchema, storageLayoutSchema, trustEntrySchema } from '../model/anchor.ts'
import { coverageSchema, ruleModeSchema, ruleResultSchema } from '../model/analysis.ts'
import { fetchedTranscriptSchema } from '../model/capture.ts'
import { merkleChoiceSchema } from '../model/batch-plan.ts'
import { chainBreakSchema, checkResultSchema, checkRunSchema } from '../model/check-run.ts'
import {
  custodyEventSchema,
  engagementSchema,
  frameworkSchema,
  overviewSchema,
  periodSchema,
} from '../model/engagement.ts'
import { storedDoctorReportSchema } from '../model/doctor.ts'
import { entryDetailSchema, entryRowSchema } from '../model/entry.ts'
import { explanationSchema } from '../model/explanation.ts'
import { findingSchema } from '../model/finding.ts'
import { storedComparisonSchema } from '../model/comparison.ts'
import { ipeDocumentSchema, ipeSectionSchema } from '../model/ipe.ts'
import {
  checkHistorySchema,
  dueResultSchema,
  rerunSchema,
  scheduleSchema,
  scheduleStateSchema,
} from '../model/rerun.ts'
import { factChangesSchema, sourceFactsSchema } from '../model/source-facts.ts'
import { logCopyResultSchema } from '../model/log-copy.ts'
import { packageCheckSchema } from '../model/package.ts'
import { anchorFileKindSchema } from '../model/proof.ts'
import { epochUnitSchema, sourceProfileSchema } from '../model/profile.ts'
import { leafRecipeSchema, recipeSchema, treeProfileSchema } from '../model/recipe.ts'
import { payloadRuleSchema } from '../model/seals.ts'
import { sensitiveFieldsSchema } from '../model/sensitive-fields.ts'
import { attestedBasisSchema, trustWindowSchema } from '../model/trust-window.ts'
import { skippedCheckSchema } from '../model/skipped-check.ts'
import { formatIdSchema, rejectedRecordSchema, sensitiveModeSchema, sourceSummarySchema } from '../model/source.ts'
import { treeInferenceSchema } from '../model/tree-inference.ts'
import { treeLadderSchema } from '../model/tree-ladder.ts'
import { treeProofFileSchema } from '../model/tree-proof.ts'
import { verdictSchema } from '../model/verdict.ts'
import {
  entryFilterSchema,
  importPreviewSchema,
  listedProfileSchema,
  shownProfileSchema,
  sourceMembersSchema,
  erasurePreviewSchema,
  w5ReportSchema,
  keySummarySchema,
  packageBuiltSchema,
} from './payloads.ts'

const engagementRef = z.object({ engagementId: z.string() })
const sourceRef = engagementRef.extend({ sourceId: z.number().int() })
const optionalSource = engagementRef.extend({ sourceId: z.number().int().optional() })
/** A handle from the shell, or a path on the command line. */
const file = z.string().min(1)
/** Further files that make one source with the first: the rotated parts of one log. */
const moreFiles = z.array(file).max(10_000).optional()
const page = z.object({ start: z.number().int().nonnegative(), count: z.number().int().min(1).max(500) })
const nothing = z.object({})
/** One entry under a recipe: the one given, else that of the last chain check, else what the trial finds. */
const explainedEntry = z.object({
  entryId: z.number().int(),
  recipe: recipeSchema.optional(),
  recipeId: z.string().optional(),
  keyFiles: z.array(file).max(100).optional(),
  keyEncoding: z.enum(['raw', 'hex', 'base64']).optional(),
})
/** What is read differently from what is detected, for preview and import alike. */
const importChoices = {
  format: formatIdSchema.optional(),
  profileId: z.string().optional(),
  /** A mapping that is not saved, in place of a profile with an id. */
  profile: sourceProfileSchema.optional(),
  zone: z.string().optional(),
  /** Unit of bare epoch numbers; told by their magnitude without it. */
  unit: epochUnitSchema.optional(),
}
export const jobStartedSchema = z.object({ jobId: z.string() })

function query<Q extends z.ZodType, A extends z.ZodType>(
  help: string,
  request: Q,
  response: A,
  files: readonly string[] = [],
) {
  return { kind: 'query' as const, help, request, response, files }
}
function command<Q extends z.ZodType, A extends z.ZodType>(
  help: string,
  request: Q,
  response: A,
  files: readonly string[] = [],
) {
  return { kind: 'command' as const, help, request, response, files }
}
/** `result` is what `job.finished` carries; the call itself answers with `{ jobId }`. */
function job<Q extends z.ZodType, A extends z.ZodType>(
  help: string,
  request: Q,
  response: A,
  files: readonly string[] = [],
) {
  return { kind: 'job' as const, help, request, response, files }
}

export const contract = {
  'app.info': query(
    'Version, runtime and the number of network connections made.',
    nothing,
    z.object({ version: z.string(), runtime: z.string(), connections: z.number().int() }),
  ),

  'engagement.create': command(
    'Creates an engagement file.',
    z.object({ file, name: z.string().min(1), period: periodSchema, frameworks: z.array(frameworkSchema) }),
    engagementSchema,
    ['file'],
  ),
  'engagement.open': command('Opens an engagement file.', z.object({ file }), engagementSchema, ['file']),
  'engagement.close': command('Closes an engagement.', engagementRef, nothing),
  'engagement.overview': query('Verdicts of every source and check, and what is open.', engagementRef, overviewSchema),

  'format.list': query(
    'Every format that can be read, and the source profiles.',
    nothing,
    z.object({
      formats: z.array(z.object({ id: formatIdSchema, title: z.string(), about: z.string() })),
      profiles: z.array(z.object({ id: z.string(), name: z.string(), version: z.number().int(), hash: z.string() })),
    }),
  ),
  'source.preview': query(
    'Detects format and mapping of a file and shows its first records; nothing is stored.',
    z.object({
      engagementId: z.string().optional(),
      file,
      more: moreFiles,
      ...importChoices,
    }),
    importPreviewSchema,
    ['file', 'more'],
  ),
  'source.import': job(
    'Acquires, hashes and parses a file.',
    engagementRef.extend({
      file,
      more: moreFiles,
      ...importChoices,
      expectSha256: z.string().optional(),
      /** What to do with card data. Without it an import that finds some stops with `sensitive-data-found`. */
      sensitive: sensitiveModeSchema.optional(),
      /** True where the file goes after the import (standard input): nothing may point into it, and its place is not kept. */
      passing: z.boolean().optional(),
    }),
    sourceSummarySchema,
    ['file', 'more'],
  ),
  'source.list': query('Lists the sources.', engagementRef, z.object({ sources: z.array(sourceSummarySchema) })),
  'source.members': query(
    'What a source was read from, and the profile it was read with.',
    sourceRef,
    sourceMembersSchema,
  ),
  'source.rejects': query(
    'Pages through the records that could not be read.',
    sourceRef.extend(page.shape),
    z.object({ total: z.number().int(), rejects: z.array(rejectedRecordSchema) }),
  ),
  'source.countSensitive': job(
    'Counts card data, secrets and identity numbers of a source by kind and field.',
    sourceRef,
    sensitiveFieldsSchema,
  ),
  'source.sensitive': query(
    'The last count of sensitive values by kind and field; null when none was made.',
    sourceRef,
    z.object({ counts: sensitiveFieldsSchema.nullable() }),
  ),
  'source.ipe': query(
    'Information-produced-by-the-entity sheet of a source.',
    sourceRef,
    z.object({ sections: z.array(ipeSectionSchema), document: ipeDocumentSchema.optional() }),
  ),
  'source.ipeReport': command(
    'Writes the sheet of a source as a PDF.',
    sourceRef.extend({ out: file, force: z.boolean().optional() }),
    z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() }),
    ['out'],
  ),

  'source.original': command(
    'Gives back a file of a source as it was handed over.',
    sourceRef.extend({
      /** 0-based, in the order of the receipt. */
      original: z.number().int().nonnegative().default(0),
      out: file,
      force: z.boolean().optional(),
    }),
    z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() }),
    ['out'],
  ),

  'source.measure': job(
    'Measures what the sheet of a source needs: fill rates, days, sequence, ids; once for a source.',
    sourceRef,
    z.object({ entries: z.number().int() }),
  ),
  'source.facts': query(
    'What a person stated about a source; null when nothing was.',
    sourceRef,
    z.object({ facts: sourceFactsSchema.nullable() }),
  ),
  'source.setFacts': job(
    'States where a source came from and what it adds up to; totals are compared with the records.',
    sourceRef.extend({ changes: factChangesSchema }),
    sourceFactsSchema,
  ),
  'source.comparable': query(
    'Sources that look like another export of the same period.',
    sourceRef,
    z.object({ sources: z.array(z.object({ sourceId: z.number().int(), name: z.string() })) }),
  ),
  'source.compare': job(
    'Compares two exports record by record and keeps the result.',
    engagementRef.extend({ leftId: z.number().int(), rightId: z.number().int() }),
    storedComparisonSchema,
  ),
  'source.comparisonReport': command(
    'Writes the statement of a stored comparison as a PDF.',
    engagementRef.extend({ comparisonId: z.number().int(), out: file, force: z.boolean().optional() }),
    z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() }),
    ['out'],
  ),
  'source.comparisons': query(
    'Comparisons that a source took part in, newest first.',
    sourceRef,
    z.object({ comparisons: z.array(storedComparisonSchema) }),
  ),

  'profile.list': query(
    'Lists the source profiles: those that ship with Assay and those saved in the engagement.',
    z.object({ engagementId: z.string().optional() }),
    z.object({ profiles: z.array(listedProfileSchema) }),
  ),
  'profile.show': query(
    'One source profile, whole.',
    z.object({ engagementId: z.string().optional(), id: z.string() }),
    shownProfileSchema,
  ),
  'profile.read': query(
    'Reads a source profile from a file; nothing is stored.',
    z.object({ file }),
    shownProfileSchema,
    ['file'],
  ),
  'profile.save': command(
    'Saves a source profile in the engagement; one of the same id gets the next version.',
    engagementRef.extend({ profile: sourceProfileSchema }),
    shownProfileSchema,
  ),
  'profile.export': command(
    'Writes a source profile to a file.',
    z.object({ engagementId: z.string().optional(), id: z.string(), out: file, force: z.boolean().optional() }),
    z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() }),
    ['out'],
  ),

  'entry.page': query(
    'One page of entries by position; the total is exact.',
    engagementRef.extend({ filter: entryFilterSchema, ...page.shape }),
    z.object({ total: z.number().int(), start: z.number().int(), rows: z.array(entryRowSchema) }),
  ),
  'entry.inspect': query(
    'Bytes, mapping and changes of one entry.',
    engagementRef.extend({ entryId: z.number().int() }),
    entryDetailSchema,
  ),

  'entry.unmask': command(
    'Bytes, mapping and changes of one entry with secrets and identity numbers in full, recorded with the reason; card data stays masked.',
    engagementRef.extend({ entryId: z.number().int(), reason: z.string().trim().min(4).max(500) }),
    entryDetailSchema,
  ),

  'entry.explain': query(
    'The bytes under the hash of one entry, named part by part, what they hash to, and a shell line that repeats it.',
    engagementRef.extend(explainedEntry.shape),
    explanationSchema,
    ['keyFiles'],
  ),
  'entry.explainUnmasked': command(
    'The same with secrets and identity numbers in full, recorded with the reason; card data stays masked.',
    engagementRef.extend({ ...explainedEntry.shape, reason: z.string().trim().min(4).max(500) }),
    explanationSchema,
    ['keyFiles'],
  ),

  'doctor.run': job(
    'Infers how a source was sealed: hash columns, recipe, what it reproduces, and why the rest does not recompute.',
    sourceRef.extend({
      /** Records, from the first on, that the inference looks at. */
      sample: z.number().int().min(1).max(10_000).default(200),
      /** Recipe that a document states, tested beside. */
      documented: recipeSchema.optional(),
      lanes: z.number().int().min(1).max(8).optional(),
    }),
    storedDoctorReportSchema,
  ),
  'doctor.result': query(
    'The last report of the Chain Doctor about a source; null when there is none.',
    sourceRef,
    z.object({ report: storedDoctorReportSchema.nullable() }),
  ),

  'chain.verify': job(
    'Recomputes a hash chain.',
    optionalSource.extend({
      recipe: recipeSchema.optional(),
      recipeId: z.string().optional(),
      secondOpinion: z.boolean().optional(),
      /** Keys of a keyed chain: each file is one. They are read for this check and kept nowhere. */
      keyFiles: z.array(file).max(100).optional(),
      keyEncoding: z.enum(['raw', 'hex', 'base64']).optional(),
      lanes: z.number().int().min(1).max(8).optional(),
    }),
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
    ['keyFiles'],
  ),
  'merkle.verify': job(
    'Recomputes Merkle roots and compares them with the claimed ones.',
    optionalSource.extend({
      lanes: z.number().int().min(1).max(8).optional(),
      secondOpinion: z.boolean().optional(),
      /** Leaf, tree and batches otherwise than the source's profile says. */
      choice: merkleChoiceSchema.optional(),
    }),
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
  ),
  'merkle.infer': job(
    'Tries shipped trees, leaf inputs and orders against known roots, and says which give them.',
    sourceRef.extend({ choice: merkleChoiceSchema.optional() }),
    treeInferenceSchema,
  ),
  'merkle.profiles': query(
    'Lists the tree profiles and leaf recipes that ship with Assay.',
    /** Id of a leaf recipe that says all of it, such as `field-hex:entry_hash`: listed as well. */
    z.object({ leaf: z.string().max(1000).optional() }),
    z.object({ trees: z.array(treeProfileSchema), leaves: z.array(leafRecipeSchema) }),
  ),
  'merkle.ladder': job(
    'Hashes one entry up to the root of its batch, level by level, under a finished Merkle check.',
    engagementRef.extend({
      of: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('entry'), entryId: z.number().int() }),
        z.strictObject({
          kind: z.literal('place'),
          sourceId: z.number().int(),
          batch: z.string().max(1000),
          /** 1-based, in file order. */
          position: z.number().int().positive(),
        }),
      ]),
      /** The last finished one of the source without it. */
      runId: z.number().int().optional(),
    }),
    treeLadderSchema,
  ),
  'proof.make': job(
    'Makes a proof file: that an entry is under the root of its batch, or that a tree began with an earlier one.',
    engagementRef.extend({
      of: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('entry'), entryId: z.number().int(), withRecord: z.boolean().optional() }),
        z.strictObject({
          kind: z.literal('growth'),
          sourceId: z.number().int(),
          size1: z.number().int().positive(),
          size2: z.number().int().positive(),
        }),
      ]),
      choice: merkleChoiceSchema.optional(),
      /** Leaf, tree and batches of that Merkle check, in place of a choice. */
      runId: z.number().int().optional(),
      /** Written there as well. */
      out: file.optional(),
      force: z.boolean().optional(),
    }),
    treeProofFileSchema,
    ['out'],
  ),
  'anchors.verify': job(
    'Compares recomputed roots with recorded anchors.',
    optionalSource,
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
  ),
  'sequence.verify': job(
    'Tests sequence numbers: missing, repeated, going back, and against the times.',
    optionalSource.extend({
      /** Record fields that numbers are counted for; without it the scope of the last chain check. */
      scope: z.array(z.string().min(1)).max(8).optional(),
      /** Times that go back by no more are counted apart. */
      toleranceMs: z.number().int().nonnegative().max(86_400_000).optional(),
    }),
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
  ),
  'continuity.verify': job(
    'Compares the old values that events state with the last values known before them.',
    optionalSource,
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
  ),
  'seals.verify': job(
    'Checks signatures beside records, Acra lines, QLDB blocks and Azure ledger digests.',
    optionalSource.extend({
      /** PEM, JWK or the bytes of a secret. They are read for this check and kept nowhere. */
      keyFiles: z.array(file).max(100).default([]),
      keyEncoding: z.enum(['raw', 'hex', 'base64']).default('raw'),
      payload: payloadRuleSchema.optional(),
      /** Saved digests of a ledger; without a source only these are compared. */
      digests: z.array(file).max(10_000).default([]),
      /** Completed manifests of a QLDB export. */
      manifests: z.array(file).max(1000).default([]),
    }),
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
    ['keyFiles', 'digests', 'manifests'],
  ),
  'ids.verify': job(
    'Compares the times inside event ids with the stated times.',
    optionalSource,
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
  ),
  'cloudtrail.verify': job(
    'Checks a copied folder of CloudTrail log and digest files against saved public keys; imports nothing.',
    engagementRef.extend({
      /** Folders, archives or files of the copy. */
      files: z.array(file).min(1).max(1000),
      /** Saved replies of `list-public-keys`. */
      keys: z.array(file).max(100).default([]),
      /** Saved replies of `head-object`. */
      metadata: z.array(file).max(10_000).default([]),
      /** What lies elsewhere: bucket and prefix here, its folder at the same place of `relocatedTo`. */
      relocated: z
        .array(z.object({ bucket: z.string().min(1), prefix: z.string() }))
        .max(1000)
        .default([]),
      relocatedTo: z.array(file).max(1000).default([]),
    }),
    z.object({ results: z.array(checkResultSchema), overall: verdictSchema }),
    ['files', 'keys', 'metadata', 'relocatedTo'],
  ),
  'tlog.verify': job(
    'Recomputes a copied transparency log from its tiles; needs no engagement and imports nothing.',
    z.object({
      folder: file,
      /** Verifier keys, C2SP signed-note. */
      logKeys: z.array(z.string()).max(100).default([]),
      witnessKeys: z.array(z.string()).max(100).default([]),
      /** Checkpoints that were kept before. */
      earlier: z.array(file).max(1000).default([]),
    }),
    logCopyResultSchema,
    ['folder', 'earlier'],
  ),
  'all.verify': job(
    'Runs every check that applies, and names those that do not with the reason.',
    optionalSource,
    z.object({
      results: z.array(checkResultSchema),
      overall: verdictSchema,
      skipped: z.array(skippedCheckSchema).optional(),
    }),
  ),
  'run.list': query(
    'Lists check runs, newest first.',
    engagementRef.extend({ limit: z.number().int().min(1).max(200).default(50) }),
    z.object({ runs: z.array(checkRunSchema) }),
  ),
  'run.result': query(
    'Result of one check run.',
    engagementRef.extend({ runId: z.number().int() }),
    z.object({ run: checkRunSchema, result: checkResultSchema.nullable() }),
  ),
  'run.breaks': query(
    'Pages through the entries a chain run did not verify.',
    engagementRef.extend({ runId: z.number().int(), ...page.shape }),
    z.object({ total: z.number().int(), breaks: z.array(chainBreakSchema) }),
  ),

  'run.repeat': job(
    'Repeats a check run with the same parameters and compares the results byte for byte.',
    engagementRef.extend({
      runId: z.number().int(),
      keyFiles: z.array(file).max(100).optional(),
      keyEncoding: z.enum(['raw', 'hex', 'base64']).optional(),
    }),
    rerunSchema,
    ['keyFiles'],
  ),
  'run.repeatDue': job('Repeats the last run of every check that is due.', engagementRef, dueResultSchema),
  'run.history': query(
    'Finished runs of each check, oldest first, with what changed.',
    engagementRef,
    z.object({ checks: z.array(checkHistorySchema) }),
  ),
  'schedule.show': query('How often checks are to be repeated, and what is due.', engagementRef, scheduleStateSchema),
  'schedule.set': command(
    'Sets how often checks are to be repeated; null takes the schedule away. Nothing runs by itself.',
    engagementRef.extend({ schedule: scheduleSchema.nullable() }),
    scheduleStateSchema,
  ),

  'anchor.add': command(
    'Adds recorded anchor material: claims, transcripts, time-stamp tokens and other proofs, block headers.',
    sourceRef.extend({
      file,
      /** Height of the first of raw Bitcoin headers that do not begin with block 0. */
      startHeight: z.number().int().min(0).max(0xffff_ffff).optional(),
    }),
    z.object({ kind: anchorFileKindSchema, count: z.number().int(), sha256: z.string() }),
    ['file'],
  ),
  'anchor.fetch': job(
    'Captures anchored transactions from the endpoints named, for checks without a network; no other call opens a connection.',
    sourceRef.extend({
      /** Addresses. The first is captured, the others are compared with it. Only hosts are kept of them. */
      online: z.array(z.string().min(1).max(2048)).min(1).max(4),
      allowHttp: z.boolean().optional(),
      /** Those of the claims without it. */
      transactions: z
        .array(z.string().regex(/^0x[0-9a-f]{64}$/))
        .min(1)
        .max(1000)
        .optional(),
      /** The only one recorded as trusted without it. */
      contract: z
        .string()
        .regex(/^0x[0-9a-f]{40}$/)
        .optional(),
      storage: storageLayoutSchema.optional(),
      /** Written there; added to the source without it. */
      out: file.optional(),
      force: z.boolean().optional(),
    }),
    fetchedTranscriptSchema,
    ['out'],
  ),
  'network.status': query(
    'Number of network connections that the engine made since it started.',
    nothing,
    z.object({ connections: z.number().int() }),
  ),
  'anchor.list': query(
    'Lists the anchor material of a source.',
    sourceRef,
    z.object({
      files: z.array(z.object({ kind: anchorFileKindSchema, name: z.string(), sha256: z.string() })),
      claims: z.array(anchorClaimSchema),
      transcripts: z.array(
        z.object({
          sha256: z.string(),
          chainId: z.string(),
          contract: z.string(),
          capturedAt: z.string(),
          endpoint: z.string(),
          blocks: z.number().int(),
        }),
      ),
    }),
  ),
  'anchor.window': job(
    'Measures how long entries could have been rewritten before an anchor covered them, and which days have none.',
    sourceRef.extend({
      /** Times proven less far close no window of the map. */
      basis: attestedBasisSchema.default('header-known'),
      /** Hours after the end of a day by which its commitment is due; without it no day is late. */
      withinHours: z.number().int().min(0).max(8784).optional(),
    }),
    trustWindowSchema,
  ),
  'trust.add': command(
    'Records what the auditor obtained independently: block hashes, keys, certificates, lists.',
    engagementRef.extend({
      entries: z.array(trustEntrySchema).optional(),
      file: file.optional(),
      /** Certificates that time-stamp tokens may leave out; not pinned. */
      certificates: file.optional(),
      /** Transcript or statement file of a source other than that of the evidence. */
      secondSource: file.optional(),
      /** Host in it that is vouched for, where it names several. */
      statedBy: z.string().max(300).optional(),
      /** Where the second source's file was obtained. */
      note: z.string().max(1000).optional(),
    }),
    z.object({ added: z.number().int(), total: z.number().int() }),
    ['file', 'certificates', 'secondSource'],
  ),
  'trust.list': query(
    'Lists what the auditor vouches for.',
    engagementRef,
    z.object({ entries: z.array(trustEntrySchema), hash: z.string() }),
  ),

  'analysis.run': job(
    'Runs rules, fill rates and coverage over every source.',
    optionalSource.extend({ modes: z.array(ruleModeSchema).optional(), zone: z.string().optional() }),
    z.object({
      rules: z.array(
        z.object({ sourceId: z.number().int(), sourceName: z.string(), results: z.array(ruleResultSchema) }),
      ),
      w5: z.array(w5ReportSchema),
      coverage: z.array(coverageSchema),
    }),
  ),
  'analysis.result': query(
    'Result of the last analysis; null when none ran.',
    engagementRef,
    z.object({
      result: z
        .object({
          rules: z.array(
            z.object({ sourceId: z.number().int(), sourceName: z.string(), results: z.array(ruleResultSchema) }),
          ),
          w5: z.array(w5ReportSchema),
          coverage: z.array(coverageSchema),
        })
        .nullable(),
    }),
  ),
  'finding.list': query(
    'Pages through the findings, worst first.',
    engagementRef.extend({ kind: z.string().optional(), ...page.shape }),
    z.object({
      total: z.number().int(),
      findings: z.array(findingSchema),
      byKind: z.record(z.string(), z.number().int()),
    }),
  ),

  'erasure.preview': job(
    'Shows what erasing a person would change; changes nothing.',
    engagementRef.extend({
      subjects: z.array(z.string().min(1)).min(1),
      transform: z.enum(['blank', 'pseudonym']).default('blank'),
    }),
    erasurePreviewSchema,
  ),

  'key.create': command(
    'Makes a signing key and a self-signed certificate in a PKCS#12 file.',
    z.object({ file, name: z.string().min(1), passphrase: z.string().min(1), force: z.boolean().optional() }),
    keySummarySchema,
    ['file'],
  ),
  'key.inspect': query('Reads a PKCS#12 file.', z.object({ file, passphrase: z.string() }), keySummarySchema, ['file']),
  'package.build': job(
    'Builds, signs, re-opens and verifies an evidence package.',
    engagementRef.extend({
      template: frameworkSchema,
      keyFile: file,
      passphrase: z.string(),
      out: file,
      force: z.boolean().optional(),
      preparedBy: z.string().optional(),
    }),
    packageBuiltSchema,
    ['keyFile', 'out'],
  ),
  'package.verify': job(
    'Verifies an evidence package; needs no engagement.',
    z.object({ file, trustFingerprints: z.array(z.string()).optional(), trustFiles: z.array(file).optional() }),
    packageCheckSchema,
    ['file', 'trustFiles'],
  ),

  'recipe.list': query(
    'Lists the chain recipes that ship with Assay.',
    nothing,
    z.object({ recipes: z.array(recipeSchema) }),
  ),
  'recipe.export': command(
    'Writes a chain recipe to a file.',
    z.object({ recipe: recipeSchema, out: file, force: z.boolean().optional() }),
    z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() }),
    ['out'],
  ),
  'log.list': query(
    'Pages through the custody log, newest first.',
    engagementRef.extend(page.shape),
    z.object({ total: z.number().int(), events: z.array(custodyEventSchema) }),
  ),
  'log.verify': query(
    'Recomputes the custody log.',
    engagementRef,
    z.object({ verdict: verdictSchema, events: z.number().int(), firstBreak: z.number().int().nullable() }),
  ),

  'job.cancel': command(
    'Cancels a job; it ends within a second and leaves nothing behind.',
    z.object({ jobId: z.string() }),
    z.object({ cancelled: z.boolean() }),
  ),

  'dialog.openFiles': command(
    'Asks for existing files; answers with handles.',
    z.object({
      purpose: z.enum(['import', 'engagement', 'package', 'anchor', 'trust', 'key', 'certificate', 'profile']),
      multiple: z.boolean().default(false),
      /** Folders instead of files: the dialogs of most systems offer one or the other. */
      folders: z.boolean().default(false),
    }),
    z.object({ files: z.array(z.object({ handle: z.string(), name: z.string() })) }),
  ),
  'dialog.saveFile': command(
    'Asks where to write; answers with a handle.',
    z.object({
      purpose: z.enum(['engagement', 'package', 'key', 'profile', 'proof', 'recipe']),
      suggestedName: z.string(),
    }),
    z.object({ file: z.object({ handle: z.string(), name: z.string() }).nullable() }),
  ),
  'window.setTitle': command(
    'Names the engagement in the title bar.',
    z.object({ title: z.string().max(200) }),
    nothing,
  ),
  'sample.files': query(
    'Handles of the bundled sample files by set.',
    nothing,
    z.object({
      sets: z.array(z.object({ set: z.string(), files: z.array(z.object({ handle: z.string(), name: z.string() })) })),
    }),
  ),
} as const

export type Contract = typeof contract
export type ContractName = keyof Contract
export type JobName = { [N in ContractName]: Contract[N]['kind'] extends 'job' ? N : never }[ContractName]
export type CallName = Exclude<ContractName, JobName>
/** What a caller writes: defaults may be left out. */
export type RequestOf<N extends ContractName> = z.input<Contract[N]['request']>
/** What a handler sees: parsed, defaults filled in. */
export type ParsedRequestOf<N extends ContractName> = z.output<Contract[N]['request']>
/** Answer of a query or command; for a job, what the finished job carries. */
export type ResultOf<N extends ContractName> = z.output<Contract[N]['response']>
export type ResponseOf<N extends ContractName> = N extends JobName ? z.output<typeof jobStartedSchema> : ResultOf<N>

/** Served by the shell and never sent to the engine host. */
export const shellNames = [
  'dialog.openFiles',
  'dialog.saveFile',
  'window.setTitle',
  'sample.files',
  'app.info',
] as const satisfies readonly ContractName[]

export const eventSchemas = {
  'job.progress': z.object({
    jobId: z.string(),
    name: z.string(),
    /** What is counted, for example `bytes`, `entries`, `batches`, `files`. */
    unit: z.string(),
    done: z.number(),
    total: z.number().nullable(),
    stage: z.string(),
  }),
  'job.finished': z.object({
    jobId: z.string(),
    name: z.string(),
    outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('done'), result: z.unknown() }),
      z.object({
        kind: z.literal('failed'),
        error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.string()) }),
      }),
      z.object({ kind: z.literal('cancelled') }),
    ]),
  }),
  'engagement.changed': z.object({
    engagementId: z.string(),
    what: z.enum(['sources', 'runs', 'findings', 'anchors', 'trust', 'packages']),
  }),
  /** The engine opened a connection; the count is its own, since it started. */
  'network.connected': z.object({ connections: z.number().int() }),
  'shell.openFile': z.object({ kind: z.enum(['engagement', 'package']), handle: z.string(), name: z.string() }),
} as const
export type EventName = keyof typeof eventSchemas
export type PayloadOf<E extends EventName> = z.output<(typeof eventSchemas)[E]>

export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.string()),
})
export type WireError = z.infer<typeof wireErrorSchema>
export type Envelope =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError }
