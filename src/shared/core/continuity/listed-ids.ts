/** Ids that one entry for several resources lists. */
import type { EntryView, JsonValue } from '../../model/entry.ts'

/** Ids of one entry. Hostile: more are not taken apart, and the entry counts as one that lists none. */
const mostIds = 10_000
const idsName = /(?:^|_)ids$|[a-z]Ids$/

/** The entry's own id where that is a list, or a list named `ids`, `order_ids` and the like; empty where there is none. */
export function listedIds(entry: Pick<EntryView, 'field'>): readonly string[] {
  const own = entry.field('resourceId').value
  if (Array.isArray(own)) return textsFrom(own as readonly JsonValue[])
  for (const field of ['after', 'before', 'metadata'] as const) {
    const { value } = entry.field(field)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue
    for (const [name, list] of Object.entries(value))
      if (idsName.test(name) && Array.isArray(list)) return textsFrom(list as readonly JsonValue[])
  }
  return []
}

/** The list of ids is no field of the resources it lists. */
export function isIdsName(path: string): boolean {
  return idsName.test(path)
}

function textsFrom(list: readonly JsonValue[]): readonly string[] {
  const texts = list.filter((item) => typeof item === 'string' || typeof item === 'number').map(String)
  return texts.length === list.length && texts.length <= mostIds ? [...new Set(texts)] : []
}
