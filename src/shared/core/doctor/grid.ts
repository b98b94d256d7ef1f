/**
 * The grid: every dimension of a recipe that is tried, each in order of likelihood, and the products that are gone
 * through. Stated in this folder's README; the counts that a report prints come from here.
 */
import type { CanonicalForm, DigestEncoding, JsonDialect, Recipe, TimeForm } from '../../model/recipe.ts'
import { jsonDialects } from '../../model/recipe.ts'
import type { StoredEncoding } from '../chain/digest-text.ts'

export type Placement = Recipe['previous']

/** A JSON form without its selection. */
export interface JsonKind {
  readonly label: string
  /** False for the form that copies bytes: no value can be written otherwise. */
  readonly parses: boolean
  form(choices: MemberChoices): CanonicalForm
}
export interface MemberChoices {
  readonly exclude: string[]
  readonly include?: string[]
  readonly values?: Record<string, { time: TimeForm }>
  readonly nulls?: 'omit'
  readonly rename?: Record<string, string>
}

const parsed = (label: string, rest: object): JsonKind => ({
  label,
  parses: true,
  form: (choices) => ({ ...rest, ...choices }) as unknown as CanonicalForm,
})
const dialectOrder: readonly JsonDialect[] = [
  'python',
  'python-compact',
  'go',
  'php',
  'jackson',
  'ruby',
  'python-utf8',
  'python-compact-utf8',
  'php-plain',
  'go-plain',
  'pg-json',
  ...jsonDialects,
]

/** JSON forms, the likeliest first: the bytes as they stand, then what parses them. */
export const jsonKinds: readonly JsonKind[] = [
  {
    label: 'raw-minus-fields',
    parses: false,
    form: ({ exclude }) => ({ form: 'raw-minus-fields', exclude }),
  },
  parsed('json-stringify', { form: 'json-stringify' }),
  parsed('json-stringify top-sorted', { form: 'json-stringify', sort: 'top' }),
  parsed('jcs', { form: 'jcs' }),
  parsed('json-stringify deep-sorted', { form: 'json-stringify', sort: 'deep' }),
  parsed('pg-jsonb-text', { form: 'pg-jsonb-text' }),
  ...[...new Set(dialectOrder)].flatMap((dialect) => [
    parsed(`${dialect}`, { form: 'json-text', dialect }),
    parsed(`${dialect} top-sorted`, { form: 'json-text', dialect, sort: 'top' }),
    parsed(`${dialect} deep-sorted`, { form: 'json-text', dialect, sort: 'deep' }),
  ]),
  parsed('json-stringify allow-listed', { form: 'json-stringify', nested: 'allow-listed' }),
  parsed('json-stringify top-sorted allow-listed', { form: 'json-stringify', sort: 'top', nested: 'allow-listed' }),
  parsed('json-stringify flattened', { form: 'json-stringify', nested: 'flattened' }),
]

/** A way to join values, without its fields. */
export interface JoinKind {
  readonly label: string
  /** How one value is written; kinds that share it differ in the delimiter only. */
  readonly part: string
  readonly delimiter: string
  form(choices: JoinChoices): CanonicalForm
}
export type Booleans = (typeof booleanTexts)[number]
export interface JoinChoices {
  readonly fields: string[]
  readonly values?: Record<string, { time: TimeForm }>
  readonly nullText?: string
  readonly booleans?: Booleans
}

export const delimiters = ['|', ':', '', ',', '\n', '-', ';', '\t'] as const
/** Those with which the previous hash is also tried as the second and the last but one of values in any order. */
export const innerDelimiters: readonly string[] = ['|', ':', '']
export const joinKinds: readonly JoinKind[] = [
  ...delimiters.map((delimiter) => ({
    label: `joined with ${JSON.stringify(delimiter)}`,
    part: 'text',
    delimiter,
    form: (choices: JoinChoices): CanonicalForm => ({ form: 'fields-joined', delimiter, ...choices }),
  })),
  ...(
    [
      ['decimal', 'bytes', ''],
      ['decimal', 'characters', ''],
      ['decimal', 'bytes', '|'],
      ['u32', 'bytes', ''],
      ['u64', 'bytes', ''],
    ] as const
  ).map(([length, unit, delimiter]) => ({
    label: `length-prefixed ${length} ${unit}${delimiter === '' ? '' : ` ${delimiter}`}`,
    part: `${length} ${unit}`,
    delimiter,
    form: ({ fields, values }: JoinChoices): CanonicalForm => ({
      form: 'length-prefixed',
      fields,
      length,
      unit,
      mark: ':',
      delimiter,
      ...(values === undefined ? {} : { values }),
    }),
  })),
]
/** Values that each stand after their field's name, as in `actor=u_17&action=export`. */
export const labelledKinds: readonly JoinKind[] = (
  [
    ['=', '&'],
    ['=', '|'],
    ['=', ';'],
    ['=', ','],
    ['=', '\n'],
    ['=', ''],
    [':', '|'],
    [':', ','],
    [':', ';'],
    [':', '\n'],
  ] as const
).map(([label, delimiter]) => ({
  label: `named values, ${JSON.stringify(label)} and ${JSON.stringify(delimiter)}`,
  part: `named ${label}`,
  delimiter,
  form: (choices: JoinChoices): CanonicalForm => ({ form: 'fields-joined', delimiter, label, ...choices }),
}))

/** How an application may spell its own names where the export has the table's, or the other way round. */
export const spellings = ['camel', 'snake', 'pascal'] as const
export type Spelling = (typeof spellings)[number]

/** Names that another spelling changes, by the record's name; empty when it changes none. */
export function respelled(names: readonly string[], spelling: Spelling): Record<string, string> {
  const changed = names.flatMap((name) => {
    const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').split('_')
    // A name that begins or ends with a line, or has two in a row, is no words with lines between.
    if (words.includes('')) return []
    const small = words.map((word) => word.toLowerCase())
    const large = small.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    const written =
      spelling === 'snake'
        ? small.join('_')
        : spelling === 'pascal'
          ? large.join('')
          : [small[0], ...large.slice(1)].join('')
    return written === name ? [] : [[name, written] as const]
  })
  return Object.fromEntries(changed)
}

export const nullTexts = ['null', 'None', 'NULL', '-'] as const
export const booleanTexts = ['True-False', '1-0', 't-f'] as const

/** Texts in front of the pre-image that logs in use have. */
export const domainPrefixes = ['v1:', 'v1|', 'v1\n', 'v1', 'audit:', 'audit-log:v1:'] as const

const encodingsOf = (stored: StoredEncoding): DigestEncoding[] => [
  ...new Set<DigestEncoding>([stored, 'hex', 'bytes', 'base64', 'hex-upper', '0x-hex']),
]

function uniquePlacements(placements: readonly Placement[]): Placement[] {
  const seen = new Set<string>()
  return placements.filter((placement) => {
    const key = JSON.stringify([placement.placement, placement.encoding, placement.separator])
    return !seen.has(key) && seen.add(key) !== undefined
  })
}

const at = (placement: Placement['placement'], encoding: DigestEncoding, separator = ''): Placement => ({
  placement,
  encoding,
  separator,
})

/** Hash functions of one length that every product goes through; further ones only go with the likeliest recipes. */
export const mainFunctions = 5
/** Hash functions that the wider products go through. */
export const likelyFunctions = 2

export interface PlacementLists {
  /** The likeliest few, for every content of the grid. */
  readonly core: readonly Placement[]
  /** For the main product, `core` first. */
  readonly main: readonly Placement[]
  /** Every separator in every encoding, `main` first. */
  readonly all: readonly Placement[]
}

/** Places of the previous hash in a JSON content's pre-image. */
export function jsonPlacements(stored: StoredEncoding, hasPrevious: boolean): PlacementLists {
  const none = at('none', 'hex')
  if (!hasPrevious) return { core: [none], main: [none], all: [none] }
  const encodings = encodingsOf(stored)
  const core = [
    at('inside', stored),
    at('prefix', stored),
    at('newline-joined', stored),
    at('suffix', stored),
    at('prefix', 'bytes'),
    at('suffix', 'bytes'),
    at('prefix', stored, '|'),
    at('prefix', stored, ':'),
    at('suffix', stored, '|'),
    at('suffix', stored, ':'),
    none,
  ]
  const around = (separators: readonly string[]): Placement[] =>
    separators.flatMap((separator) =>
      encodings.flatMap((encoding) => [at('prefix', encoding, separator), at('suffix', encoding, separator)]),
    )
  const main = uniquePlacements([
    ...core,
    ...encodings.flatMap((encoding) => [at('inside', encoding), at('newline-joined', encoding)]),
    ...around(['', '|', ':']),
    at('suffix', stored, '\n'),
  ])
  const all = uniquePlacements([...main, ...around([',', '-', ';', '\t', ' ', '.', '\n'])])
  return { core, main, all }
}

/** Places of the previous hash around joined values; as one of the values it is `inside`. */
export function joinPlacements(stored: StoredEncoding, hasPrevious: boolean, delimiter: string): PlacementLists {
  const none = at('none', 'hex')
  if (!hasPrevious) return { core: [none], main: [none], all: [none] }
  const core = uniquePlacements([
    at('prefix', stored, delimiter),
    at('suffix', stored, delimiter),
    at('prefix', stored),
    at('suffix', stored),
    at('inside', stored),
    at('prefix', 'bytes'),
    at('suffix', 'bytes'),
    at('newline-joined', stored),
    none,
  ])
  const main = uniquePlacements([...core, at('prefix', 'bytes', delimiter), at('suffix', 'bytes', delimiter)])
  const all = uniquePlacements([
    ...main,
    ...(['hex', 'hex-upper', 'base64', 'bytes'] as const).flatMap((encoding) => [
      at('prefix', encoding, delimiter),
      at('suffix', encoding, delimiter),
      at('prefix', encoding),
      at('suffix', encoding),
      at('newline-joined', encoding),
    ]),
  ])
  return { core, main, all }
}
