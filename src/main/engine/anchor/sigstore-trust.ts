/**
 * Trusted roots and keys of Sigstore signers, looked at before they are kept and read again for judging. A root that names
 * a key without a start of validity is refused as a whole: under such a key, entries of any time would count.
 */
import type { TrustEntry, TrustOf } from '../../../shared/model/anchor.ts'
import { AppError } from '../../../shared/model/app-error.ts'
import { bytesToHex } from '../../../shared/core/bytes/hex.ts'
import type { SigstoreTrust } from '../../io/anchors/sigstore/judge-bundle.ts'
import { parseTrustedRoot, withoutStart } from '../../io/anchors/sigstore/trusted-root.ts'
import { sha256Hex, sha256Of } from '../../io/host/digest.ts'
import { publicKeyKind, spkiFrom } from '../../io/signing/public-key.ts'

/** The entry of a trusted_root.json. AppError `anchor-file-invalid` for one that cannot be used. */
export function sigstoreRootEntry(bytes: Uint8Array, name: string): TrustOf<'sigstore-root'> {
  const entry: TrustOf<'sigstore-root'> = {
    kind: 'sigstore-root',
    sha256: sha256Hex(bytes),
    root: Buffer.from(bytes).toString('base64'),
    note: `from ${name}`,
  }
  assertRoot(entry)
  return entry
}

/** Entries of the PEM public keys of a file. AppError `anchor-file-invalid` for one of a kind that is not supported. */
export function sigstoreKeyEntries(blocks: readonly string[], name: string): TrustOf<'sigstore-key'>[] {
  return blocks.map((text) => {
    const spki = spkiFrom({ kind: 'pem', text })
    if (spki === null || publicKeyKind(spki) === null)
      throw new AppError(
        'anchor-file-invalid',
        `${name} holds a public key that is not RSA, ECDSA (P-256, P-384, P-521) or Ed25519. Nothing was changed.`,
      )
    const key = Buffer.from(spki).toString('base64')
    return { kind: 'sigstore-key', key, note: `SHA-256 ${bytesToHex(sha256Of(spki))}, from ${name}` }
  })
}

/** Throws for the first root or key among `entries` that could never be used. */
export function assertSigstoreTrust(entries: readonly TrustEntry[]): void {
  for (const entry of entries) {
    if (entry.kind === 'sigstore-root') assertRoot(entry)
    if (entry.kind === 'sigstore-key' && publicKeyKind(Buffer.from(entry.key, 'base64')) === null)
      throw new AppError('anchor-file-invalid', 'A public key cannot be read or is not supported. Nothing was changed.')
  }
}

/** What the auditor pinned, for judging bundles. */
export function sigstoreTrustFrom(trust: readonly TrustEntry[]): SigstoreTrust {
  return {
    roots: trust.flatMap((entry) => {
      if (entry.kind !== 'sigstore-root') return []
      const parsed = parseTrustedRoot(Buffer.from(entry.root, 'base64'))
      return parsed.kind === 'root' ? [parsed.root] : []
    }),
    keys: trust.flatMap((entry) => (entry.kind === 'sigstore-key' ? [Buffer.from(entry.key, 'base64')] : [])),
  }
}

function assertRoot({ root, sha256 }: TrustOf<'sigstore-root'>): void {
  const bytes = Buffer.from(root, 'base64')
  const fail = (problem: string): never => {
    throw new AppError('anchor-file-invalid', `The trusted root ${sha256} ${problem}. Nothing was changed.`)
  }
  if (sha256Hex(bytes) !== sha256) fail('has another SHA-256 than is stated beside it')
  const parsed = parseTrustedRoot(bytes)
  if (parsed.kind === 'refused') return fail(`cannot be read (${parsed.problem})`)
  const [open] = withoutStart(parsed.root)
  if (open !== undefined) fail(`states no start of validity for ${open}`)
}
