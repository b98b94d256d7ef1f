/** What the auditor vouches for, in a few words. The name of each kind is in the catalogue under `trustKind`. */
import type { TrustEntry } from '../model/anchor.ts'

/** The value that is vouched for, in one piece. */
export function trustValue(entry: TrustEntry): string {
  switch (entry.kind) {
    case 'block-hash':
      return entry.blockHash
    case 'contract':
      return entry.address
    case 'tsa-root':
      return entry.certificate
    case 'log-key':
      return entry.key
    case 'bitcoin-header':
      return entry.header
    case 'head-list':
      return entry.sha256
    case 'beacon-root':
      return entry.blockRoot
    case 'second-source':
      return entry.by
    case 'checkpoint':
      return entry.rootHash
    case 'certificate':
      return entry.certificate
    case 'revocation-list':
      return entry.list
    case 'sigstore-root':
      return entry.sha256
    case 'sigstore-key':
      return entry.key
  }
}

/** Chain, height or role that the value belongs to; null where there is none. */
export function trustScope(entry: TrustEntry): string | null {
  switch (entry.kind) {
    case 'block-hash':
    case 'contract':
      return entry.chainId
    case 'tsa-root':
    case 'certificate':
    case 'revocation-list':
    case 'sigstore-root':
    case 'sigstore-key':
      return null
    case 'log-key':
      return entry.role
    case 'bitcoin-header':
      return String(entry.height)
    case 'head-list':
      return entry.holder
    case 'beacon-root':
      return entry.genesisValidatorsRoot
    case 'second-source':
      return entry.chainId
    case 'checkpoint':
      return `${entry.origin}, ${entry.size}`
  }
}
