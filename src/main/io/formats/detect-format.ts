/**
 * Which format a source is in, from its first bytes and its name. Every format is asked; the strongest claim is proposed
 * and the others are listed, so that a person can disagree.
 */
import type { FormatId } from '../../../shared/model/source.ts'
import type { Claim } from './format.ts'
import { type DetectedEncoding, Probe } from './probe.ts'
import { formats } from './registry.ts'

export interface Candidate extends Claim {
  readonly format: FormatId
}

export interface Detection {
  /** null when no format fits; `evidence` then says why. */
  readonly format: FormatId | null
  /** What was seen, one sentence each, most telling first. */
  readonly evidence: readonly string[]
  /** Every claim, strongest first. */
  readonly candidates: readonly Candidate[]
  readonly encoding: DetectedEncoding
}

const magics: readonly (readonly [string, string])[] = [
  ['1f8b', 'a gzip file'],
  ['504b0304', 'a zip archive'],
  ['28b52ffd', 'a zstd file'],
  ['425a68', 'a bzip2 file'],
  ['fd377a585a00', 'an xz file'],
  ['5047444d50', 'a PostgreSQL dump in custom format: turn it into SQL with pg_restore --file'],
  ['53514c69746520666f726d6174203300', 'a SQLite database'],
  ['50415231', 'a Parquet file'],
]

/**
 * Detects from `prefix`, the first bytes of a source (64 KiB or more; fewer only when `complete`, that is, when they
 * are all). `fileName` decides only where the bytes leave it open.
 */
export function detectFormat(prefix: Uint8Array, fileName: string, complete: boolean): Detection {
  const probe = new Probe(prefix, fileName, complete)
  const { encoding } = probe
  const none = (...evidence: string[]): Detection => ({ format: null, evidence, candidates: [], encoding })
  const magic = magics.find(([hex]) => probe.bytes.subarray(0, hex.length / 2).toString('hex') === hex)
  if (magic !== undefined) return { ...none(`The first bytes are those of ${magic[1]}.`), encoding: 'binary' }
  const candidates = formats
    .flatMap((format): Candidate[] => {
      const claim = format.detect(probe)
      return claim === null ? [] : [{ format: format.id, ...claim }]
    })
    .toSorted((a, b) => b.confidence - a.confidence)
  const wide = encoding.startsWith('utf-16') || encoding.startsWith('utf-32')
  const best = candidates.find((candidate) => !wide || candidate.decodes === true)
  if (best !== undefined) {
    const evidence = [...best.evidence]
    if (encoding === 'not-utf-8' && best.decodes !== true)
      evidence.push('Some bytes are not UTF-8: the records that hold them will be rejected.')
    return { format: best.format, evidence, candidates, encoding }
  }
  if (wide) return none(`The text is ${encoding.toUpperCase()}; convert it to UTF-8 or ask for a UTF-8 export.`)
  return none(whyNone(probe))
}

/** In one sentence, what was seen where nothing fits. */
function whyNone(probe: Probe): string {
  if (probe.from === probe.bytes.length) return 'The source has no text.'
  const first = String.fromCodePoint(probe.first ?? 0)
  if (first === '[') return 'A JSON array whose first element is no object.'
  if (first === '{' && probe.objects.length > 0)
    return 'One JSON object over several lines, in no shape that is known, neither an array nor one object per line.'
  if (first === '{') return 'The text begins with a brace, but its lines are no JSON objects.'
  return 'Neither JSON nor a database dump, no known text log, and no CSV header that the records agree with.'
}
