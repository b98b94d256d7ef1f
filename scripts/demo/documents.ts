/** The parts of the command line's JSON documents that the demo reads. Written from the output, not from the program. */

export interface AssayDocument<R> {
  readonly schema: string
  readonly result: R
  readonly overall: string | null
  readonly exit: number
}

export interface ImportedSource {
  readonly sourceId: number
  readonly name: string
  readonly format: string
  readonly receipt: {
    readonly physical: number
    readonly accepted: number
    readonly rejected: number
    readonly blank: number
    readonly truncated: boolean
    readonly notes: readonly { readonly code: string; readonly count: number; readonly detail?: string }[]
  }
  readonly hasChain: boolean
  readonly hasBatches: boolean
}

interface CheckedSource {
  readonly sourceId: number
  readonly sourceName: string
  readonly verdict: string
  readonly reason: string | null
}

export interface ChainResult extends CheckedSource {
  readonly kind: 'chain'
  readonly recipeId: string | null
  readonly equivalentRecipes: readonly string[]
  readonly entries: number
  readonly contentVerified: number
  readonly secondOpinion: { readonly entries: number; readonly agrees: boolean } | null
}

export interface BatchResult {
  readonly date: string
  readonly verdict: string
  readonly reason: string | null
  readonly count: number
  readonly claimedRoots: readonly string[]
  readonly recomputedRoot: string | null
}

export interface MerkleResult extends CheckedSource {
  readonly kind: 'merkle'
  readonly batches: readonly BatchResult[]
  readonly verified: number
}

export interface AnchorResult {
  readonly date: string
  readonly verdict: string
  readonly reason: string | null
  readonly rung: string
  readonly claimedRoot: string
  readonly recomputedRoot: string | null
  readonly times: { readonly assertedSeconds: string | null; readonly blockSeconds: string | null }
}

export interface AnchorsResult extends CheckedSource {
  readonly kind: 'anchors'
  readonly anchors: readonly AnchorResult[]
  readonly verified: number
}

export type CheckResult = ChainResult | MerkleResult | AnchorsResult

interface Pointer {
  readonly sourceId: number
  readonly line: number | null
  readonly sequence: string | null
}

export interface Finding {
  readonly kind: string
  readonly severity: string
  readonly subject: string
  readonly details: Readonly<Record<string, string>>
  readonly pointers: readonly Pointer[]
}

export interface FindingList {
  readonly byKind: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
}

export interface RuleResult {
  readonly rule: string
  readonly name: string
  readonly mode: string
  readonly result: string
  readonly missing: readonly string[]
  readonly tested: number
  readonly hitCount: number
  readonly hits: readonly { readonly pointer: Pointer }[]
}

export interface SourceRules {
  readonly sourceId: number
  readonly sourceName: string
  readonly results: readonly RuleResult[]
}

export interface Coverage {
  readonly sourceId: number
  readonly days: readonly { readonly date: string; readonly count: number }[]
  readonly emptyDays: readonly string[]
  readonly untimed: number
  readonly outside: number
}

export interface FillRate {
  readonly dimension: string
  readonly requirement: string
  readonly result: string
  readonly filled: number
  readonly applicable: number
  readonly missing: readonly Pointer[]
}

export interface FillReport {
  readonly sourceId: number
  readonly sourceName: string
  readonly rates: readonly FillRate[]
}

export interface ErasurePreview {
  readonly subjects: readonly string[]
  readonly entries: number
  readonly rows: readonly {
    readonly pointer: Pointer
    readonly role: string
    readonly changes: readonly { readonly path: string; readonly before: string; readonly after: string }[]
  }[]
  readonly effects: readonly {
    readonly sourceName: string
    readonly check: string
    readonly verdictBefore: string
    readonly verdictAfter: string
    readonly affected: number
    readonly of: number
  }[]
}

export interface Recipe {
  readonly id: string
  readonly algorithm: string
  readonly canonical: { readonly form: string; readonly exclude?: readonly string[] }
  readonly previous: { readonly placement: string; readonly encoding: string }
  readonly genesis: { readonly previous: string }
  readonly stored: { readonly previousHash: string | null }
}

export interface InspectedRecord {
  readonly line: number
  readonly sequence: string | null
  readonly occurredAtMicros: number | null
  readonly rawText: string
}

export interface SigningKey {
  readonly fingerprint: string
}

export interface BuiltPackage {
  readonly bytes: number
  readonly files: readonly { readonly path: string }[]
}

export interface PackageCheck {
  readonly integrity: string
  readonly identity: { readonly verdict: string; readonly reason: string | null }
  readonly lines: readonly {
    readonly check: string
    readonly verdict: string
    readonly n: number
    readonly m: number
  }[]
}

export interface CustodyCheck {
  readonly verdict: string
  readonly events: number
}
