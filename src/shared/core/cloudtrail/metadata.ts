/**
 * Saved metadata of digest objects: a reply of `head-object` (`{"Metadata":{"signature":…,"signature-algorithm":…}}`), the
 * same with the object's `Bucket` and `Key` beside it, or a list of such. Only with it can the newest digest be checked.
 */
export interface SavedMetadata {
  /** File it was read from. */
  readonly file: string
  readonly bucket: string | null
  readonly key: string | null
  /** Hex. */
  readonly signature: string
  readonly algorithm: string | null
}

const maximumItems = 100_000

/** Metadata in a parsed JSON file; empty when there is none. Names are read in any letter case, as tools differ. */
export function readMetadata(value: unknown, file: string): readonly SavedMetadata[] {
  const items = Array.isArray(value) ? (value as unknown[]).slice(0, maximumItems) : [value]
  return items.flatMap((item): SavedMetadata[] => {
    const outer = lowerNames(item)
    const inner = { ...outer, ...lowerNames(outer['metadata']) }
    const signature = textOf(inner['signature'] ?? inner['x-amz-meta-signature'])
    if (signature === null) return []
    return [
      {
        file,
        bucket: textOf(outer['bucket'] ?? outer['s3bucket']),
        key: textOf(outer['key'] ?? outer['s3object']),
        signature: signature.toLowerCase(),
        algorithm: textOf(inner['signature-algorithm'] ?? inner['x-amz-meta-signature-algorithm']),
      },
    ]
  })
}

function lowerNames(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member as unknown]))
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.length > 0 && value.length <= 8192 ? value : null
}
