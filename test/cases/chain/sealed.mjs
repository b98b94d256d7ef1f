/** Chains that verify, one for each feature of the recipe language beyond the shipped recipes. */
import { digest } from './digests.mjs'
import { contentOf, lineOf, placeByTurns, placeLast, plainRow, sealRows, spelled } from './rows.mjs'

export const zeros = '0'.repeat(64)
export const count = 25
export const text = (lines) => `${lines.join('\n')}\n`
export const intact = (entries, chains = 1) => ({
  entries,
  contents: { ok: entries },
  links: { genesis: chains, ok: entries - chains },
})

/** A case with a recipe of its own, written as a stranger would: only what differs from the defaults. */
function own(name, about, recipe, seal, more = {}) {
  const rows = more.rows ?? Array.from({ length: count }, (_, index) => plainRow(index, index % 2 === 1))
  const sealed = sealRows({
    rows,
    algorithm: recipe.algorithm,
    form: recipe.canonical.form,
    placement: recipe.previous.placement,
    encoding: recipe.previous.encoding,
    separator: recipe.previous.separator,
    stored: recipe.stored?.encoding,
    genesis: zeros,
    place: placeLast,
    ...seal,
  })
  return {
    name,
    about,
    source: text(sealed.map(({ line }) => line)),
    recipe: { recipe: 'assay.recipe/1', id: name, name, ...recipe },
    expected: { ...intact(rows.length), ...more.expected },
  }
}

const hashes = ['entry_hash', 'prev_hash']
const stringify = { form: 'json-stringify', exclude: hashes }
const zerosOf = (size, encoding) =>
  ({ base64: Buffer.alloc(size).toString('base64'), '0x-hex': `0x${'00'.repeat(size)}` })[encoding] ?? '00'.repeat(size)

function encodings() {
  return [
    own(
      'stored-base64',
      'Digests are stored in base64; the previous one goes into the pre-image as its 32 bytes.\nDecoding and re-encoding must give what was hashed.',
      {
        algorithm: 'sha256',
        canonical: stringify,
        previous: { placement: 'prefix', encoding: 'bytes' },
        stored: { encoding: 'base64' },
      },
      { genesis: zerosOf(32, 'base64') },
    ),
    own(
      'stored-base64-inside-hex',
      'Stored in base64, hashed with the previous hash inside the content in hex.\nThe text between the quotes is replaced before hashing.',
      {
        algorithm: 'sha256',
        canonical: { form: 'json-stringify', exclude: ['entry_hash'] },
        previous: { placement: 'inside' },
        stored: { encoding: 'base64' },
      },
      { genesis: zerosOf(32, 'base64'), place: placeByTurns },
    ),
    own(
      'stored-0x-hex-inside',
      'Digests are stored with 0x, and the content is hashed with the member as it stands.\nStored and hashed encoding are the same, so nothing is replaced.',
      {
        algorithm: 'sha256',
        canonical: { form: 'raw-minus-fields', exclude: ['entry_hash'] },
        previous: { placement: 'inside', encoding: '0x-hex' },
        stored: { encoding: '0x-hex' },
      },
      { genesis: zerosOf(32, '0x-hex'), place: placeByTurns, styleOf: () => 'spaced' },
    ),
    own(
      'stored-hex-upper',
      'Digests are written in upper case, in the record and in the pre-image.\nLower-case digits in the pre-image would give another digest.',
      {
        algorithm: 'sha256',
        canonical: stringify,
        previous: { placement: 'newline-joined', encoding: 'hex-upper' },
        stored: { encoding: 'hex-upper' },
      },
      {},
    ),
    own(
      'suffix-base64-separator',
      'Stored in hex, hashed in base64 after the content and a separator of two characters.\nThe separator stands between content and previous hash.',
      {
        algorithm: 'sha256',
        canonical: { form: 'jcs', exclude: hashes },
        previous: { placement: 'suffix', encoding: 'base64', separator: '::' },
      },
      {},
    ),
    own(
      'prefix-separator-0x',
      'Previous hash with 0x, a separator outside ASCII, then the content.\nThe separator is UTF-8.',
      {
        algorithm: 'sha256',
        canonical: stringify,
        previous: { placement: 'prefix', encoding: '0x-hex', separator: ' → ' },
      },
      {},
    ),
    own(
      'other-names',
      'The hash members have other names, the entry hash is called signature.\nOnly the recipe says so.',
      {
        algorithm: 'sha256',
        canonical: { form: 'json-stringify', exclude: ['signature', 'last.hash'] },
        previous: { placement: 'suffix' },
        stored: { entryHash: 'signature', previousHash: 'last.hash' },
      },
      { names: ['last.hash', 'signature'] },
    ),
  ]
}

function algorithms() {
  const sizes = {
    sha384: 48,
    sha512: 64,
    'sha3-256': 32,
    'sha3-512': 64,
    keccak256: 32,
    'blake2b-256': 32,
    blake3: 32,
    sha1: 20,
    md5: 16,
  }
  return Object.entries(sizes).map(([algorithm, size]) => {
    const weak = algorithm === 'sha1' || algorithm === 'md5'
    return own(
      `algorithm-${algorithm}`,
      `The same kind of chain over ${algorithm}, ${size} bytes per digest.\n${weak ? 'It verifies, and the result says that the algorithm is weak.' : 'Algorithm and digest length come from the recipe alone.'}`,
      { algorithm, canonical: stringify, previous: { placement: 'prefix', encoding: 'bytes' } },
      { genesis: zerosOf(size, 'hex') },
      { expected: { weakAlgorithm: weak } },
    )
  })
}

function geneses() {
  const seed = digest('sha256', Buffer.from('shop opened')).toString('hex')
  const previous = { placement: 'newline-joined' }
  return [
    own(
      'genesis-null',
      'The first row states null, which is no bytes in the pre-image: it begins with the newline.\nThe recipe says so, and the first row is the genesis.',
      { algorithm: 'sha256', canonical: stringify, previous, genesis: { previous: 'null' } },
      { genesis: null },
    ),
    own(
      'genesis-empty',
      'The first row states the empty string, which is no bytes in the pre-image.\nThe recipe says so, and the first row is the genesis.',
      { algorithm: 'sha256', canonical: stringify, previous, genesis: { previous: 'empty' } },
      { genesis: '' },
    ),
    own(
      'genesis-literal',
      'The first row states a word, which stands in the pre-image as its UTF-8.\nThe recipe names the word.',
      { algorithm: 'sha256', canonical: stringify, previous, genesis: { previous: 'literal', literal: 'GENESIS ⛓' } },
      { genesis: 'GENESIS ⛓' },
    ),
    own(
      'genesis-literal-digest',
      'The first row states a digest that is no entry: the hash of a sentence, agreed on beforehand.\nThe recipe names it, so it is the genesis and not a beginning inside a chain.',
      { algorithm: 'sha256', canonical: stringify, previous, genesis: { previous: 'literal', literal: seed } },
      { genesis: seed },
    ),
    own(
      'genesis-inside-null',
      'The first row states null and has it inside its content, where the others have their previous hash as bytes.\nNothing is replaced where no digest is stated.',
      {
        algorithm: 'sha256',
        canonical: { form: 'json-stringify', exclude: ['entry_hash'] },
        previous: { placement: 'inside', encoding: 'bytes' },
        genesis: { previous: 'null' },
      },
      { genesis: null },
    ),
  ]
}

/** Two tenants by turns, each with a chain and numbers of its own. */
export function tenantRows() {
  return Array.from({ length: 26 }, (_, index) => [
    ['tenant_id', index % 2 === 0 ? 'north' : 'south'],
    ...plainRow(index, false).map(([name, value]) => [name, name === 'sequence' ? 1 + Math.floor(index / 2) : value]),
  ])
}
export const tenantRecipe = {
  algorithm: 'sha256',
  canonical: stringify,
  previous: { placement: 'prefix', separator: '|' },
  scope: ['tenant_id'],
}
export const tenantScope = (row) => row[0][1]
export const unnumbered = () =>
  Array.from({ length: count }, (_, index) => plainRow(index, false).filter(([name]) => name !== 'sequence'))
export const fileOrder = {
  algorithm: 'sha256',
  canonical: stringify,
  previous: { placement: 'newline-joined' },
  order: 'file',
}

function chains() {
  const joinedText = (row, names) =>
    names
      .map((name) => {
        const value = row.find(([own]) => own === name)[1]
        return value === null ? '' : typeof value === 'string' ? value : (value.text ?? JSON.stringify(value))
      })
      .join('|')
  const fields = ['sequence', 'timestamp', 'actor_email', 'action', 'note', 'total', 'old_values', 'mfa']
  const included = ['total', 'note', 'absent', 'action', 'new_values', 'sequence']
  const rows = Array.from({ length: count }, (_, index) => plainRow(index, true))
  return [
    own(
      'tenants-interleaved',
      'Two tenants write by turns, each with a chain and numbers of its own.\nThe recipe separates them by tenant_id; each has its genesis.',
      tenantRecipe,
      { scopeOf: tenantScope },
      { rows: tenantRows(), expected: { ...intact(26, 2), scopes: 2 } },
    ),
    own(
      'file-order',
      'No row has a sequence number; the chain runs as the lines stand.\nThe links alone say what follows what.',
      fileOrder,
      {},
      { rows: unnumbered() },
    ),
    own(
      'fields-joined',
      'Sealed over eight values with a bar between them; null is nothing, numbers and objects stand as in the line.\nMembers that are not named are not covered.',
      {
        algorithm: 'sha256',
        canonical: { form: 'fields-joined', fields, delimiter: '|' },
        previous: { placement: 'suffix', separator: '|' },
      },
      { content: (row) => joinedText(row, fields) },
      { rows },
    ),
    own(
      'fields-joined-inside',
      'The previous hash is one of the joined values.\nNothing is put in: the value stands where the recipe lists it.',
      {
        algorithm: 'sha256',
        canonical: { form: 'fields-joined', fields: ['prev_hash', ...fields], delimiter: '|' },
        previous: { placement: 'inside' },
      },
      { content: (row) => joinedText(row, ['prev_hash', ...fields]) },
      { rows },
    ),
    own(
      'include-in-order',
      'JSON.stringify of five members in the order that the recipe lists them; a listed name that no row has is skipped.\nEverything else is not covered.',
      {
        algorithm: 'sha256',
        canonical: { form: 'json-stringify', include: included },
        previous: { placement: 'prefix' },
      },
      {
        content: (row) =>
          contentOf(
            'json-stringify',
            included.flatMap((name) => row.filter(([own]) => own === name)),
          ),
      },
    ),
    own(
      'content-alone',
      'The pre-image is the content alone; rows state the previous hash, which nothing covers.\nContents and links both hold, and that is all that is said.',
      { algorithm: 'sha256', canonical: stringify, previous: { placement: 'none' } },
      {},
    ),
    own(
      'sequence-skips',
      'Every second number was never handed out; all links hold.\nThat is no gap: 24 numbers are counted as skipped.',
      { algorithm: 'sha256', canonical: stringify, previous: { placement: 'newline-joined' } },
      {},
      {
        rows: Array.from({ length: count }, (_, index) =>
          plainRow(index, false).map(([name, value]) => [name, name === 'sequence' ? 7 + 2 * index : value]),
        ),
        expected: { sequenceSkips: 24 },
      },
    ),
    own(
      'sequence-beyond-2-53',
      'Sequence numbers beyond 2^53, written as numbers; a double would make neighbours equal.\nThey are compared exactly.',
      {
        algorithm: 'sha256',
        canonical: { form: 'raw-minus-fields', exclude: hashes },
        previous: { placement: 'newline-joined' },
      },
      {},
      {
        rows: Array.from({ length: count }, (_, index) =>
          plainRow(index, false).map(([name, value]) => [
            name,
            name === 'sequence' ? spelled(String(9007199254740990n + BigInt(index)), 0, '') : value,
          ]),
        ),
      },
    ),
  ]
}

/** Names that hide from whoever compares bytes or takes the first of two. */
function hostileNames() {
  const rows = Array.from({ length: count }, (_, index) => plainRow(index, false))
  const sealed = sealRows({
    rows,
    form: 'json-stringify',
    placement: 'inside',
    encoding: 'bytes',
    genesis: zeros,
    place: placeLast,
  })
  const recipe = {
    recipe: 'assay.recipe/1',
    id: 'parsed-names',
    name: 'parsed names',
    algorithm: 'sha256',
    canonical: { form: 'json-stringify', exclude: ['entry_hash'] },
    previous: { placement: 'inside', encoding: 'bytes' },
  }
  return [
    {
      name: 'hash-names-escaped',
      about:
        'The names of the hash members are spelled with escapes.\nTo whoever parses the line they are the same names.',
      recipe,
      source: text(
        sealed.map(({ line }) =>
          line.replace('"entry_hash"', '"entry\\u005fhash"').replace('"prev_hash"', '"\\u0070rev_hash"'),
        ),
      ),
      expected: intact(count),
    },
    {
      name: 'hash-names-twice',
      about:
        'Every line begins with an entry_hash and a prev_hash that are not the ones at its end.\nThe last of equal names counts, as for every JSON.parse. JSON.stringify would print prev_hash in its first place, so the recipe leaves it out.',
      recipe: {
        ...recipe,
        id: 'parsed-names-twice',
        canonical: { form: 'json-stringify', exclude: hashes },
        previous: { placement: 'prefix', encoding: 'bytes' },
      },
      source: text(
        sealRows({
          rows,
          form: 'json-stringify',
          placement: 'prefix',
          encoding: 'bytes',
          genesis: zeros,
          place: placeLast,
        }).map(({ line }) => line.replace('{', `{"entry_hash":"${'ab'.repeat(32)}","prev_hash":"${'cd'.repeat(32)}",`)),
      ),
      expected: intact(count),
    },
    {
      name: 'hash-values-escaped',
      about:
        'The digits of the stored hashes are spelled with escapes.\nTo whoever parses the line they are the same digests.',
      recipe,
      source: text(
        sealed.map(({ line }) =>
          line
            .replace(/"entry_hash":"(.)/, (_, digit) => `"entry_hash":"\\u00${digit.charCodeAt(0).toString(16)}`)
            .replace(/"prev_hash":"(.)/, (_, digit) => `"prev_hash":"\\u00${digit.charCodeAt(0).toString(16)}`),
        ),
      ),
      expected: intact(count),
    },
    previousInNote(rows, recipe),
  ]
}

/** A member before `prev_hash` holds the same text: only the member of that name may be replaced. */
function previousInNote(rows, recipe) {
  let previous = zeros
  const lines = rows.map((row) => {
    const head = [['copy', previous], ...row]
    const printed = lineOf(head).slice(0, -1)
    const preimage = Buffer.concat([
      Buffer.from(`${printed},"prev_hash":"`),
      Buffer.from(previous, 'hex'),
      Buffer.from('"}'),
    ])
    const hash = digest('sha256', preimage).toString('hex')
    const line = lineOf([...head, ['prev_hash', previous], ['entry_hash', hash]])
    previous = hash
    return line
  })
  return {
    name: 'previous-hash-in-a-note',
    about:
      'The previous hash also stands in a member before its own, by chance or on purpose.\nOnly the member of that name is replaced by its bytes.',
    recipe: { ...recipe, id: 'previous-hash-in-a-note' },
    source: text(lines),
    expected: intact(count),
  }
}

export function sealedCases() {
  return [...encodings(), ...algorithms(), ...geneses(), ...chains(), ...hostileNames()]
}
