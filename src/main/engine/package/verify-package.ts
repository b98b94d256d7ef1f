/** Verifies a package that someone handed over; needs no engagement. */
import { basename } from 'node:path'
import type { ParsedRequestOf } from '../../../shared/ipc/contract.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import type { PackageCheck } from '../../../shared/model/package.ts'
import { parseFingerprint } from '../../io/signing/trust.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import type { JobContext } from '../jobs.ts'
import { openPackage } from './open-package.ts'

export async function verifyPackage(
  request: ParsedRequestOf<'package.verify'>,
  job: JobContext,
): Promise<PackageCheck> {
  const fingerprints = (request.trustFingerprints ?? []).map((text) => {
    const fingerprint = parseFingerprint(text)
    if (fingerprint === undefined)
      throw new AppError('usage', `${text} is no SHA-256 fingerprint. Nothing was checked.`)
    return fingerprint
  })
  const certificates = await Promise.all((request.trustFiles ?? []).map(readChosenFile))
  return openPackage(
    { path: request.file, fileName: basename(request.file) },
    {
      trust: { fingerprints, certificates },
      breathe: async (membersRead) => {
        job.progress('files', 'files', membersRead, null)
        await job.breathe()
      },
    },
  )
}
