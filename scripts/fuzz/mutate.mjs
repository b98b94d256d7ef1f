// Random changes to bytes, the same for the same seed.
import { Buffer } from 'node:buffer'

/** A number source: `below(n)` gives an integer in [0, n). mulberry32, which is enough to choose places. */
export function randomFrom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  // Neighbouring seeds must not begin alike.
  for (let skipped = 0; skipped < 4; skipped += 1) next()
  return { below: (limit) => (limit <= 0 ? 0 : next() % limit) }
}

export function pick(random, list) {
  return list[random.below(list.length)]
}

const tokens = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  ' ',
  '\t',
  '\0',
  '"',
  '""',
  "'",
  '\\',
  '\\\\',
  '\\u0000',
  '\\ud800',
  '\\N',
  '\\.',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ';',
  '|',
  '=',
  '<',
  '>',
  '&',
  '#',
  '%',
  '(',
  ')',
  '--',
  '/*',
  '*/',
  '$$',
  '$a$',
  '{}',
  '[]',
  '[{',
  '}]',
  '{"',
  '"}',
  '":',
  ',"',
  'null',
  'true',
  '0',
  '-0',
  '-',
  '1e400',
  '1.0',
  '.5',
  '01',
  '9007199254740993',
  '99999999999999999999999999',
  '-1',
  '65536',
  '2147483648',
  '4294967296',
  '1e308',

  '\ufeff',
  '\u2028',
  '\u202e',
  '\u0085',
  '\u00e9',
  '\ud83d\ude00',
  '&amp;',
  '&#x0;',
  '&lt',
  '<!--',
  ']]>',
  '<!DOCTYPE',
  '__proto__',
  'constructor',
  '2025-02-30T25:61:61Z',
  '0000-00-00',
  '%00',
  '%zz',
  '%c0%af',
  '""""""',
  ',,,,,,,,',

  '[[[[[[[[[[[[[[[[',
  '{"a":{"a":{"a":{"a":',
  ']]]]]]]]]]]]]]]]',
  'INSERT INTO ',
  'COPY ',
  ' FROM stdin;\n',
  'VALUES (',
].map((text) => Buffer.from(text))
// No UTF-8: overlong, half of a pair, cut, beyond the last code point; then magics of packed files.
for (const hex of ['c080', 'eda080', 'e282', 'f4908080', 'ff', 'fffe', 'feff', '1f8b08', '504b0304', '28b52ffd', '00'])
  tokens.push(Buffer.from(hex, 'hex'))

/** Longest result. Growing beyond it says nothing new and costs runs. */
const longest = 128 * 1024

/** `bytes` with one to eight changes; pieces of `others` may come in. */
export function mutate(random, bytes, others) {
  let out = Buffer.from(bytes)
  const changes = 1 + random.below(pick(random, [1, 2, 4, 8]))
  for (let change = 0; change < changes; change += 1) out = changed(random, out, others)
  return out.subarray(0, longest)
}

function changed(random, out, others) {
  const at = random.below(out.length + 1)
  const length = random.below(pick(random, [2, 8, 40, 400, 4000]))
  switch (random.below(11)) {
    case 0:
      return out.subarray(0, at)
    case 1:
    case 2: {
      if (at < out.length) out[at] = random.below(256)
      return out
    }
    case 3: {
      if (at < out.length) out[at] ^= 1 << random.below(8)
      return out
    }
    case 4:
    case 5:
      return inserted(out, at, pick(random, tokens))
    case 6:
      return Buffer.concat([out.subarray(0, at), out.subarray(at + length)])
    case 7: {
      const from = random.below(out.length + 1)
      return inserted(out, at, out.subarray(from, from + length))
    }
    case 8: {
      // The same piece many times: whatever looks back each time becomes slow here.
      const piece = random.below(2) === 0 ? pick(random, tokens) : out.subarray(at, at + length)
      const times = 1 + random.below(pick(random, [4, 64, 2000]))
      return inserted(out, at, Buffer.concat(Array.from({ length: Math.min(times, capped(piece)) }, () => piece)))
    }
    case 9: {
      const other = pick(random, others)
      const from = random.below(other.length + 1)
      return inserted(out, at, other.subarray(from, from + length))
    }
    default: {
      const token = pick(random, tokens)
      return Buffer.concat([out.subarray(0, at), token, out.subarray(at + token.length)])
    }
  }
}

function capped(piece) {
  return Math.ceil(longest / Math.max(1, piece.length))
}

function inserted(out, at, piece) {
  return Buffer.concat([out.subarray(0, at), piece, out.subarray(at)])
}
