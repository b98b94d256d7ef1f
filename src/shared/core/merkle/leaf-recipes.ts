/** Leaf recipes that ship with Assay: which bytes of an entry are hashed into a leaf. */
import type { LeafRecipe } from '../../model/recipe.ts'

/** Guide A: keccak-256 of the UTF-8 bytes of `JSON.stringify(entry)`. */
export const guideALeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'guide-a',
  name: 'keccak-256 of JSON.stringify(entry)',
  algorithm: 'keccak256',
  canonical: { form: 'json-stringify', exclude: [] },
}

/** Leaf input: the record as it stands, byte for byte. */
const recordBytesLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'record-bytes',
  name: 'the bytes of the record',
  canonical: { form: 'raw-minus-fields', exclude: [] },
}

const jsonStringifyLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'json-stringify',
  name: 'JSON.stringify(entry)',
  canonical: { form: 'json-stringify', exclude: [] },
}

const jsonSortedLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'json-stringify-sorted',
  name: 'JSON.stringify(entry), names of every object sorted',
  canonical: { form: 'json-stringify', exclude: [], sort: 'deep' },
}

const jcsLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'jcs',
  name: 'RFC 8785 canonical JSON of the entry',
  canonical: { form: 'jcs', exclude: [] },
}

const pythonLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'python-json',
  name: 'json.dumps(entry) of Python',
  canonical: { form: 'json-text', dialect: 'python', exclude: [] },
}

const pythonSortedLeaf: LeafRecipe = {
  recipe: 'assay.leaf/1',
  id: 'python-json-sorted',
  name: 'json.dumps(entry, sort_keys=True) of Python',
  canonical: { form: 'json-text', dialect: 'python', exclude: [], sort: 'deep' },
}

/** The shipped leaf recipes, in the order in which they are offered and tried. */
export const leafRecipes: readonly LeafRecipe[] = [
  guideALeaf,
  recordBytesLeaf,
  jsonStringifyLeaf,
  jsonSortedLeaf,
  jcsLeaf,
  pythonLeaf,
  pythonSortedLeaf,
]

/** How a field's text becomes a leaf: the bytes that it writes, or the text itself. */
export const fieldEncodings = ['hex', '0x-hex', 'base64', 'text'] as const
export type FieldEncoding = (typeof fieldEncodings)[number]

/** Leaf input: one field of the record, such as a stored hash. Its id is `field-<encoding>:<name>`. */
export function fieldLeaf(name: string, encoding: FieldEncoding): LeafRecipe {
  return {
    recipe: 'assay.leaf/1',
    id: `field-${encoding}:${name}`,
    name: encoding === 'text' ? `the text of ${name}` : `the bytes of ${name}, written as ${encoding}`,
    canonical: { form: 'fields-joined', fields: [name], delimiter: '' },
    ...(encoding === 'text' ? {} : { decode: encoding }),
  }
}

/** `JSON.stringify` without some fields, such as the stored hashes. Its id is `json-stringify-without:<name>,<name>`. */
export function withoutFieldsLeaf(names: readonly string[]): LeafRecipe {
  return {
    recipe: 'assay.leaf/1',
    id: `json-stringify-without:${names.join(',')}`,
    name: `JSON.stringify(entry) without ${names.join(', ')}`,
    canonical: { form: 'json-stringify', exclude: [...names] },
  }
}

/** A shipped leaf recipe, or one over a field, by its id. */
export function leafRecipeById(id: string): LeafRecipe | undefined {
  const shipped = leafRecipes.find((recipe) => recipe.id === id)
  if (shipped !== undefined) return shipped
  const colon = id.indexOf(':')
  const [kind, rest] = [id.slice(0, colon), id.slice(colon + 1)]
  if (colon < 0 || rest === '') return undefined
  if (kind === 'json-stringify-without') return withoutFieldsLeaf(rest.split(','))
  const encoding = fieldEncodings.find((candidate) => kind === `field-${candidate}`)
  return encoding === undefined ? undefined : fieldLeaf(rest, encoding)
}
