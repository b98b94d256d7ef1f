/**
 * Audit logs of Acra: JSON, CEF or text lines, each with `integrity=` (hex), chains begun by `chain=new` and ended by a
 * closing message. Says where a chain lacks its beginning or end; verifies nothing, which takes the key.
 */
import type { JsonScan } from '../../../../shared/core/bytes/json-scan.ts'
import { parseJson } from '../../../../shared/core/bytes/parse-json.ts'
import { sourceProfileSchema } from '../../../../shared/model/profile.ts'
import { parseCef, renderCef } from '../cef/cef-line.ts'
import type { Claim, FormatDefinition } from '../format.ts'
import { parseKeyValue } from '../key-value/key-value-line.ts'
import { jsonRejectFrom, type Reject } from '../parts/json-reject.ts'
import { byte } from '../parts/source-text.ts'
import { type GrammarMaker, syntax, textLineReader, type TextLine } from '../parts/text-line-reader.ts'
import { hasRepeatedName, membersFrom, type Pair, TextMembers } from '../parts/text-members.ts'
import { countLines, sampleLines } from '../parts/text-probe.ts'
import type { Probe } from '../probe.ts'
import type { TileWriter } from '../tile-sink.ts'
import profile from './profile.json' with { type: 'json' }

const endMessage = 'End of current audit log chain'
const digest = /^[0-9a-f]{64}$/

export const format: FormatDefinition = {
  id: 'acra',
  title: 'Acra audit log',
  about: 'Audit log lines of Acra in JSON, CEF or text, each with its integrity value.',
  detect,
  createReader: (sink, limits) => textLineReader(sink, limits, grammar),
  recordJson(bytes, start, end) {
    const text = bytes.toString('utf8', start, end)
    if (text.startsWith('CEF:')) {
      const event = parseCef(text)
      return (typeof event === 'string' ? new TextMembers() : renderCef(event)).bytes
    }
    const pairs = parseKeyValue(text)
    return membersFrom(typeof pairs === 'string' ? [] : pairs).bytes
  },
  profiles: [sourceProfileSchema.parse(profile)],
  notes: {
    'acra-chain-begun-before': {
      text: 'The first sealed line does not begin a chain: its beginning is in an earlier file.',
      incomplete: true,
    },
    'acra-chain-not-ended': { text: 'A chain without its closing message.', incomplete: true },
    'acra-no-integrity': { text: 'A line without an integrity value, which no chain covers.' },
  },
}

/** What the chain is told by a line. */
interface Seal {
  readonly integrity: string | null
  readonly chain: string | null
  readonly message: string | null
}

const grammar: GrammarMaker = (tiles, scan) => {
  const layouts = new Map<string, number>()
  const chain = new ChainWatch(tiles)
  const layoutOf = (shape: 'json' | 'cef' | 'text'): number => {
    let layout = layouts.get(shape)
    if (layout === undefined) {
      layout = tiles.layout(
        shape === 'json' ? { kind: 'json' } : { kind: 'rendered', format: 'acra', table: null, data: { shape } },
      )
      layouts.set(shape, layout)
    }
    return layout
  }
  return {
    judge(line) {
      const shape = line.bytes[line.start] === byte.openBrace ? 'json' : line.text.startsWith('CEF:') ? 'cef' : 'text'
      const seal = shape === 'json' ? sealOfJson(line, scan, tiles) : sealOfText(line.text, shape, tiles)
      if ('reason' in seal) return seal
      chain.take(seal, line.line)
      return layoutOf(shape)
    },
    end: () => chain.end(),
  }
}

class ChainWatch {
  readonly #tiles: TileWriter
  /** Line of the sealed line before, while its chain is open; 0 when no chain is. */
  #openSince = 0
  #any = false

  constructor(tiles: TileWriter) {
    this.#tiles = tiles
  }

  take({ integrity, chain, message }: Seal, line: number): void {
    if (integrity === null) {
      this.#tiles.note('acra-no-integrity', `line ${line}`)
      return
    }
    if (chain === 'new') {
      if (this.#openSince > 0) this.#tiles.note('acra-chain-not-ended', `before line ${line}`)
      this.#openSince = line
    } else if (!this.#any) {
      this.#tiles.note('acra-chain-begun-before', `line ${line}`)
      this.#openSince = line
    }
    this.#any = true
    // Acra itself takes a marker without the message for none: it could have been moved there.
    if (chain === 'end' && message === endMessage) this.#openSince = 0
  }

  end(): void {
    if (this.#openSince > 0) this.#tiles.note('acra-chain-not-ended', 'at the end of the file')
  }
}

function sealOfJson(line: TextLine, scan: JsonScan, tiles: TileWriter): Seal | Reject {
  const { bytes, start, end, complete } = line
  if (!scan.scan(bytes, start, end)) return jsonRejectFrom(scan, true, bytes, start, end, !complete)
  if (scan.duplicateKeys) tiles.note('duplicate-keys')
  if (scan.loneSurrogate) tiles.note('lone-surrogate')
  const value = parseJson(line.text) as Record<string, unknown>
  const textOf = (name: string): string | null => (typeof value[name] === 'string' ? value[name] : null)
  return { integrity: textOf('integrity'), chain: textOf('chain'), message: textOf('msg') }
}

function sealOfText(text: string, shape: 'cef' | 'text', tiles: TileWriter): Seal | Reject {
  let pairs: readonly Pair[] | string
  let message: string | null = null
  if (shape === 'cef') {
    const event = parseCef(text)
    if (typeof event === 'string') return syntax(event)
    pairs = event.extension
    message = event.header[5] ?? null
  } else pairs = parseKeyValue(text)
  if (typeof pairs === 'string') return syntax(pairs)
  // The last line of a chain may say both `chain=end` and, when it is the first too, `chain=new`.
  if (hasRepeatedName(pairs)) tiles.note('duplicate-keys')
  const valueOf = (name: string): string | null => pairs.findLast(([key]) => key === name)?.[1] ?? null
  return { integrity: valueOf('integrity'), chain: valueOf('chain'), message: message ?? valueOf('msg') }
}

function detect(probe: Probe): Claim | null {
  const lines = sampleLines(probe)
  let begins = 0
  const sealed = countLines(lines, (line) => {
    const seal = sealOf(line)
    if (seal === null || seal.integrity === null || !digest.test(seal.integrity)) return false
    if (seal.chain === 'new') begins += 1
    return true
  })
  if (sealed === 0 || sealed * 2 < lines.length) return null
  const evidence = [`${sealed} of ${lines.length} lines have an integrity value of 64 hexadecimal digits.`]
  if (begins > 0) evidence.push(`${begins} of them begin a chain (chain is "new").`)
  return { confidence: begins > 0 ? 100 : 65, evidence }
}

const quiet = { note: () => undefined } as unknown as TileWriter

function sealOf(line: string): Seal | null {
  if (!line.startsWith('{')) {
    const seal = sealOfText(line, line.startsWith('CEF:') ? 'cef' : 'text', quiet)
    return 'reason' in seal ? null : seal
  }
  const member = (name: string): string | null => new RegExp(`"${name}" ?: ?"([^"\\\\]*)"`).exec(line)?.[1] ?? null
  return { integrity: member('integrity'), chain: member('chain'), message: null }
}
