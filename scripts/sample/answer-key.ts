/**
 * The answer key beside a sample set: what a check of the set must find, by construction. Lines are 1-based physical
 * lines of the file as written; sequences are decimal text.
 */
import { writeFileSync } from 'node:fs'
import type { Json, JsonObject } from './entries.ts'
import { ruleIds, ruleModes } from './plan.ts'
import type { Grant, Group, Planned, RuleId, RuleMode } from './plan.ts'

export interface FileCount {
  /** Entries written by the shop, before any fault. */
  readonly rows: number
  readonly physical: number
  readonly accepted: number
  readonly rejected: number
  readonly blank: number
}

export interface EntryPlace {
  readonly line: number
  readonly sequence: string
}

export interface ChainKey {
  readonly recipe: JsonObject
  readonly verdict: 'verified' | 'mismatch' | 'gap'
  readonly entries: number
  readonly contentMismatches: readonly EntryPlace[]
  /** `line` and `sequence` of the entry after the hole. */
  readonly linkGaps: readonly (EntryPlace & {
    readonly missing: number
    readonly missingSequences: readonly string[]
  })[]
  /** Neighbouring lines that stand in the wrong order; all links and contents are intact. */
  readonly reorders: readonly { readonly lines: readonly number[]; readonly sequences: readonly string[] }[]
  readonly rejects: readonly {
    readonly line: number
    readonly reasons: readonly string[]
    readonly truncated: boolean
  }[]
}

export interface MerkleKey {
  readonly verdict: 'verified' | 'mismatch'
  /** Dates with at least one anchored batch. */
  readonly batches: number
  readonly verified: number
  readonly exceptions: readonly { readonly date: string; readonly verdict: string; readonly reason: string }[]
}

export interface AnchorsKey {
  readonly claims: number
  readonly withTrust: {
    readonly verdict: string
    readonly reason?: string
    readonly verified: number
    readonly exceptions: readonly JsonObject[]
  }
  readonly withoutTrust: {
    readonly verdict: string
    readonly reason?: string
    readonly exceptions: readonly JsonObject[]
  }
}

export interface CoverageKey {
  readonly firstDay: string
  readonly lastDay: string
  readonly days: number
  /** Days between the first and the last event that have none; they have no batch and no anchor either. */
  readonly emptyDays: readonly string[]
}

export interface AnswerKey {
  readonly key: 'assay.answer-key/1'
  readonly set: string
  readonly seed: number
  readonly files: Readonly<Record<string, FileCount>>
  readonly chain: Readonly<Record<string, ChainKey>>
  readonly merkle: Readonly<Record<string, MerkleKey>>
  readonly anchors: AnchorsKey
  /** Guide A's rules are run on guide A's exports only. */
  readonly rules: Readonly<Record<string, Readonly<Record<RuleId, Readonly<Record<RuleMode, readonly number[]>>>>>>
  readonly coverage: Readonly<Record<string, CoverageKey>>
  readonly erasure: {
    readonly subject: readonly string[]
    readonly files: Readonly<Record<string, readonly number[]>>
    /** Lines that hold a longer id or e-mail containing the subject's, and must not match. */
    readonly nearMisses: Readonly<Record<string, readonly number[]>>
  }
  readonly scenarios: readonly ScenarioKey[]
  readonly adminGrants: readonly (Grant & { readonly file: string; readonly line: number; readonly time: string })[]
  /** Groups left out, because the period or the number of rows had no room for them. */
  readonly leftOut: readonly string[]
  readonly faults: readonly JsonObject[]
}

export interface ScenarioKey {
  readonly id: string
  readonly file: string
  readonly lines: readonly number[]
  /** Lines by their part in the scenario. */
  readonly roles: Readonly<Record<string, readonly number[]>>
  readonly facts: JsonObject
}

/** Gathers, per file, where the planted entries came to stand. Its size is that of the plan, not of the export. */
export class KeyCollector {
  readonly file: string
  private readonly hits = new Map<string, number[]>()
  private readonly subjectLines: number[] = []
  private readonly nearMissLines: number[] = []
  private readonly grants: AnswerKey['adminGrants'][number][] = []
  private readonly scenarioLines = new Map<
    string,
    { readonly lines: number[]; readonly roles: Map<string, number[]> }
  >()
  private firstDay = ''
  private lastDay = ''
  private readonly days = new Set<string>()

  constructor(file: string) {
    this.file = file
  }

  /** Called for every row, in file order; `timestamp` is ISO text in UTC. */
  row(line: number, timestamp: string, planned: Planned<unknown> | undefined): void {
    // A plain prefix comparison keeps the day set's cost off the fast path.
    if (!timestamp.startsWith(this.lastDay) || this.lastDay === '') {
      this.lastDay = timestamp.slice(0, 10)
      this.days.add(this.lastDay)
      if (this.firstDay === '') this.firstDay = this.lastDay
    }
    if (planned === undefined) return
    const { tags, group } = planned
    for (const { rule, mode } of tags.hits ?? []) append(this.hits, `${rule}/${mode}`, line)
    if (tags.subject === true) this.subjectLines.push(line)
    if (tags.nearMiss === true) this.nearMissLines.push(line)
    if (tags.grant !== undefined) this.grants.push({ ...tags.grant, file: this.file, line, time: timestamp })
    let scenario = this.scenarioLines.get(group)
    if (scenario === undefined) {
      scenario = { lines: [], roles: new Map() }
      this.scenarioLines.set(group, scenario)
    }
    scenario.lines.push(line)
    if (tags.role !== undefined) append(scenario.roles, tags.role, line)
  }

  rules(): AnswerKey['rules'][string] {
    const linesOf = (rule: RuleId, mode: RuleMode): readonly number[] => this.hits.get(`${rule}/${mode}`) ?? []
    return Object.fromEntries(
      ruleIds.map((rule) => [rule, Object.fromEntries(ruleModes.map((mode) => [mode, linesOf(rule, mode)]))]),
    ) as AnswerKey['rules'][string]
  }

  erasure(): { readonly subject: readonly number[]; readonly nearMisses: readonly number[] } {
    return { subject: this.subjectLines, nearMisses: this.nearMissLines }
  }

  adminGrants(): AnswerKey['adminGrants'] {
    return this.grants
  }

  scenarios(groups: readonly Group<unknown>[]): ScenarioKey[] {
    return groups.flatMap((group) => {
      const found = this.scenarioLines.get(group.id)
      if (group.facts === undefined || found === undefined) return []
      return [
        {
          id: group.id,
          file: this.file,
          lines: found.lines,
          roles: Object.fromEntries(found.roles),
          facts: group.facts,
        },
      ]
    })
  }

  coverage(everyDay: (first: string, last: string) => readonly string[]): CoverageKey {
    const all = everyDay(this.firstDay, this.lastDay)
    return {
      firstDay: this.firstDay,
      lastDay: this.lastDay,
      days: all.length,
      emptyDays: all.filter((day) => !this.days.has(day)),
    }
  }
}

function append(map: Map<string, number[]>, name: string, line: number): void {
  const lines = map.get(name)
  if (lines === undefined) map.set(name, [line])
  else lines.push(line)
}

/** JSON with one member per line, lists of numbers and small objects on one line, so that a change reads well in a diff. */
export function writeJson(path: string, value: object): void {
  writeFileSync(path, `${layOut(value as Json, '')}\n`, { flag: 'wx' })
}

function layOut(value: Json | undefined, indent: string): string {
  const flat = JSON.stringify(value) ?? 'null'
  if (value === null || typeof value !== 'object' || flat.length + indent.length <= 110) return flat
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item === 'number')) return flat
    return `[\n${value.map((item: Json) => inner + layOut(item, inner)).join(',\n')}\n${indent}]`
  }
  const members = Object.entries(value as JsonObject).filter(([, member]) => member !== undefined)
  return `{\n${members.map(([name, member]) => `${inner}${JSON.stringify(name)}: ${layOut(member, inner)}`).join(',\n')}\n${indent}}`
}
