/**
 * Where files lay on the computer of whoever ran a check says something of that person and nothing of the evidence: a
 * package names such files without their folders.
 */
const pathMembers = new Set(['files', 'digests', 'manifests', 'file', 'folder', 'sourceName', 'keys', 'metadata'])

/** Last part of an absolute path of either kind; any other text as it is. */
export function fileNameOf(path: string): string {
  if (!/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path)) return path
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path
}

/** A run or result with the absolute paths in its members that name files cut to their names. */
export function withoutFolders(value: unknown, member = ''): unknown {
  if (typeof value === 'string') return pathMembers.has(member) ? fileNameOf(value) : value
  if (Array.isArray(value)) return value.map((item) => withoutFolders(item, member))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutFolders(item, name)]))
}
