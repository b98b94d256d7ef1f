/** Signing keys: made, read and described. The passphrase never leaves the call. */
import type { ParsedRequestOf, ResultOf } from '../../../shared/ipc/contract.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { writeFileAtomically } from '../../io/files/atomic-write.ts'
import { issueSigningKey } from '../../io/signing/issue-signing-key.ts'
import { readSigningKey } from '../../io/signing/pkcs12-read.ts'
import type { SigningKey } from '../../io/signing/signing-key.ts'
import { readChosenFile } from '../../io/files/read-chunks.ts'
import type { EnginePorts } from '../ports.ts'

type KeySummary = ResultOf<'key.create'>

export async function createKey(ports: EnginePorts, request: ParsedRequestOf<'key.create'>): Promise<KeySummary> {
  if (request.passphrase.length < 8)
    throw new AppError('usage', 'The passphrase has fewer than 8 characters. No key was made.')
  const issued = issueSigningKey({
    name: request.name,
    passphrase: request.passphrase,
    validFrom: new Date(ports.clock.nowMicros() / 1000),
    serial: ports.random(16),
    random: (size) => ports.random(size),
  })
  await writeFileAtomically(request.file, [issued.p12], { force: request.force ?? false })
  return summaryOf(readSigningKey(issued.p12, request.passphrase))
}

export async function inspectKey(request: ParsedRequestOf<'key.inspect'>): Promise<KeySummary> {
  return summaryOf(readSigningKey(await readChosenFile(request.file), request.passphrase))
}

function summaryOf({ certificate }: SigningKey): KeySummary {
  return {
    name: certificate.subject,
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    selfSigned: certificate.selfSigned,
  }
}
