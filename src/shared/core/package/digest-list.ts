/**
 * Digest lists in the text form of `sha256sum`: 64 lower-case hex digits, two blanks, a path, LF; sorted by path. Used
 * for both manifests (RFC 8493 §2.1.3, §2.2.1) and for the list embedded in the report. Accepts only this one form:
 * what RFC 8493 additionally allows (single blank, `./`, CR LF, other hashes) is refused by name, so that this parser
 * and `sha256sum -c` never read one list in two ways.
 */
import type { PackageProblem } from '../../model/package.ts'
import { textFromUtf8, utf8FromText } from '../bytes/utf8.ts'
import { equalBytes } from '../bytes/hex.ts'
import { isPackagePath, sortedPaths } from './package-layout.ts'

export interface DigestList {
  /** Lower-case hex SHA-256 by path, in the list's order. A path listed twice keeps its first digest. */
  readonly digestByPath: ReadonlyMap<string, string>
  /** Everything about the list's own form that is wrong; `file` is the list. */
  readonly problems: readonly PackageProblem[]
}

/** UTF-8 bytes of a list. `digestByPath` holds lower-case hex SHA-256. Throws on a path that a package may not hold. */
export function buildDigestList(digestByPath: ReadonlyMap<string, string>): Uint8Array {
  let text = ''
  for (const path of sortedPaths(digestByPath.keys())) {
    const digest = digestByPath.get(path) as string
    if (!isPackagePath(path)) throw new RangeError(`not a path of a package: ${path}`)
    if (!/^[0-9a-f]{64}$/.test(digest)) throw new RangeError(`not a SHA-256 digest: ${digest}`)
    text += `${digest}  ${path}\n`
  }
  return utf8FromText(text)
}

/** Reads a list. `file` names it in the problems: `encoding-invalid`, `line-unreadable`, `path-refused`, `listed-twice`, `not-sorted`, `line-end-missing`. */
export function parseDigestList(bytes: Uint8Array, file: string): DigestList {
  const problems: PackageProblem[] = []
  const digestByPath = new Map<string, string>()
  const text = textFromUtf8(bytes)
  // Hostile: an invalid byte read as U+FFFD would let two different lists look alike.
  if (!equalBytes(utf8FromText(text), bytes))
    problems.push({ file, expected: 'UTF-8', actual: null, reason: 'encoding-invalid' })
  const lines = text.split('\n')
  if (lines.pop() !== '') problems.push({ file, expected: 'LF at the end', actual: null, reason: 'line-end-missing' })
  let previous = ''
  for (const [index, line] of lines.entries()) {
    const at = `line ${index + 1}`
    const digest = line.slice(0, 64)
    const path = line.slice(66)
    if (!/^[0-9a-f]{64}$/.test(digest) || line.slice(64, 66) !== '  ') {
      problems.push({
        file,
        expected: '64 lower-case hex digits, two blanks, path',
        actual: `${at}: ${line.slice(0, 120)}`,
        reason: 'line-unreadable',
      })
      continue
    }
    if (!isPackagePath(path)) {
      problems.push({
        file,
        expected: 'a path inside the package',
        actual: `${at}: ${path.slice(0, 120)}`,
        reason: 'path-refused',
      })
      continue
    }
    const known = digestByPath.get(path)
    if (known !== undefined) {
      // Hostile: two digests for one name let either pass, depending on which line a reader keeps.
      problems.push({ file, expected: `${path} once`, actual: `${at}: ${path} again`, reason: 'listed-twice' })
      continue
    }
    if (path < previous)
      problems.push({ file, expected: 'paths in order', actual: `${at}: ${path}`, reason: 'not-sorted' })
    previous = path
    digestByPath.set(path, digest)
  }
  return { digestByPath, problems }
}

/**
 * Compares what a list states with what is there. Gathers `digest-differs`, `missing` (listed, not there),
 * `unreadable` (there, digest null) and `not-listed` (there, not listed). `n` files are equal out of `m` = listed or
 * present.
 */
export function compareDigests(
  stated: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string | null>,
): { readonly n: number; readonly m: number; readonly problems: PackageProblem[] } {
  const problems: PackageProblem[] = []
  const paths = sortedPaths(new Set([...stated.keys(), ...actual.keys()]))
  let equal = 0
  for (const file of paths) {
    const expected = stated.get(file) ?? null
    const found = actual.get(file)
    if (found === undefined) problems.push({ file, expected, actual: null, reason: 'missing' })
    else if (found === null) problems.push({ file, expected, actual: null, reason: 'unreadable' })
    else if (expected === null) problems.push({ file, expected: null, actual: found, reason: 'not-listed' })
    else if (expected !== found) problems.push({ file, expected, actual: found, reason: 'digest-differs' })
    else equal += 1
  }
  return { n: equal, m: paths.length, problems }
}
