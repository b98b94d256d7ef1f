/** Canonical forms of every kind with every option, over the names that `awkward-json.ts` uses. */
import fc from 'fast-check'
import { canonicalSchema, jsonDialects, type CanonicalForm } from '../../../../src/shared/model/recipe.ts'

const names = ['a', 'b', '10', '9', '__proto__', 'toString', 'é', '', 'kept', 'at', 'n']
const someNames = fc.subarray(names)

const timeForm = fc.oneof(
  fc.record({
    digits: fc.constantFrom('0', '3', '6', '9', 'shortest', 'by-three', 'six-or-none'),
    between: fc.constantFrom('T', ' '),
    zone: fc.constantFrom('Z', '+00:00', '+0000', '+00', 'none'),
  }),
  fc.record({ epoch: fc.constantFrom('s', 'ms', 'us', 'ns'), as: fc.constantFrom('number', 'text') }),
)
const valueForm = fc.oneof(
  fc.record({ time: timeForm }),
  fc.record({ number: fc.oneof(fc.constant('double'), fc.record({ decimals: fc.integer({ min: 0, max: 8 }) })) }),
  fc.record({ json: fc.constantFrom('json-stringify', 'jcs', 'pg-jsonb-text', ...jsonDialects) }),
  fc.record({ case: fc.constantFrom('lower', 'upper') }),
)
const values = fc.dictionary(fc.constantFrom(...names), valueForm, { maxKeys: 4 })
const rename = fc.dictionary(fc.constantFrom(...names), fc.constantFrom('a', 'zz', '7', 'ß', 'kept'), { maxKeys: 3 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined })

const memberChoices = {
  exclude: someNames,
  include: maybe(fc.shuffledSubarray(names)),
  rename: maybe(rename),
  values: maybe(values),
  nulls: maybe(fc.constantFrom('keep', 'omit')),
  memberOrder: maybe(fc.array(fc.shuffledSubarray(names, { minLength: 2, maxLength: 4 }), { maxLength: 3 })),
}
const sort = maybe(fc.constantFrom('top', 'deep'))
const fields = fc.array(fc.constantFrom('kept', 'at', 'n', 'kept', 'at', 'n', 'a'), { minLength: 1, maxLength: 4 })
const text = maybe(fc.constantFrom('', '-', 'NULL', '→'))

/** Any form of the recipe language. */
export const anyForm: fc.Arbitrary<CanonicalForm> = fc
  .oneof(
    fc.record({
      form: fc.constant('json-stringify'),
      ...memberChoices,
      sort,
      nested: maybe(fc.constantFrom('allow-listed', 'flattened')),
    }),
    fc.record({ form: fc.constantFrom('jcs', 'pg-jsonb-text'), ...memberChoices }),
    fc.record({ form: fc.constant('json-text'), dialect: fc.constantFrom(...jsonDialects), ...memberChoices, sort }),
    fc.record({
      form: fc.constant('fields-joined'),
      fields,
      delimiter: fc.constantFrom('', '|', '\n', 'é'),
      label: text,
      rename: maybe(rename),
      values: maybe(values),
      nullText: text,
      absentText: text,
      booleans: maybe(fc.constantFrom('true-false', 'True-False', '1-0', 't-f')),
    }),
    fc.record({
      form: fc.constant('length-prefixed'),
      fields,
      length: fc.constantFrom('decimal', 'u32', 'u64'),
      unit: fc.constantFrom('bytes', 'characters'),
      mark: fc.constantFrom(':', '', '#'),
      delimiter: fc.constantFrom('', '\n'),
      nullPart: text,
      absentPart: text,
      values: maybe(values),
    }),
  )
  .map((form) => {
    // An option that is undefined is one left out.
    const given = Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined))
    return canonicalSchema.parse(given)
  })

const zone = fc.constantFrom('Z', 'z', '+00:00', '-05:30', '+0200', '+14', '', ' +01:00', '+19:00', '+05:', ' ')
const isoTime = fc
  .tuple(
    fc.integer({ min: -62_200_000_000, max: 253_500_000_000 }),
    fc.constantFrom('T', 't', ' ', '_'),
    fc.constantFrom('', '.0', '.5', '.120', '.123456', ',000001', '.123456789', '.99999999999999'),
    zone,
  )
  .map(([seconds, between, fraction, suffix]) => {
    const date = new Date(seconds * 1000)
    const year = date.getUTCFullYear()
    if (year < 0 || year > 9999) return `"${seconds}"`
    return `"${date.toISOString().slice(0, 19).replace('T', between)}${fraction}${suffix}"`
  })
const timeText = fc.oneof(
  isoTime,
  fc.constantFrom(
    '"2024-02-30T00:00:00Z"',
    '"2024-02-29 23:59:60Z"',
    '"2024-01-01"',
    '"2024-01-01T10:00"',
    '"0000-01-01T00:00:00+01:00"',
  ),
  fc.bigInt({ min: -20_000_000_000_000_000_000n, max: 2_000_000_000_000_000_000n }).map(String),
  fc
    .constantFrom(
      '1700000000.123456789',
      '-0.000000001',
      '-1.5',
      '1700000000000',
      '"1700000000123456"',
      '00',
      '1e9',
      '9.9999999999',
    )
    .map((value) => (value === '00' ? '"00"' : value)),
)
const numberText = fc.oneof(
  fc.constantFrom(
    '79.9',
    '"79.90"',
    '-0.005',
    '999.995',
    '1e3',
    '-1.5E-3',
    '123456789012345678901234.5',
    '1e400',
    '"1e5"',
    '" 1"',
    '0e9',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
)

/** Members with a time, a number and a boolean or null, as `recordText` takes them. */
export const fixedMembers: fc.Arbitrary<readonly string[]> = fc
  .tuple(timeText, numberText, fc.constantFrom('true', 'false', 'null', '[]', '{}', '"x/<é>"'))
  .map(([at, n, kept]) => [`"at":${at}`, `"n":${n}`, `"kept":${kept}`])
