/**
 * Which file of a copy stands for which object of the bucket. A copy may lie anywhere: below its full key, in a folder the
 * user declared, flattened, unpacked or renamed. Each way is a placement that the result states; nothing is matched
 * silently, and only the whole key counts as in place.
 */
import type { Placement, Relocation, RelocationRow } from '../../model/cloudtrail.ts'

export interface PlacedFile {
  /** As shown: relative to what was given, `a.zip!/…` for what lies in an archive. */
  readonly name: string
  /** Absolute, with `/`; only relocations are compared with it. */
  readonly location: string
  /** Lower-case hex SHA-256 of the uncompressed content. */
  readonly sha256: string
}

export interface FoundPlace {
  readonly index: number
  readonly placement: Placement
  /** True when the file lies there without its packing: `….json` for `….json.gz`. */
  readonly unpacked: boolean
}

/** Files of one name that are compared part by part. Hostile: thousands of files of one name, listed thousands of times. */
const comparedPerName = 64
const maximumRelocations = 1000

export class Places {
  readonly #files: readonly PlacedFile[]
  readonly #relocations: readonly Relocation[]
  readonly #byPath = new Map<string, number>()
  readonly #byLocation = new Map<string, number>()
  readonly #byName = new Map<string, number[]>()
  readonly #byHash = new Map<string, number>()
  readonly #relocated = new Map<string, { row: Omit<RelocationRow, 'files'>; files: number }>()

  constructor(files: readonly PlacedFile[], relocations: readonly Relocation[]) {
    this.#files = files
    this.#relocations = relocations.map((given) => ({ ...given, folder: withoutEndingSlash(given.folder) }))
    files.forEach((file, index) => {
      const path = pathOf(file.name)
      if (!this.#byPath.has(path)) this.#byPath.set(path, index)
      this.#byLocation.set(pathOf(file.location), index)
      const name = baseOf(path)
      const same = this.#byName.get(name)
      if (same === undefined) this.#byName.set(name, [index])
      else if (same.length < comparedPerName) same.push(index)
      if (!this.#byHash.has(file.sha256)) this.#byHash.set(file.sha256, index)
    })
  }

  /**
   * The file that stands for an object. Of several that fit equally well the one with the hash that is looked for comes
   * first. `byContent` allows a file of any name whose content has that hash.
   */
  find(bucket: string, key: string, expectedHash: string | null, byContent: boolean): FoundPlace | null {
    const packed = this.#findPath(bucket, key, expectedHash)
    if (packed !== null) return { ...packed, unpacked: false }
    if (key.endsWith('.gz')) {
      const plain = this.#findPath(bucket, key.slice(0, -3), expectedHash)
      if (plain !== null) return { ...plain, unpacked: true }
    }
    const index = byContent && expectedHash !== null ? this.#byHash.get(expectedHash) : undefined
    return index === undefined ? null : { index, placement: 'content', unpacked: false }
  }

  /** How a file that says itself which object it is lies in the copy. */
  placementOf(index: number, bucket: string, key: string): FoundPlace {
    const file = this.#files[index] as PlacedFile
    for (const [form, unpacked] of key.endsWith('.gz')
      ? ([
          [key, false],
          [key.slice(0, -3), true],
        ] as const)
      : ([[key, false]] as const)) {
      const path = pathOf(file.name)
      if (this.#isDeclared(bucket, form, file)) return { index, placement: 'declared', unpacked }
      if (endsWithParts(path, form)) return { index, placement: 'in-place', unpacked }
      if (baseOf(path) === baseOf(form)) return { index, placement: 'suffix', unpacked }
    }
    return { index, placement: 'content', unpacked: false }
  }

  /** Counts a file that lies elsewhere than its key says. */
  note(place: FoundPlace, bucket: string, key: string): void {
    if (place.placement === 'in-place') return
    const file = this.#files[place.index] as PlacedFile
    const common = commonEnd(pathOf(file.name), place.unpacked && key.endsWith('.gz') ? key.slice(0, -3) : key)
    const row = {
      bucket,
      prefix: key.split('/').slice(0, -Math.max(common, 1)).join('/'),
      folder: pathOf(file.name).split('/').slice(0, -Math.max(common, 1)).join('/'),
      placement: place.placement,
    }
    const id = JSON.stringify(row)
    const known = this.#relocated.get(id)
    if (known !== undefined) known.files += 1
    else if (this.#relocated.size < maximumRelocations) this.#relocated.set(id, { row, files: 1 })
  }

  relocations(): RelocationRow[] {
    return Array.from(this.#relocated.values(), ({ row, files }) => ({ ...row, files })).toSorted(
      (a, b) => compareText(a.bucket, b.bucket) || compareText(a.prefix, b.prefix) || compareText(a.folder, b.folder),
    )
  }

  #findPath(bucket: string, key: string, expectedHash: string | null): Omit<FoundPlace, 'unpacked'> | null {
    for (const { bucket: from, prefix, folder } of this.#relocations) {
      const rest = from === bucket ? restBelow(key, prefix) : null
      const index = rest === null ? undefined : this.#byLocation.get(`${folder}/${rest}`)
      if (index !== undefined) return { index, placement: 'declared' }
    }
    const whole = this.#byPath.get(`${bucket}/${key}`) ?? this.#byPath.get(key)
    if (whole !== undefined) return { index: whole, placement: 'in-place' }
    const parts = partsOf(key)
    let best: { index: number; common: number; equal: boolean } | null = null
    for (const index of this.#byName.get(baseOf(key)) ?? []) {
      const file = this.#files[index] as PlacedFile
      const common = commonEnd(pathOf(file.name), key)
      const equal = file.sha256 === expectedHash
      if (best === null || common > best.common || (common === best.common && equal && !best.equal))
        best = { index, common, equal }
    }
    if (best === null) return null
    return { index: best.index, placement: best.common === parts.length ? 'in-place' : 'suffix' }
  }

  #isDeclared(bucket: string, key: string, file: PlacedFile): boolean {
    return this.#relocations.some(({ bucket: from, prefix, folder }) => {
      const rest = from === bucket ? restBelow(key, prefix) : null
      return rest !== null && pathOf(file.location) === `${folder}/${rest}`
    })
  }
}

/** The name of a member of an archive as a path: `copy.zip!/AWSLogs/…` is `copy.zip/AWSLogs/…`. */
export function pathOf(name: string): string {
  return name.replaceAll('!/', '/').replaceAll('\\', '/')
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** By UTF-16 code units: the same on every computer, unlike an order by language. */
export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}

function restBelow(key: string, prefix: string): string | null {
  const outer = withoutEndingSlash(prefix)
  if (outer === '') return key
  return key.startsWith(`${outer}/`) ? key.slice(outer.length + 1) : null
}

function withoutEndingSlash(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text
}

function endsWithParts(path: string, key: string): boolean {
  return path === key || path.endsWith(`/${key}`)
}

function partsOf(path: string): readonly string[] {
  return path.split('/')
}

/** Parts that two paths have in common at their ends. */
function commonEnd(a: string, b: string): number {
  const left = partsOf(a)
  const right = partsOf(b)
  let common = 0
  while (common < left.length && common < right.length && left.at(-1 - common) === right.at(-1 - common)) common += 1
  return common
}
