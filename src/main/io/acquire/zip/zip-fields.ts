/** Fields that the directory and the local headers of a zip file share: names, extra fields, times (APPNOTE.TXT §4.4, §4.5). */
import { crc32 } from 'node:zlib'

export interface ExtraFields {
  /** The sizes and position that did not fit their 32 bits, in the order in which they stand there. */
  readonly zip64: Buffer | null
  readonly unicodePath: Buffer | null
  readonly modifiedMicros: number | null
}

/** Reads extra fields up to the first that does not fit. */
export function parseExtra(extra: Buffer): ExtraFields {
  let zip64: Buffer | null = null
  let unicodePath: Buffer | null = null
  let modifiedMicros: number | null = null
  for (let at = 0; at + 4 <= extra.length;) {
    const id = extra.readUInt16LE(at)
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) break
    const data = extra.subarray(at + 4, end)
    if (id === 0x0001) zip64 ??= data
    else if (id === 0x7075) unicodePath ??= data
    else if (id === 0x5455) modifiedMicros = unixTime(data) ?? modifiedMicros
    else if (id === 0x000a) modifiedMicros ??= ntfsTime(data)
    at = end
  }
  return { zip64, unicodePath, modifiedMicros }
}

/** Info-ZIP's extended timestamp: seconds since 1970 UTC. The MS-DOS time beside it has no zone and names no instant. */
function unixTime(data: Buffer): number | null {
  if (data.length < 5 || ((data[0] ?? 0) & 1) === 0) return null
  return data.readInt32LE(1) * 1_000_000
}

/** Tag 1 of the NTFS field: 100 ns since 1601 UTC. */
function ntfsTime(data: Buffer): number | null {
  if (data.length < 16 || data.readUInt16LE(4) !== 1) return null
  const micros = Number(data.readBigUInt64LE(8) / 10n - 11_644_473_600_000_000n)
  return Number.isSafeInteger(micros) ? micros : null
}

/**
 * UTF-8 when the flag or Info-ZIP's extra field says so, and also when it is valid UTF-8 without saying so, as many
 * programs write it; otherwise code page 437, as the format has it.
 */
export function nameOf(bytes: Buffer, unicodePath: Buffer | null): string {
  if (unicodePath !== null && unicodePath.length > 5 && unicodePath[0] === 1) {
    if (unicodePath.readUInt32LE(1) === crc32(bytes)) return unicodePath.toString('utf8', 5)
  }
  const text = bytes.toString('utf8')
  if (Buffer.from(text).equals(bytes)) return text
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : codePage437[byte - 0x80])).join('')
}

const codePage437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0'
