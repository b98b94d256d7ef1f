/** The kinds of trust entries that can be typed, field by field. What cannot be typed is added from a file. */
import { trustEntrySchema, type TrustEntry } from '../../../shared/model/anchor.ts'
import type { TextKey } from '../../../shared/text/create-text.ts'

export const typedKinds = [
  'block-hash',
  'contract',
  'log-key',
  'bitcoin-header',
  'head-list',
  'beacon-root',
] as const satisfies readonly TrustEntry['kind'][]
export type TypedKind = (typeof typedKinds)[number]

type FieldName = TextKey extends infer K ? (K extends `trustStore.field.${infer N}` ? N : never) : never

export interface TrustField {
  readonly name: FieldName
  readonly optional?: boolean
  readonly long?: boolean
  /** Hexadecimal digits: letter case says nothing. */
  readonly hex?: boolean
  readonly choices?: readonly ('log' | 'witness')[]
}

const chainId: TrustField = { name: 'chainId' }

export const fieldsByKind: Readonly<Record<TypedKind, readonly TrustField[]>> = {
  'block-hash': [{ name: 'blockHash', long: true, hex: true }, chainId],
  contract: [
    { name: 'address', long: true, hex: true },
    chainId,
    { name: 'codeHash', long: true, hex: true, optional: true },
  ],
  'log-key': [
    { name: 'key', long: true },
    { name: 'role', choices: ['log', 'witness'] },
  ],
  'bitcoin-header': [{ name: 'header', long: true, hex: true }, { name: 'height' }],
  'head-list': [{ name: 'sha256', long: true, hex: true }, { name: 'holder' }],
  'beacon-root': [
    { name: 'blockRoot', long: true, hex: true },
    { name: 'genesisValidatorsRoot', long: true, hex: true },
  ],
}

export type Typed = Readonly<Partial<Record<FieldName, string>>>

/** The entry that was typed, or the fields that are not in their form. The model says what the form is. */
export function entryFromTyped(
  kind: TypedKind,
  typed: Typed,
  note: string,
): { readonly entry: TrustEntry } | { readonly wrong: ReadonlySet<string> } {
  const wrong = new Set<string>()
  const values = fieldsByKind[kind].map(({ name, optional = false, hex = false, choices }) => {
    const given = (typed[name] ?? choices?.[0] ?? '').trim()
    const value = hex ? given.toLowerCase() : given
    if (value === '' && optional) return [name, null]
    if (value === '') wrong.add(name)
    // Any text would do for the model: a chain id is what a node answers, and that is a number.
    if (name === 'chainId' && !/^\d{1,78}$/.test(value)) wrong.add(name)
    return [name, name === 'height' ? (/^\d{1,9}$/.test(value) ? Number(value) : Number.NaN) : value]
  })
  const parsed = trustEntrySchema.safeParse({ kind, ...Object.fromEntries(values), note: note.trim() })
  if (parsed.success && wrong.size === 0) return { entry: parsed.data }
  for (const issue of parsed.error?.issues ?? []) wrong.add(String(issue.path[0]))
  return { wrong }
}
