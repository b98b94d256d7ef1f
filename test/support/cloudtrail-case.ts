/** Cases of `test/cases/cloudtrail-digests`: how a trail was made, what happened to the copy, and what is expected. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  keyList,
  makeKey,
  makeTrail,
  TrailCopy,
  type Step,
  type StoredObject,
  type TrailKey,
  type TrailOptions,
} from './cloudtrail-chain.ts'

export interface TrailCase {
  readonly why: string
  readonly make?: TrailOptions
  /** A second trail in the same bucket. */
  readonly also?: TrailOptions
  readonly steps?: readonly Step[]
  /** False: the metadata of the newest digests was not saved. */
  readonly metadata?: false
  /** Label of the digest whose metadata was saved, when it is not the newest of each trail. */
  readonly metadataOf?: string
  readonly keys?: 'other' | 'first' | 'exchanged'
  readonly keyChanges?: Readonly<Record<string, unknown>>
  readonly signer?: 'other'
  readonly relocated?: readonly { readonly bucket: string; readonly prefix: string; readonly folder: string }[]
  readonly expect: {
    readonly verdict: string
    readonly reason: string | null
    /** Verdict and reason by label; what is not here is verified. */
    readonly rows: Readonly<Record<string, string>>
    readonly notices?: readonly string[]
    readonly placements?: Readonly<Record<string, string>>
    readonly missing?: readonly string[]
    readonly unlisted?: number
    readonly chains?: number
    readonly restarts?: number
    readonly repeated?: number
    readonly startsMidChain?: boolean
  }
  /** Why the vendor's own program says something else of an object, by label, with what it says. */
  readonly peer?: Readonly<Record<string, string>>
}

const folder = join(import.meta.dirname, '../cases/cloudtrail-digests')

export function trailCases(): { readonly name: string; readonly given: TrailCase }[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      name: name.slice(0, -5),
      given: JSON.parse(readFileSync(join(folder, name), 'utf8')) as TrailCase,
    }))
}

export interface BuiltCase {
  readonly copy: TrailCopy
  readonly objects: readonly StoredObject[]
  readonly keyList: unknown
  /** Newest digest of each trail, or the one the case names. */
  readonly newest: readonly StoredObject[]
}

/** Three keys: the trail's own, the one it changes to, and one of somebody else. */
export function makeKeys(): readonly TrailKey[] {
  return [makeKey(), makeKey(), makeKey()]
}

export function buildCase(given: TrailCase, keys: readonly TrailKey[]): BuiltCase {
  const [first, second, other] = keys as readonly [TrailKey, TrailKey, TrailKey]
  // Another private key behind the fingerprint of the first.
  const signers = given.signer === 'other' ? [{ ...first, privateKey: other.privateKey }, second] : [first, second]
  const trails = [makeTrail(signers, given.make), ...(given.also === undefined ? [] : [makeTrail(signers, given.also)])]
  const objects = trails.flat()
  const copy = new TrailCopy(objects)
  for (const step of given.steps ?? []) copy.apply(step)
  const listed =
    given.keys === 'other'
      ? [other]
      : given.keys === 'first'
        ? [first]
        : given.keys === 'exchanged'
          ? [{ ...other, fingerprint: first.fingerprint }]
          : [first, second]
  const newest =
    given.metadata === false
      ? []
      : given.metadataOf === undefined
        ? trails.flatMap((trail) => trail.findLast(({ label }) => label.includes('digest')) ?? [])
        : objects.filter(({ label }) => label === given.metadataOf)
  return { copy, objects, keyList: keyList(listed, given.keyChanges), newest }
}

/** Writes the copy below a folder. */
export function writeCopy(copy: TrailCopy, root: string): void {
  for (const [path, { bytes }] of copy.files) {
    const target = join(root, path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, bytes)
  }
}

/** A saved reply of `head-object` as a file, with the key beside it as a person would note it. */
export function writeMetadata(objects: readonly StoredObject[], root: string): string[] {
  mkdirSync(root, { recursive: true })
  return objects.map(({ bucket, key, metadata }, index) => {
    const path = join(root, `head-${index}.json`)
    writeFileSync(
      path,
      JSON.stringify({ Bucket: bucket, Key: key, ContentType: 'application/json', Metadata: metadata }),
    )
    return path
  })
}
