/**
 * bagit.txt and bag-info.txt of an evidence package. RFC 8493 §2.1.1 and §2.2.2, in one encoding (UTF-8), one line end
 * (LF) and without folded lines. Nothing here compares files.
 */
import type { PackageProblem } from '../../model/package.ts'
import { equalBytes } from '../bytes/hex.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { bagInfoPath, declarationPath } from './package-layout.ts'

const declarationText = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

/** The bytes of bagit.txt; every package has the same. */
export function buildDeclaration(): Uint8Array {
  return utf8FromText(declarationText)
}

/** Empty when bagit.txt is exactly what RFC 8493 §2.1.1 prescribes for version 1.0 and UTF-8, else one `declaration-differs`. */
export function checkDeclaration(bytes: Uint8Array): PackageProblem[] {
  if (equalBytes(bytes, buildDeclaration())) return []
  return [
    {
      file: declarationPath,
      expected: declarationText,
      actual: textFromUtf8(bytes.subarray(0, 200)),
      reason: 'declaration-differs',
    },
  ]
}

/** What bag-info.txt says. Dates are ISO 8601 UTC. */
export interface BagInfo {
  /** `External-Identifier`: the package id. */
  readonly packageId: string
  /** `Bagging-Date`: day of sealing, `YYYY-MM-DD` UTC. */
  readonly baggingDate: string
  /** `Bag-Software-Agent`: program and version. */
  readonly software: string
  /** `Assay-Template`, `Assay-Engagement`, `Assay-Period`. */
  readonly template: string
  readonly engagement: string
  readonly period: string
  /** `Payload-Oxum`: bytes and number of payload files. RFC 8493 §2.2.2. */
  readonly payloadBytes: number
  readonly payloadFiles: number
}

/** The bytes of bag-info.txt. Line ends inside a value become blanks. */
export function buildBagInfo(info: BagInfo): Uint8Array {
  const rows: readonly (readonly [string, string])[] = [
    ['Assay-Engagement', info.engagement],
    ['Assay-Period', info.period],
    ['Assay-Template', info.template],
    ['Bag-Software-Agent', info.software],
    ['Bagging-Date', info.baggingDate],
    ['External-Identifier', info.packageId],
    ['Payload-Oxum', `${info.payloadBytes}.${info.payloadFiles}`],
  ]
  return utf8FromText(rows.map(([label, value]) => `${label}: ${value.replace(/\s+/g, ' ').trim()}\n`).join(''))
}

/** Values of bag-info.txt by label. Gathers `encoding-invalid`, `line-unreadable` and `listed-twice`; never throws. */
export function parseBagInfo(bytes: Uint8Array): {
  readonly valueByLabel: ReadonlyMap<string, string>
  readonly problems: readonly PackageProblem[]
} {
  const problems: PackageProblem[] = []
  const valueByLabel = new Map<string, string>()
  const text = textFromUtf8(bytes)
  if (!equalBytes(utf8FromText(text), bytes))
    problems.push({ file: bagInfoPath, expected: 'UTF-8', actual: null, reason: 'encoding-invalid' })
  const lines = text.split('\n')
  if (lines.pop() !== '')
    problems.push({ file: bagInfoPath, expected: 'LF at the end', actual: null, reason: 'line-end-missing' })
  for (const [index, line] of lines.entries()) {
    const match = /^([A-Za-z0-9-]+): (.*)$/.exec(line)
    const label = match?.[1]
    if (label === undefined) {
      problems.push({
        file: bagInfoPath,
        expected: 'Label: value',
        actual: `line ${index + 1}: ${line.slice(0, 120)}`,
        reason: 'line-unreadable',
      })
    } else if (valueByLabel.has(label)) {
      problems.push({
        file: bagInfoPath,
        expected: `${label} once`,
        actual: `line ${index + 1}`,
        reason: 'listed-twice',
      })
    } else {
      valueByLabel.set(label, match?.[2] ?? '')
    }
  }
  return { valueByLabel, problems }
}
