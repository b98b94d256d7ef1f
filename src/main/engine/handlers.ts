/** One handler per contract name that the engine serves; a missing one does not compile. */
import type {
  ContractName,
  EventName,
  JobName,
  ParsedRequestOf,
  PayloadOf,
  ResultOf,
  shellNames,
} from '../../shared/ipc/contract.ts'
import { AppError } from '../../shared/model/app-error.ts'
import type { CheckResult } from '../../shared/model/check-run.ts'
import { worstVerdict } from '../../shared/model/verdict.ts'
import { dayOfDate } from '../../shared/core/time/instant.ts'
import { maskedStart } from '../../shared/core/sensitive/mask-value.ts'
import { findShippedRecipe, presetRecipes, shippedRecipes } from '../../shared/core/chain/shipped-recipes.ts'
import { hasAnchorFiles, listAnchorFiles, listTrust } from '../store/anchors.ts'
import { countCustodyEvents, pageCustodyEvents } from '../store/custody.ts'
import { insertEngagement } from '../store/engagements.ts'
import { countFindings, pageFindings } from '../store/findings.ts'
import { createStore, openStore } from '../store/open.ts'
import { abandonRunningRuns, countBreaks, findRun, lastAnalysis, listRuns, pageBreaks } from '../store/runs.ts'
import { findSource, listSources, pageRejects, type StoredSource } from '../store/sources.ts'
import { readSensitiveFields } from '../store/sensitive-counts.ts'
import { VaultReader } from '../store/vault.ts'
import { addGivenTrust } from './anchor/add-trust.ts'
import { addAnchorMaterial, claimsOf, transcriptsOf, trustHash } from './anchor/anchor-material.ts'
import { fetchHandlers } from './anchor/fetch-handlers.ts'
import { measureTrustWindow } from './anchor/trust-window.ts'
import { continuityHandlers } from './continuity-handlers.ts'
import { doctorHandlers } from './doctor-handlers.ts'
import { recordCustody } from './custody/record-custody.ts'
import { evidenceHandlers, importedSummary } from './evidence-handlers.ts'
import { verifyCloudTrail } from './cloudtrail/verify-cloudtrail.ts'
import { verifyCustody } from './custody/verify-custody.ts'
import { runAnalysis, type AnalysisResult } from './detect/run-analysis.ts'
import { explainHandlers } from './explain/explain-handlers.ts'
import { previewErasure } from './erasure/preview-erasure.ts'
import { listFormats } from '../io/formats/reader.ts'
import { writeOriginal } from './import/write-original.ts'
import { planImport } from './import/plan-import.ts'
import { membersOf } from './import/members-of.ts'
import { previewSource } from './import/preview-source.ts'
import { findProfile, listProfiles, readProfileFile, saveProfile, savedProfiles } from './import/saved-profiles.ts'
import { profileHash, shippedProfiles } from './import/shipped-profiles.ts'
import { importSource, sweep } from './import/import-source.ts'
import { type JobContext, type Jobs } from './jobs.ts'
import { writeJsonFile } from './json-file.ts'
import { createKey, inspectKey } from './package/signing-keys.ts'
import { verifyPackage } from './package/verify-package.ts'
import { verifyLogCopy } from './proof/verify-log-copy.ts'
import type { EnginePorts } from './ports.ts'
import { inspectEntry, pageOfEntries } from './query/page-entries.ts'
import { overviewOf, summarizeSource } from './query/source-summary.ts'
import { sealHandlers } from './seal-handlers.ts'
import { countSensitiveFields } from './sensitive/count-fields.ts'
import { unmaskEntry } from './sensitive/unmask-entry.ts'
import { merkleHandlers } from './merkle-handlers.ts'
import { runHandlers } from './run-handlers.ts'
import type { Session, Sessions } from './session.ts'
import { readChainKeys } from './verify/key-files.ts'
import { hasChain, verifyChain } from './verify/verify-chain.ts'
import { verifyAll } from './verify/verify-all.ts'
import { hasProofs, verifyProofs } from './proof/verify-proofs.ts'
import { verifyAnchors } from './verify/verify-anchors.ts'
import { verifyMerkle } from './verify/verify-merkle.ts'

export type EngineName = Exclude<ContractName, (typeof shellNames)[number]>
type HandlerOf<N extends EngineName> = (
  request: ParsedRequestOf<N>,
) => Promise<N extends JobName ? { jobId: string } : ResultOf<N>>
export type Handlers = { readonly [N in EngineName]: HandlerOf<N> }

export interface HandlerContext {
  readonly ports: EnginePorts
  readonly jobs: Jobs
  readonly sessions: Sessions
  readonly emit: <E extends EventName>(event: E, payload: PayloadOf<E>) => void
}

const defaultLanes = 2
/** Characters of a rejected record that are shown. */
const rejectCharacters = 4096

export function createHandlers({ ports, jobs, sessions, emit }: HandlerContext): Handlers {
  const changed = (session: Session, what: PayloadOf<'engagement.changed'>['what']): void =>
    emit('engagement.changed', { engagementId: session.id, what })
  const sourceOf = (session: Session, sourceId: number): StoredSource => {
    const source = findSource(session.store, sourceId)
    if (source === undefined)
      throw new AppError('source-not-found', `There is no source ${sourceId} in this engagement.`)
    return source
  }
  const storeOf = (engagementId: string | undefined): Session['store'] | undefined =>
    engagementId === undefined ? undefined : sessions.get(engagementId).store
  /** A job that answers with its id; `done` runs after it succeeded. */
  const job = <N extends JobName>(
    name: N,
    session: Session | null,
    work: (context: JobContext) => Promise<ResultOf<N>>,
    done?: () => void,
  ): Promise<{ jobId: string }> =>
    Promise.resolve({
      jobId: jobs.start(name, session?.id ?? null, async (context) => {
        const result = await work(context)
        done?.()
        return result
      }),
    })
  const scopeOf = (
    session: Session,
    sourceId: number | undefined,
    applies: (source: StoredSource) => boolean,
    what: string,
  ): StoredSource[] => {
    const sources = (sourceId === undefined ? listSources(session.store) : [sourceOf(session, sourceId)]).filter(
      (source) => sourceId !== undefined || applies(source),
    )
    if (sources.length === 0)
      throw new AppError('profile-unsuitable', `No source of this engagement has ${what}. Nothing was checked.`)
    return sources
  }
  const answer = (results: CheckResult[]): { results: CheckResult[]; overall: CheckResult['verdict'] } => ({
    results,
    overall: worstVerdict(results.map((result) => result.verdict)),
  })
  const withBatches = (source: StoredSource): boolean => source.profile.batches !== undefined

  return {
    'engagement.create': async ({ file, name, period, frameworks }) => {
      if (dayOfDate(period.from) === null || dayOfDate(period.to) === null)
        throw new AppError('usage', 'The period names a date that does not exist.')
      if (period.to < period.from) throw new AppError('usage', 'The period ends before it begins.')
      const session = sessions.create(file, (path) => {
        const store = createStore(path)
        store.db.transaction(() => {
          insertEngagement(store, {
            engagementId: Buffer.from(ports.random(16)).toString('hex'),
            name,
            period,
            frameworks,
            createdAtMicros: ports.clock.nowMicros(),
          })
          recordCustody(ports, store, 'engagement.create', { name, period, frameworks })
        })()
        return store
      })
      return session.describe()
    },
    'engagement.open': async ({ file }) => {
      const session = sessions.open(file, (path) => {
        const store = openStore(path)
        abandonRunningRuns(store)
        return store
      })
      void sweep(session)
      return session.describe()
    },
    'engagement.close': async ({ engagementId }) => {
      const { id } = sessions.get(engagementId)
      // A job's end writes its run: the store must still be open then.
      await jobs.cancelAll(id)
      await sessions.close(id)
      return {}
    },
    'engagement.overview': async ({ engagementId }) => overviewOf(sessions.get(engagementId)),

    'format.list': () =>
      Promise.resolve({
        formats: listFormats().map(({ id, title, about }) => ({ id, title, about })),
        profiles: shippedProfiles().map((profile) => ({
          id: profile.id,
          name: profile.name,
          version: profile.version,
          hash: profileHash(profile),
        })),
      }),

    'source.preview': async ({ engagementId, file, more, ...choices }) => {
      const session = engagementId === undefined ? undefined : sessions.get(engagementId)
      const plan = await planImport([file, ...(more ?? [])], { ...choices, saved: savedProfiles(session) })
      return previewSource(plan, session)
    },
    'source.import': ({ engagementId, file, more, expectSha256, sensitive, passing, ...choices }) => {
      const session = sessions.get(engagementId)
      return job(
        'source.import',
        session,
        async (context) => {
          const plan = await planImport([file, ...(more ?? [])], { ...choices, saved: savedProfiles(session) })
          const pathGiven = passing === true ? null : file
          const source = await importSource(ports, session, { plan, pathGiven, expectSha256, sensitive }, context)
          return importedSummary(session.store, source)
        },
        () => changed(session, 'sources'),
      )
    },
    'source.list': async ({ engagementId }) => {
      const { store } = sessions.get(engagementId)
      return { sources: listSources(store).map((source) => summarizeSource(store, source)) }
    },
    'source.members': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return membersOf(session.store, sourceOf(session, sourceId))
    },
    'source.original': async ({ engagementId, sourceId, original, out, force }) => {
      const session = sessions.get(engagementId)
      return writeOriginal(ports, session, sourceOf(session, sourceId), { original, out, force: force ?? false })
    },
    'source.rejects': async ({ engagementId, sourceId, start, count }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      const vault = new VaultReader(session.store, sourceId)
      const rejects = pageRejects(session.store, sourceId, start, count).map((reject) => ({
        sourceId,
        ...reject,
        text: maskedStart(
          vault.read(reject.byteStart, Math.min(reject.byteLength, 32_768)).toString('utf8'),
          rejectCharacters,
        ),
      }))
      return { total: source.receipt.rejected, rejects }
    },
    'source.countSensitive': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      return job('source.countSensitive', session, (context) => countSensitiveFields(ports, session, source, context))
    },
    'source.sensitive': async ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      return { counts: readSensitiveFields(session.store, sourceOf(session, sourceId).sourceId) }
    },
    ...evidenceHandlers({ ports, sessions, sourceOf, job, changed }),

    'profile.list': async ({ engagementId }) => ({
      profiles: listProfiles(storeOf(engagementId)).map(({ profile: { id, name, version, fields }, hash, origin }) => ({
        id,
        name,
        version,
        hash,
        origin,
        fields: Object.keys(fields).length,
      })),
    }),
    'profile.show': async ({ engagementId, id }) => findProfile(storeOf(engagementId), id),
    'profile.read': async ({ file }) => ({ ...(await readProfileFile(file)), origin: 'file' as const }),
    'profile.save': async ({ engagementId, profile }) => saveProfile(ports, sessions.get(engagementId), profile),
    'profile.export': async ({ engagementId, id, out, force }) =>
      writeJsonFile(findProfile(storeOf(engagementId), id).profile, out, force ?? false),

    'entry.page': async ({ engagementId, filter, start, count }) =>
      pageOfEntries(sessions.get(engagementId), filter, start, count),
    'entry.inspect': async ({ engagementId, entryId }) => inspectEntry(sessions.get(engagementId), entryId),
    'entry.unmask': async ({ engagementId, entryId, reason }) =>
      unmaskEntry(ports, sessions.get(engagementId), entryId, reason),
    ...explainHandlers({ ports, sessions }),

    'chain.verify': ({ engagementId, sourceId, recipe, recipeId, secondOpinion, keyFiles, keyEncoding, lanes }) => {
      const session = sessions.get(engagementId)
      const chosen = recipe ?? (recipeId === undefined ? undefined : findShippedRecipe(recipeId))
      if (recipeId !== undefined && chosen === undefined)
        throw new AppError('recipe-invalid', `There is no recipe ${recipeId}.`)
      const sources = scopeOf(session, sourceId, hasChain, 'a hash chain')
      return job(
        'chain.verify',
        session,
        async (context) => {
          const keys = await readChainKeys(keyFiles ?? [], keyEncoding ?? 'raw', ports.sha256)
          const results: CheckResult[] = []
          for (const source of sources)
            results.push(
              await verifyChain(
                ports,
                session,
                source,
                { recipe: chosen, secondOpinion, keys, lanes: lanes ?? defaultLanes },
                context,
              ),
            )
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
    'merkle.verify': ({ engagementId, sourceId, lanes, secondOpinion, choice }) => {
      const session = sessions.get(engagementId)
      const sources = scopeOf(session, sourceId, withBatches, 'Merkle batches')
      return job(
        'merkle.verify',
        session,
        async (context) => {
          const results: CheckResult[] = []
          for (const source of sources)
            results.push(
              await verifyMerkle(
                ports,
                session,
                source,
                { lanes: lanes ?? defaultLanes, secondOpinion: secondOpinion ?? true, choice },
                context,
              ),
            )
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
    'anchors.verify': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const proven = (source: StoredSource): boolean => hasProofs(session.store, source.sourceId)
      const sources = scopeOf(
        session,
        sourceId,
        (source) => withBatches(source) || proven(source),
        'anchored batches or outside proofs',
      )
      return job(
        'anchors.verify',
        session,
        async (context) => {
          const results: CheckResult[] = []
          for (const source of sources) {
            if (proven(source)) results.push(await verifyProofs(ports, session, source, context))
            if (!withBatches(source)) continue
            const merkle = await verifyMerkle(
              ports,
              session,
              source,
              { lanes: defaultLanes, secondOpinion: true },
              context,
            )
            results.push(await verifyAnchors(ports, session, source, merkle, context))
          }
          return answer(results)
        },
        () => changed(session, 'runs'),
      )
    },
    ...doctorHandlers({ ports, sessions, job, sourceOf }),
    ...continuityHandlers({ ports, sessions, job, changed, scopeOf, answer }),
    ...sealHandlers({ ports, sessions, job, changed, scopeOf, answer }),
    ...runHandlers({ ports, sessions, job, changed, scopeOf, answer }),
    ...merkleHandlers({ ports, sessions, job, changed, scopeOf, answer }),
    'cloudtrail.verify': ({ engagementId, files, keys, metadata, relocated, relocatedTo }) => {
      const session = sessions.get(engagementId)
      if (relocated.length !== relocatedTo.length)
        throw new AppError('usage', 'Each relocation needs a bucket with a prefix, and a folder.')
      const relocations = relocated.map((from, index) => ({ ...from, folder: relocatedTo[index] ?? '' }))
      return job(
        'cloudtrail.verify',
        session,
        async (context) =>
          answer([await verifyCloudTrail(ports, session, { files, keys, metadata, relocations }, context)]),
        () => changed(session, 'runs'),
      )
    },
    'all.verify': ({ engagementId, sourceId }) => {
      const session = sessions.get(engagementId)
      const sources = scopeOf(session, sourceId, () => true, 'anything to verify')
      return job(
        'all.verify',
        session,
        async (context) => {
          const { results, skipped } = await verifyAll(ports, session, sources, defaultLanes, context)
          return { ...answer(results), skipped }
        },
        () => changed(session, 'runs'),
      )
    },
    'run.list': async ({ engagementId, limit }) => ({ runs: listRuns(sessions.get(engagementId).store, limit) }),
    'run.result': async ({ engagementId, runId }) => {
      const found = findRun(sessions.get(engagementId).store, runId)
      if (found === undefined) throw new AppError('not-found', `There is no check run ${runId}.`)
      return found
    },
    'run.breaks': async ({ engagementId, runId, start, count }) => {
      const { store } = sessions.get(engagementId)
      return { total: countBreaks(store, runId), breaks: pageBreaks(store, runId, start, count) }
    },

    'anchor.add': async ({ engagementId, sourceId, file, startHeight }) => {
      const session = sessions.get(engagementId)
      sourceOf(session, sourceId)
      const added = await addAnchorMaterial(ports, session, sourceId, file, startHeight)
      changed(session, 'anchors')
      return added
    },
    ...fetchHandlers({ ports, sessions, job, sourceOf, changed }),
    'anchor.window': ({ engagementId, sourceId, basis, withinHours }) => {
      const session = sessions.get(engagementId)
      const source = sourceOf(session, sourceId)
      const options = { basis, withinHours: withinHours ?? null }
      return job('anchor.window', session, (running) => measureTrustWindow(session.store, source, options, running))
    },
    'anchor.list': async ({ engagementId, sourceId }) => {
      const { store } = sessions.get(engagementId)
      if (!hasAnchorFiles(store, sourceId)) return { files: [], claims: [], transcripts: [] }
      return {
        files: listAnchorFiles(store, sourceId).map(({ kind, name, sha256 }) => ({ kind, name, sha256 })),
        claims: claimsOf(store, sourceId),
        transcripts: transcriptsOf(store, sourceId).map(({ sha256, transcript }) => ({
          sha256,
          chainId: transcript.chainId,
          contract: transcript.contract,
          capturedAt: transcript.capturedAt,
          endpoint: transcript.endpoint,
          blocks: transcript.blocks.length,
        })),
      }
    },
    'trust.add': async ({ engagementId, ...given }) => {
      const session = sessions.get(engagementId)
      const added = await addGivenTrust(ports, session, given)
      changed(session, 'trust')
      return added
    },
    'trust.list': async ({ engagementId }) => {
      const entries = listTrust(sessions.get(engagementId).store)
      return { entries, hash: trustHash(entries) }
    },

    'analysis.run': ({ engagementId, sourceId, modes, zone }) => {
      const session = sessions.get(engagementId)
      return job(
        'analysis.run',
        session,
        (context) => runAnalysis(ports, session, { sourceId, modes, zone }, context),
        () => changed(session, 'findings'),
      )
    },
    'analysis.result': async ({ engagementId }) => ({
      result: lastAnalysis(sessions.get(engagementId).store) as AnalysisResult | null,
    }),
    'finding.list': async ({ engagementId, kind, start, count }) => {
      const { store } = sessions.get(engagementId)
      const byKind = countFindings(store)
      const total =
        kind === undefined ? Object.values(byKind).reduce((sum, part) => sum + part, 0) : (byKind[kind] ?? 0)
      return { total, findings: pageFindings(store, kind, start, count), byKind }
    },

    'erasure.preview': ({ engagementId, subjects, transform }) => {
      const session = sessions.get(engagementId)
      return job('erasure.preview', session, (context) =>
        previewErasure(ports, session.store, { subjects, transform }, context),
      )
    },

    'key.create': (request) => createKey(ports, request),
    'key.inspect': (request) => inspectKey(request),
    'package.build': ({ engagementId, ...request }) => {
      const session = sessions.get(engagementId)
      return job(
        'package.build',
        session,
        async (context) => {
          // Loaded when one is built: the PDF library would add half to the start-up time of every other command.
          const { buildPackage } = await import('./package/build-package.ts')
          return buildPackage(ports, session, request, context)
        },
        () => changed(session, 'packages'),
      )
    },
    'tlog.verify': (request) => job('tlog.verify', null, (context) => verifyLogCopy(request, context)),
    'package.verify': (request) => job('package.verify', null, (context) => verifyPackage(request, context)),

    'recipe.list': async () => ({ recipes: [...shippedRecipes, ...presetRecipes] }),
    'log.list': async ({ engagementId, start, count }) => {
      const { store } = sessions.get(engagementId)
      return { total: countCustodyEvents(store), events: pageCustodyEvents(store, start, count) }
    },
    'log.verify': async ({ engagementId }) => verifyCustody(ports, sessions.get(engagementId).store),
    'job.cancel': async ({ jobId }) => ({ cancelled: jobs.cancel(jobId) }),
  }
}
