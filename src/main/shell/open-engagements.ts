/**
 * Which engagement is open in which window, and where its file is: one window per engagement, the same one never twice,
 * and the list that is opened again when the engine had to be restarted.
 */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'

export interface OpenEngagement {
  readonly engagementId: string
  readonly path: string
  readonly windowId: number
}

export interface OpenEngagements {
  opened(engagement: OpenEngagement): void
  closed(engagementId: string): void
  get(engagementId: string): OpenEngagement | undefined
  /** By file, however the path is written. */
  byPath(path: string): OpenEngagement | undefined
  ofWindow(windowId: number): readonly OpenEngagement[]
  all(): readonly OpenEngagement[]
}

export function createOpenEngagements(): OpenEngagements {
  const byId = new Map<string, OpenEngagement>()
  return {
    opened: (engagement) =>
      void byId.set(engagement.engagementId, { ...engagement, path: canonicalPath(engagement.path) }),
    closed: (engagementId) => void byId.delete(engagementId),
    get: (engagementId) => byId.get(engagementId),
    byPath(path) {
      const wanted = canonicalPath(path)
      return [...byId.values()].find((engagement) => engagement.path === wanted)
    },
    ofWindow: (windowId) => [...byId.values()].filter((engagement) => engagement.windowId === windowId),
    all: () => [...byId.values()],
  }
}

function canonicalPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}
