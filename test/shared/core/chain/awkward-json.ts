/** JSON texts that parse and are spelled in every way the grammar allows: white space, escapes, number forms, repeated names. */
import fc from 'fast-check'

const space = fc.constantFrom('', '', '', ' ', '\t', '\n', ' \r\n ')
const numbers = fc.oneof(
  fc.constantFrom('0', '-0', '-0.0', '1.10', '79.90', '1e3', '1.5E-3', '2.50e1', '1e21', '1e-7', '0.0000001', '1e400'),
  fc.constantFrom('90071992547409931234', '123456789.123456789123456789', '-12E+2', '100e-2', '0e5', '5e-324'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
)

/** One character of a string, as itself, as a short escape or as \u and four digits. */
const character = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('a', 'é', '日', '😀', '"', '\\', '/', '\n', '\t', '\u0001', '\u001f', '\u007f', '\u2028', ' '),
      fc.constantFrom('\ud83d', '\ude00', '\u0000'),
      fc.string({ minLength: 1, maxLength: 1 }),
    ),
    fc.constantFrom('plain', 'lower', 'upper', 'short'),
  )
  .map(([text, how]) => {
    const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
    const hex = units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
    if (how === 'lower') return hex
    if (how === 'upper') return hex.toUpperCase().replaceAll('\\U', '\\u')
    if (how === 'short' && text === '/') return '\\/'
    return JSON.stringify(text).slice(1, -1)
  })
export const stringText = fc.array(character, { maxLength: 6 }).map((parts) => `"${parts.join('')}"`)

const nameText = fc.oneof(
  fc.constantFrom('"a"', '"b"', '"\\u0061"', '"10"', '"9"', '"__proto__"', '"toString"', '"é"', '"zz"', '"kept"', '""'),
  stringText,
)

const { value: valueText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('null', 'true', 'false'),
    numbers,
    stringText,
    fc
      .tuple(space, space, fc.array(tie('value'), { maxLength: 3 }))
      .map(([before, after, items]) => `[${before}${items.join(`${after},${before}`)}${after}]`),
    objectText(tie('value'), fc.constant([])),
  ),
}))

/** An object of random members with these put in at random places. */
function objectText(value: fc.Arbitrary<string>, fixed: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  const member = fc
    .tuple(nameText, space, space, value)
    .map(([name, before, after, text]) => `${name}${before}:${after}${text}`)
  return fc
    .tuple(fc.array(member, { maxLength: 5 }), fixed, space, space, fc.infiniteStream(fc.nat()))
    .map(([members, given, before, after, places]) => {
      const all = [...members]
      for (const text of given) all.splice(Number(places.next().value) % (all.length + 1), 0, text)
      return `{${before}${all.join(`${after},${before}`)}${after}}`
    })
}

/** Text of one record that holds these members, texts of the form `"name":value`. */
export function recordText(fixed: fc.Arbitrary<readonly string[]>): fc.Arbitrary<string> {
  return objectText(valueText, fixed)
}
