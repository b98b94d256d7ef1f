/** Values that time-stamp tokens and certificates write in DER: times, numbers of any size, booleans, names. */
import { bytesToHex } from '../../../../shared/core/bytes/hex.ts'
import { textFromUtf8 } from '../../../../shared/core/bytes/utf8.ts'
import { childAt, DerError, oidText, withTag, type DerNode } from '../../signing/der-reader.ts'
import { tag } from '../../signing/der-writer.ts'

/**
 * Microseconds since 1970 of a GeneralizedTime in UTC. RFC 3161 §2.4.2: seconds, `Z`, a fraction with a point. Digits
 * below a microsecond are cut. Zeros that end a fraction are let stand: they are signed with the rest and say the same.
 * Throws DerError.
 */
export function microsFromGeneralizedTime(node: DerNode): number {
  const text = textFromUtf8(withTag(node, tag.generalizedTime).content.subarray(0, 64))
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?Z$/.exec(text)
  if (match === null) throw new DerError('time is not in UTC with seconds')
  const fraction = (match[7] ?? '').padEnd(6, '0').slice(0, 6)
  return secondsFrom(match.slice(1, 7).map(Number)) * 1_000_000 + Number(fraction)
}

/** Seconds since 1970 of a certificate's or revocation list's time: UTCTime or GeneralizedTime. RFC 5280 §4.1.2.5. */
export function secondsFromTime(node: DerNode): number {
  const text = textFromUtf8(node.content.subarray(0, 32))
  if (node.tag === tag.generalizedTime && /^\d{14}Z$/.test(text)) return secondsFrom(numbers(text))
  if (node.tag !== tag.utcTime || !/^\d{12}Z$/.test(text)) throw new DerError('time is not in UTC with seconds')
  // RFC 5280 §4.1.2.5.1: 50 and above is the century before.
  return secondsFrom(numbers(`${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}`))
}

function numbers(digits: string): number[] {
  return [digits.slice(0, 4), ...(digits.slice(4, 14).match(/../g) ?? [])].map(Number)
}

function secondsFrom(parts: readonly number[]): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  const millis = Date.UTC(year, month - 1, day, hour, minute, second)
  // Date rolls 31 February over; years below 100 would become 19xx.
  const same =
    year >= 1900 &&
    new Date(millis).toISOString().slice(0, 19) ===
      `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}`
  if (!same) throw new DerError('time does not exist')
  return millis / 1000
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

/** ISO 8601 in UTC with the digits that are not zero. */
export function textFromMicros(micros: number): string {
  const whole = new Date(Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19)
  const fraction = String(((micros % 1_000_000) + 1_000_000) % 1_000_000)
    .padStart(6, '0')
    .replace(/0+$/, '')
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`
}

/** Hostile: numbers have no bound in DER; RFC 3161 §2.4.2 asks for 160 bits, and 512 are shown. Throws DerError. */
export function hexFromInteger(node: DerNode, integerTag: number = tag.integer): string {
  const { content } = withTag(node, integerTag)
  if (content.length === 0) throw new DerError('integer is empty')
  const shown = content.length > 1 && content[0] === 0 ? content.subarray(1) : content
  return shown.length <= 64 ? bytesToHex(shown) : `${bytesToHex(shown.subarray(0, 64))}…`
}

/** BOOLEAN; DER knows 00 and FF only (X.690 §11.1). Throws DerError. */
export function booleanValue(node: DerNode): boolean {
  const { content } = withTag(node, tag.boolean)
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) throw new DerError('boolean is not 00 or FF')
  return content[0] === 0xff
}

/** Whether named bit `bit` of a BIT STRING is set. */
export function hasBit(content: Uint8Array, bit: number): boolean {
  return (((content[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1) === 1
}

/** A Name as text for people and as a key under which equal names are equal. */
export interface NameValue {
  readonly text: string
  /** RFC 5280 §7.1, shortened: letter case and runs of blanks do not count, nor does the kind of string. */
  readonly key: string
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.5', 'serialNumber'],
  ['2.5.4.6', 'C'],
  ['2.5.4.7', 'L'],
  ['2.5.4.8', 'ST'],
  ['2.5.4.10', 'O'],
  ['2.5.4.11', 'OU'],
  ['2.5.4.97', 'organizationIdentifier'],
])
const mostOfValue = 256
const mostOfName = 512

/** A Name (RDNSequence), RFC 5280 §4.1.2.4. Throws DerError. */
export function nameFrom(node: DerNode): NameValue {
  const texts: string[] = []
  const keys: string[] = []
  for (const set of withTag(node, tag.sequence).children) {
    const members = withTag(set, tag.set).children.map((member) => {
      const id = oidText(childAt(member, 0))
      const value = stringFrom(childAt(member, 1))
      return { id, value }
    })
    texts.push(members.map(({ id, value }) => `${shortNames.get(id) ?? id}=${value.slice(0, mostOfValue)}`).join(' + '))
    keys.push(
      members
        .map(({ id, value }) => JSON.stringify([id, value.trim().replaceAll(/\s+/g, ' ').toLowerCase()]))
        .toSorted()
        .join('+'),
    )
  }
  return { text: visible(texts.join(', ').slice(0, mostOfName)), key: keys.join(',') }
}

function stringFrom(node: DerNode): string {
  // BMPString is UTF-16, big-endian; all others that names use are UTF-8 or ASCII, T.61 nearly so.
  if (node.tag !== tag.bmpString) return textFromUtf8(node.content)
  const units: string[] = []
  for (let index = 0; index + 1 < node.content.length; index += 2)
    units.push(String.fromCharCode(((node.content[index] as number) << 8) | (node.content[index + 1] as number)))
  return units.join('')
}

/** Hostile: a name may hold line ends and marks that turn the direction of writing. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd')
}
