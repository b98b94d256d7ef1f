/** What kind of material a file is that is added to a source as an anchor: told by its content, never by its name. */
import type { AnchorFileKind } from '../../../shared/model/proof.ts'
import { isOpenTimestamps } from '../../../shared/core/anchor/opentimestamps-file.ts'
import { isHeaderArchive } from '../../io/anchors/parse-bitcoin-headers.ts'
import { isLogConsistency } from '../../io/anchors/parse-log-consistency.ts'
import { isSigstoreBundle } from '../../io/anchors/sigstore/bundle.ts'
import { isTimestampToken } from '../../io/anchors/timestamp/judge-timestamp.ts'

/** Bytes that are looked at; every kind shows itself by then. */
const looked = 4096

export function anchorFileKind(bytes: Buffer): AnchorFileKind {
  if (isOpenTimestamps(bytes)) return 'opentimestamps'
  if (isHeaderArchive(bytes)) return 'bitcoin-headers'
  if (bytes[0] === 0x30 && isTimestampToken(bytes)) return 'timestamp-token'
  if (isSigstoreBundle(bytes)) return 'rekor-bundle'
  const head = bytes.subarray(0, looked).toString('utf8')
  if (head.includes('"assay.evm-transcript/')) return 'transcript'
  if (head.startsWith('c2sp.org/tlog-proof@')) return 'tlog-proof'
  if (isLogConsistency(bytes)) return 'log-consistency'
  // A signed note: text, an empty line, then lines that begin with an em dash.
  if (/\n\n\u2014 \S+ [A-Za-z0-9+/]/.test(bytes.toString('utf8', 0, 65_536))) return 'checkpoint'
  // Every answer about light clients begins with a beacon header.
  if (head.includes('"assay.beacon-transcript/') || head.includes('"proposer_index"')) return 'beacon-updates'
  if (/"header"\s*:\s*"[0-9a-fA-F]{160}"/.test(head) || /^\s*\d+[ \t,]+[0-9a-fA-F]{160}\s*$/m.test(head))
    return 'bitcoin-headers'
  return /blockchain_tx|merkle_root/.test(head) ? 'claims' : 'head-list'
}
