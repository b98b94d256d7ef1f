/**
 * Package build: facts from real queries, payload files, report, seal, write beside and rename, then re-open what was
 * written and verify it like a stranger would.
 */
import { basename } from 'node:path'
import type { ParsedRequestOf, ResultOf } from '../../../shared/ipc/contract.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { sortedPaths } from '../../../shared/core/package/package-layout.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import { readSigningKey } from '../../io/signing/pkcs12-read.ts'
import { recordCustody } from '../custody/record-custody.ts'
import type { JobContext } from '../jobs.ts'
import type { EnginePorts } from '../ports.ts'
import type { Session } from '../session.ts'
import { openPackage } from './open-package.ts'
import { gatherPackageFacts, type PackageFacts } from './package-facts.ts'
import { packagePayload } from './package-payload.ts'
import { referencedSources } from './referenced-sources.ts'
import { repeatableChecks } from './repeatable-checks.ts'
import { reportModel } from './report-sections.ts'
import { sealPackage } from './seal-package.ts'

export type BuildRequest = Omit<ParsedRequestOf<'package.build'>, 'engagementId'>

export async function buildPackage(
  ports: EnginePorts,
  session: Session,
  request: BuildRequest,
  job: JobContext,
): Promise<ResultOf<'package.build'>> {
  const key = readSigningKey(await readChosenFile(request.keyFile), request.passphrase)
  const { store } = session
  const facts = await gatherPackageFacts(ports, store, job)
  if (facts.sources.length === 0) {
    throw new AppError('profile-unsuitable', 'The engagement has no source, so there is nothing to package.')
  }
  const sealedAtMicros = ports.clock.nowMicros()
  const packageId = packageIdFrom(facts, request.template, sealedAtMicros)
  const payloadFiles = packagePayload(store, request.template, facts)
  const report = reportModel(request.template, facts, {
    packageId,
    generatedAtMicros: sealedAtMicros,
    toolVersion: ports.version,
    preparedBy: request.preparedBy ?? '',
    referenced: [...referencedSources(facts)].map(({ source }) => source.name),
    payloadPaths: sortedPaths(payloadFiles.keys()),
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
  if (check.overall !== 'verified') {
    throw new AppError(
      'internal',
      `Internal fault: the package that was written does not verify. Do not hand over ${request.out}.`,
    )
  }
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
  const name = maskedText(facts.engagement.name)
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  return `${name === '' ? 'engagement' : name}-${template}-${isoFromMicros(micros, 0).replace(/[-:]/g, '')}`
}
