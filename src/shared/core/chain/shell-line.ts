/**
 * A line for a shell that hashes given bytes with tools every system can get, so that one row can be checked by somebody
 * who has no Assay. The line holds printable ASCII only and says the same to bash and to any POSIX shell: it is copied
 * through mails, papers and terminals, which change everything else.
 */
import type { HashAlgorithm } from '../../model/recipe.ts'
import { bytesToHex } from '../bytes/hex.ts'

export interface ShellTool {
  /** Command that reads standard input and prints the digest in hex first. */
  readonly command: string
  /** Program, with the release where an older one lacks the algorithm. */
  readonly tool: string
}

/** Programs of GNU coreutils where they know the algorithm, else OpenSSL, else the algorithm's own. */
const toolByAlgorithm: Readonly<Record<string, ShellTool>> = {
  md5: { command: 'md5sum', tool: 'md5sum' },
  sha1: { command: 'sha1sum', tool: 'sha1sum' },
  sha224: { command: 'sha224sum', tool: 'sha224sum' },
  sha256: { command: 'sha256sum', tool: 'sha256sum' },
  sha384: { command: 'sha384sum', tool: 'sha384sum' },
  sha512: { command: 'sha512sum', tool: 'sha512sum' },
  'sha512-256': { command: 'openssl dgst -sha512-256 -r', tool: 'openssl' },
  'sha3-256': { command: 'openssl dgst -sha3-256 -r', tool: 'openssl' },
  'sha3-512': { command: 'openssl dgst -sha3-512 -r', tool: 'openssl' },
  'blake2b-256': { command: 'b2sum -l 256', tool: 'b2sum' },
  'blake2b-512': { command: 'b2sum', tool: 'b2sum' },
  'blake2s-256': { command: 'openssl dgst -blake2s256 -r', tool: 'openssl' },
  blake3: { command: 'b3sum', tool: 'b3sum' },
  keccak256: { command: 'openssl dgst -keccak-256 -r', tool: 'openssl 3.2' },
}

/** OpenSSL's names, for HMAC; an algorithm that is not here has no common tool for it. */
const opensslNames: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  'sha512-256': 'sha512-256',
  'sha3-256': 'sha3-256',
  'sha3-512': 'sha3-512',
  'blake2b-512': 'blake2b512',
  'blake2s-256': 'blake2s256',
}

/** The tool for a digest, or for an HMAC whose key stands as hex in the shell's variable `KEY`; undefined when there is none. */
export function shellTool(algorithm: HashAlgorithm, keyed: boolean): ShellTool | undefined {
  if (!keyed) return toolByAlgorithm[algorithm]
  const name = opensslNames[algorithm]
  if (name === undefined) return undefined
  return { command: `openssl dgst -${name} -mac HMAC -macopt hexkey:"$KEY" -r`, tool: 'openssl' }
}

/** Characters of a line; a shell takes no argument beyond 128 KiB, and nobody reads one. */
export const longestShellLine = 100_000

/** The whole line, whose output begins with the digest in lower-case hex; undefined when it would be too long. */
export function shellLine(bytes: Uint8Array, { command }: ShellTool): string | undefined {
  // Every byte takes at least one character: what cannot fit is not built.
  if (bytes.length > longestShellLine) return undefined
  const line = `${printed(bytes)} | ${command}`
  return line.length > longestShellLine ? undefined : line
}

/** A command that prints exactly `bytes`. */
function printed(bytes: Uint8Array): string {
  let unprintable = 0
  for (const byte of bytes) if (!isPrintable(byte)) unprintable += 1
  if (unprintable === 0) return `printf '%s' ${quoted(bytes)}`
  // A few bytes that a terminal does not show stand as octal escapes; where they are many, hex is shorter and reads better.
  if (unprintable * 4 <= bytes.length) return `printf ${escaped(bytes)}`
  return `printf '%s' ${bytesToHex(bytes)} | xxd -r -p`
}

/** Printable ASCII. A line feed would make two lines of one, and the second could be anything. */
function isPrintable(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x7e
}

const quote = 0x27

/** Single quotes, the one quoting in which a POSIX shell gives no character a meaning (POSIX.1-2017, XCU 2.2.2). */
function quoted(bytes: Uint8Array): string {
  let text = "'"
  for (const byte of bytes) text += byte === quote ? String.raw`'\''` : String.fromCharCode(byte)
  return `${text}'`
}

/** As format of `printf`, where `%` and `\` have a meaning and three octal digits are a byte (XCU 5, File Format Notation). */
function escaped(bytes: Uint8Array): string {
  let text = "'"
  for (const [index, byte] of bytes.entries()) {
    if (byte === quote) text += String.raw`'\''`
    else if (byte === 0x25) text += '%%'
    else if (byte === 0x5c) text += '\\\\'
    // A leading hyphen would be read as an option.
    else if (!isPrintable(byte) || (index === 0 && byte === 0x2d)) text += `\\${byte.toString(8).padStart(3, '0')}`
    else text += String.fromCharCode(byte)
  }
  return `${text}'`
}
