/** Which fields a content may cover: all of them, all but a few that logs often leave out, stretches of columns, lists. */

/** Kept fields in column order, the hash columns of the chain not among them. */
export interface Selection {
  readonly keep: readonly string[]
  readonly label: string
}

/** Fields that logs often do not cover, in order of likelihood; each line is left out as one. */
const oftenLeftOut: readonly RegExp[] = [
  /^(signature|sig|hmac|mac|seal|proof)$/i,
  /^(_?id|uuid|row_id|event_id|log_id|entry_id)$/i,
  /^(created|inserted|ingested|received|recorded|indexed|stored|logged)_?at$/i,
  /^(updated|modified|synced|archived|exported)_?at$/i,
  /^(metadata|meta|extra|context|tags|labels)$/i,
  /^(seq|sequence|sequence_number|sequence_no|version|index|offset|position)$/i,
  /^(hash_?(algo|algorithm|version)|algorithm|key_?id|schema_?version|chain_?version)$/i,
  /^(tenant|tenant_id|org_id|organization_id|account_id|stream|chain_id|partition)$/i,
]

export interface Selections {
  /** Tried in the full product. */
  readonly core: readonly Selection[]
  /** Tried with fewer of the other dimensions. */
  readonly wider: readonly Selection[]
}

const coreCount = 9
const widerCount = 110

/**
 * Selections over `names`, the record's fields in column order without entry and previous hash. `digests` are further
 * columns that hold digests: most logs leave them out together.
 */
export function selectionsOf(names: readonly string[], digests: readonly string[]): Selections {
  const found: Selection[] = []
  const seen = new Set<string>()
  const add = (keep: readonly string[], label: string): void => {
    if (keep.length === 0 || found.length >= coreCount + widerCount) return
    const key = JSON.stringify(keep)
    if (seen.has(key)) return
    seen.add(key)
    found.push({ keep, label })
  }
  const without = (left: readonly string[]): string[] => names.filter((name) => !left.includes(name))
  const other = digests.filter((name) => names.includes(name))
  const units = oftenLeftOut
    .map((pattern) => names.filter((name) => pattern.test(name)))
    .filter((unit) => unit.length > 0)
  const label = (left: readonly string[]): string => `without ${left.join(', ')}`
  add(names, 'all')
  if (other.length > 0) add(without(other), label(other))
  for (const unit of units) add(without([...other, ...unit]), label([...other, ...unit]))
  for (const unit of units) add(without(unit), label(unit))
  const coreFound = Math.min(found.length, coreCount)
  const pairs = units.flatMap((a, index) => units.slice(index + 1).map((b) => [...other, ...a, ...b]))
  for (const left of pairs) add(without(left), label(left))
  for (const name of names) add(without([...other, name]), label([...other, name]))
  const rest = without(other)
  for (let end = rest.length - 1; end >= 1; end -= 1) add(rest.slice(0, end), `the first ${end}`)
  for (let from = 1; from < rest.length; from += 1) add(rest.slice(from), `from ${rest[from] ?? ''} on`)
  const triples = units
    .slice(0, 5)
    .flatMap((a, i) =>
      units.slice(i + 1, 5).flatMap((b, j) => units.slice(i + j + 2, 5).map((c) => [...other, ...a, ...b, ...c])),
    )
  for (const left of triples) add(without(left), label(left))
  // One column alone: a payload kept as text beside the fields that repeat it.
  for (const name of rest) add([name], `only ${name}`)
  for (let width = rest.length - 2; width >= 2; width -= 1)
    for (let from = 1; from + width < rest.length; from += 1)
      add(rest.slice(from, from + width), `${rest[from] ?? ''} to ${rest[from + width - 1] ?? ''}`)
  return { core: found.slice(0, coreFound), wider: found.slice(coreFound) }
}

const roles: readonly RegExp[] = [
  /^(seq|sequence|sequence_number|sequence_no|index|number)$/i,
  /time|^ts$|_at$|^at$|date/i,
  /actor|user|who|subject|principal/i,
  /action|event|type|operation|verb|what/i,
  /resource|object|entity|target|order/i,
  /payload|data|details|body|changes|values|state|metadata/i,
]

/**
 * Lists for joined values: column order, names sorted, and the usual order number, time, actor, action, object,
 * details (all of a role, or the first of each).
 */
export function joinLists(names: readonly string[], digests: readonly string[]): Selections {
  const { core, wider } = selectionsOf(names, digests)
  const sorted = core
    .slice(0, 3)
    .map(({ keep, label }) => ({ keep: keep.toSorted(), label: `${label}, sorted by name` }))
  const used = names.filter((name) => !digests.includes(name))
  const firsts = roles.map((role) => used.find((name) => role.test(name))).filter((name) => name !== undefined)
  const byRole = [
    firsts,
    firsts.slice(1),
    roles.flatMap((role, index) =>
      used.filter((name) => role.test(name) && !roles.slice(0, index).some((other) => other.test(name))),
    ),
  ].map((keep) => ({ keep: [...new Set(keep)], label: 'by role' }))
  const unique = new Map<string, Selection>()
  for (const item of [...core.slice(0, 5), ...sorted, ...byRole, ...core.slice(5), ...wider])
    if (item.keep.length > 0 && !unique.has(JSON.stringify(item.keep))) unique.set(JSON.stringify(item.keep), item)
  const all = [...unique.values()]
  return { core: all.slice(0, 11), wider: all.slice(11) }
}

/** At most six fields whose every order is tried: one of each role, then the first others. */
export function arrangedFields(names: readonly string[], digests: readonly string[]): string[] {
  const used = names.filter((name) => !digests.includes(name))
  if (used.length <= 6) return used
  const firsts = roles.map((role) => used.find((name) => role.test(name))).filter((name) => name !== undefined)
  return [...new Set([...firsts, ...used])].slice(0, 6)
}

/** Orders of two or more of `fields`, by position; 1,950 for six. */
export function arrangements(fields: readonly string[]): number[][] {
  const found: number[][] = []
  const extend = (taken: readonly number[]): void => {
    if (taken.length >= 2) found.push([...taken])
    for (let next = 0; next < fields.length; next += 1) if (!taken.includes(next)) extend([...taken, next])
  }
  if (fields.length <= 6) extend([])
  return found
}
