/**
 * Checks the signature of a PDF: which bytes it covers, whether they are as signed, and whether it covers the file to
 * its end. The signature value must fill its place exactly, in one spelling, so that no byte of the file is free.
 * Judges one signature; a second one is reported and refused, because nothing here says who else may sign.
 */
import { equalBytes } from '../../../shared/core/bytes/hex.ts'
import type {
  PdfSignatureFacts,
  SignatureFacts,
  SignatureProblem,
} from '../../../shared/core/package/signature-facts.ts'
import { unreadableSignature, verifyCmsPieces } from './cms-verify.ts'
import { parseFirstDer } from './der-reader.ts'
import { parsePdf } from './pdf-file.ts'
import { latin1, PdfError } from './pdf-objects.ts'

const byteRangeForm = /\/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]/g

/** Facts about the signature of a PDF. Never throws for wrong evidence. */
export function verifyPdfSignature(pdf: Uint8Array): PdfSignatureFacts {
  const text = latin1(pdf)
  const ranges = [...text.matchAll(byteRangeForm)]
  const [first] = ranges
  if (first === undefined)
    return { ...unreadableSignature('no-signature', null), signatureCount: 0, coversWholeFile: false, signedAt: null }
  const problems: SignatureProblem[] = []
  if (ranges.length !== 1) problems.push({ reason: 'signer-count', expected: '1', actual: String(ranges.length) })
  const structure = structureProblem(pdf)
  if (structure !== null) problems.push(structure)

  // The last one is the outermost; for a file of ours it is the only one.
  const range = ranges.at(-1) ?? first
  const [start = -1, firstLength = 0, second = 0, secondLength = 0] = range.slice(1, 5).map(Number)
  const placed =
    start === 0 &&
    firstLength < second &&
    text[firstLength] === '<' &&
    text[second - 1] === '>' &&
    second + secondLength <= pdf.length
  if (!placed || !/\/Contents\s*$/.test(text.slice(Math.max(0, firstLength - 16), firstLength))) {
    problems.push({ reason: 'byte-range-invalid', expected: 'everything but the signature value', actual: range[0] })
    return {
      ...unreadableSignature('byte-range-invalid', range[0]),
      problems,
      signatureCount: ranges.length,
      coversWholeFile: false,
      signedAt: null,
    }
  }
  const coversWholeFile = second + secondLength === pdf.length
  // Hostile: bytes appended after the signed range leave it valid and change what a reader shows.
  if (!coversWholeFile)
    problems.push({ reason: 'not-covered', expected: `${pdf.length} bytes`, actual: `${second + secondLength} bytes` })
  const facts = verifyValue(pdf, text.slice(firstLength + 1, second - 1), firstLength, second, secondLength)
  return {
    ...facts,
    intact: facts.intact && problems.length === 0,
    problems: [...problems, ...facts.problems],
    signatureCount: ranges.length,
    coversWholeFile,
    signedAt: signingTime(text.slice(Math.max(0, (range.index ?? 0) - 4096), range.index)),
  }
}

function structureProblem(pdf: Uint8Array): SignatureProblem | null {
  try {
    parsePdf(pdf)
    return null
  } catch (error) {
    if (error instanceof PdfError)
      return { reason: 'unreadable', expected: 'a PDF with a classic cross-reference table', actual: error.message }
    throw error
  }
}

function verifyValue(
  pdf: Uint8Array,
  digits: string,
  firstLength: number,
  second: number,
  secondLength: number,
): SignatureFacts {
  // Hostile: upper-case digits or bytes after the value would be bytes of the file that nobody signed.
  if (!/^(?:[0-9a-f]{2})+$/.test(digits))
    return unreadableSignature('not-canonical', 'the signature value is not lower-case hex')
  const held = Uint8Array.from(Buffer.from(digits, 'hex'))
  let value: Uint8Array
  try {
    value = parseFirstDer(held).raw
  } catch (error) {
    return unreadableSignature('unreadable', error instanceof Error ? error.message : null)
  }
  const padding = held.subarray(value.length)
  const facts = verifyCmsPieces([pdf.subarray(0, firstLength), pdf.subarray(second, second + secondLength)], value)
  if (equalBytes(padding, new Uint8Array(padding.length))) return facts
  return {
    ...facts,
    intact: false,
    problems: [
      ...facts.problems,
      { reason: 'not-canonical', expected: 'zeros after the signature value', actual: null },
    ],
  }
}

/** `/M` of the signature dictionary, which stands before its byte range in files of ours; null when absent or not UTC. */
function signingTime(before: string): string | null {
  const match = [...before.matchAll(/\/M\s*\(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z/g)].at(-1)
  if (match === undefined) return null
  const [, year, month, day, hour, minute, second] = match
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}
