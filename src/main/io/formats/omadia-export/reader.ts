/**
 * omadia-audit-export-v1: JSON lines of four kinds. Entries are the records; header, checkpoints and trailer belong to
 * the format, and what they state becomes notes. A line of no such kind is a reject.
 */
import { findMember, nameFrom } from '../../../../shared/core/bytes/json-member.ts'
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import type { ReaderLimits } from '../limits.ts'
import { ndjsonReader } from '../ndjson/reader.ts'
import { bufferView } from '../parts/source-text.ts'
import { type Reader, TileWriter, type TileSink } from '../tile-sink.ts'

export const formatName = 'omadia-audit-export-v1'

/** Longest statement of a line that is put into a note. */
const detailBytes = 64 * 1024

export class OmadiaReader implements Reader {
  readonly #inner: Reader
  readonly #tiles: TileWriter
  #line: Readonly<Record<string, unknown>> = {}
  #headers = 0
  #entries = 0
  #checkpoints = 0
  #trailer: Readonly<Record<string, unknown>> | null = null

  constructor(sink: TileSink, limits: ReaderLimits) {
    this.#tiles = new TileWriter(sink)
    // Terminators round a line that is framing are one tile with it, so framing is joined once more.
    this.#inner = ndjsonReader(
      {
        layout: (layout) => this.#tiles.layout(layout),
        record: (bytes, start, end, byteStart, line, layout) =>
          this.#record(bytes, start, end, byteStart, line, layout),
        rejected: (...reject) => this.#tiles.rejected(...reject),
        blank: (byteStart, byteLength, line) => this.#tiles.blank(byteStart, byteLength, line),
        framing: (byteStart, byteLength) => this.#tiles.framing(byteStart, byteLength),
        note: (code, detail) => this.#tiles.note(code, detail),
        truncated: () => this.#tiles.truncated(),
      },
      limits,
    )
  }

  get scan(): JsonScan {
    return this.#inner.scan
  }

  push(chunk: Uint8Array): void {
    this.#inner.push(chunk)
  }

  end(): void {
    this.#inner.end()
    this.#tiles.flush()
    if (this.#headers === 0) this.#tiles.note('missing-header')
    if (this.#trailer === null) {
      this.#tiles.note(
        'missing-trailer',
        `${this.#entries} entries and ${this.#checkpoints} checkpoints before the end`,
      )
      this.#tiles.truncated()
      return
    }
    const { entries, checkpoints } = this.#trailer
    if (entries !== this.#entries || checkpoints !== this.#checkpoints) {
      const stated = `${shown(entries)} entries and ${shown(checkpoints)} checkpoints`
      this.#tiles.note('trailer-count-differs', `${stated} stated, ${this.#entries} and ${this.#checkpoints} here`)
    }
  }

  #record(bytes: Uint8Array, start: number, end: number, byteStart: number, line: number, layout: number): void {
    const kind = this.#kind(bytes, start, end)
    if (this.#trailer !== null) this.#tiles.note('text-after-trailer', `line ${line}`)
    if (kind === 'entry') {
      this.#entries += 1
      this.#tiles.record(bytes, start, end, byteStart, line, layout)
      return
    }
    if (kind === 'header') this.#header()
    else if (kind === 'checkpoint') this.#checkpoint()
    else if (kind === 'trailer') this.#trailer = this.#line
    else {
      const message = 'no line of this export: kind is not header, entry, checkpoint or trailer'
      this.#tiles.rejected(bytes, start, end, byteStart, line, 'unsupported', message)
      return
    }
    this.#tiles.framing(byteStart, end - start)
  }

  /** Kind of the line; a line that is no entry is also parsed. */
  #kind(bytes: Uint8Array, start: number, end: number): unknown {
    const { scan } = this.#inner
    const member = findMember(bytes, scan, kindName)
    const text = bufferView(bytes)
    if (member >= 0 && text.toString('latin1', scan.valueStart[member], scan.valueEnd[member]) === '"entry"')
      return 'entry'
    if (end - start > detailBytes) return null
    this.#line = parseJson(text.toString('utf8', start, end)) as Record<string, unknown>
    return this.#line['kind']
  }

  #header(): void {
    const { format, streamId, exportedAt, preChainRows, publicKeyFingerprint } = this.#line
    this.#headers += 1
    if (format !== formatName) this.#tiles.note('unknown-format-name', shown(format))
    const stated = `stream ${shown(streamId)}, exported at ${shown(exportedAt)}, key ${shown(publicKeyFingerprint)}`
    this.#tiles.note('export-header', stated)
    if (typeof preChainRows === 'number' && preChainRows > 0)
      this.#tiles.note('rows-outside-chain', `${preChainRows} rows`)
  }

  #checkpoint(): void {
    const { seq, headHashHex, signedAtIso, publicKeyFingerprint } = this.#line
    this.#checkpoints += 1
    const head = `seq ${shown(seq)}, head ${shown(headHashHex)}`
    this.#tiles.note('checkpoint', `${head}, signed at ${shown(signedAtIso)}, key ${shown(publicKeyFingerprint)}`)
  }
}

const kindName = nameFrom('kind')

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
