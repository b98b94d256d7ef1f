/**
 * The texts that every program reads and prints again. Run by `make-facts.mjs`; plain code that shares nothing with the
 * product. Each is one JSON object, so that the same text can stand as a record.
 */
const wrap = (value) => `{"v":${value}}`

const integers = [
  '0', '-0', '1', '-1', '42', '2147483648', '9007199254740991', '9007199254740992', '9007199254740993',
  '-9007199254740993', '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-9223372036854775809',
  '18446744073709551615', '12345678901234567890', '100000000000000000000', '123456789012345678901234567890',
  '1000000000000000', '10000000000000000', '100000000000000000', '1' + '0'.repeat(400), '9'.repeat(4300), '9'.repeat(4301),
]
const fractions = [
  '0.0', '-0.0', '1.0', '-1.0', '1.5', '79.90', '79.9', '0.1', '0.10', '100.0', '123.456', '0.001', '0.0009', '0.0001',
  '0.00012', '0.00001', '0.000001', '0.0000001', '-0.00001', '0.30000000000000004', '3.141592653589793',
  '1234567.0', '9999999.0', '10000000.0', '12345678.9', '999999999999999.0', '1000000000000000.0', '1234567890123456.0',
  '9999999999999998.0', '10000000000000000.0', '12345678901234567.0', '100000000000000000.0', '1.7976931348623157',
  '123456789012345680000.0', '1000000000000000000000.0', '0.1234567890123456789', '99999999999999990000.5',
]
const exponents = [
  '1e0', '1E0', '1e1', '1e+2', '1e-2', '1e15', '1e16', '1e17', '1e18', '1e20', '1e21', '1e22', '1e23', '1e25', '1e100',
  '1e308', '1.7976931348623157e308', '1e400', '-1e400', '1e-3', '1e-4', '1e-5', '1e-6', '1e-7', '1e-9', '1e-10', '1e-100',
  '2.2250738585072014e-308', '5e-324', '1e-400', '-1e-400', '2e23', '9.5e-7', '1.5E-3', '123e-2', '0e5', '-0e0', '12.5e3',
  '4.35e2', '1.0E+10', '1e07', '8.41e21', '9.007199254740993e15', '6.02214076e23', '5.684341886080802e-14', '2.0e-3',
]
const strings = [
  '""', '"a"', '"a b"', '"/"', '"\\/"', '"</script>"', '"a&b<c>d"', '"\'"', '"\\""', '"\\\\"', '"\\n"', '"\\r\\n\\t"',
  '"\\u0000"', '"\\u0001\\u001f"', '"\\b"', '"\\f"', '"\\u0008"', '"\\u000b"', '"\\u000e\\u001B"', '"\\u007f"', '"~"',
  '"\\u0080\\u009f\\u00a0"', '"é"', '"\\u00e9"', '"\\u00E9"', '"Zoë Müller"', '"日本語"', '"\\u2028"', '"\\u2029"',
  '"\\ufeff"', '"\\ufffd"', '"\\uffff"', '"\\ue000"', '"😀"', '"\\ud83d\\ude00"', '"\\uD83D\\uDE00"', '"a😀b"', '"\\ud83d"',
  '"\\ude00"', '"\\ude00\\ud83d"', '"x\\ud83dy"', '"\\ud83d\\ud83d\\ude00"', '"\\u0041"', '"\\u002f"', '"%s ${x} `"',
]
const shapes = [
  '{}', '{ }', '{"v":{}}', '{"v":[]}', '{"v":[[],{},[{}]]}', '{"v":null}', '{"v":true}', '{"v":false}', '{ "v" : [ 1 , 2 ] }',
  '{"v":[1,"a",null,true,{"b":[]}]}', '{"v":{"a":{"b":{"c":{"d":[1,{"e":2}]}}}}}', '{"b":1,"a":2,"c":3}',
  '{"b":1,"a":2,"b":3}', '{"v":{"b":1,"a":{"x":1},"b":[2],"a":3}}', '{"10":1,"9":2,"a":3,"1":4}', '{"0":"a","1":"b"}',
  '{"v":{"1":"a","0":"b"}}', '{"":1}', '{"v":{"":{"":2}}}', '{"a b":1,"a":2,"A":3,"_":4,"é":5,"z":6,"Z":7}',
  '{"\\u0061":1,"b":2}', '{"a\\"b":1,"a\\\\b":2,"a/b":3,"<a>":4,"a\\nb":5}', '{"\\u0000a":1}', '{"a\\u0000":1}',
  '{"😀":1,"\\ue000":2,"\\uffff":3,"z":4}', '{"v":{"😀":1,"\\uffee":2,"é":3,"e":4}}', '{"\\ud800":1}', '{"__proto__":1,"toString":2,"constructor":{"a":1}}',
  '{"id":"a-1","sequence":1,"at":"2024-05-01T10:00:00.123456Z","actor":{"id":"u_17","email":"u_17@example.com"},"changes":{"total":{"old":79.90,"new":80.0},"items":[{"sku":"A/1","qty":2}]},"note":null,"ok":true}',
  '{"v":[0.1,1e21,-0,-0.0,1.0,10,1E400]}', '{"v":{"2":1,"10":2,"1":3}}', '{"v":{"b10":1,"b9":2,"B":3,"a":4}}',
  '{"10a":1,"9":2,"10":3}', '{"1.5":1,"1e0":2}', '{"01":1,"a":2}', '{"-5":1,"-10":2,"3":4}', '{"9":1,"5a":2,"10":3}',
]

/** Pseudo-random doubles from their bits: what nobody thinks of. A fixed sequence. */
function randomDoubles(count) {
  const bits = new DataView(new ArrayBuffer(8))
  let state = 20240501
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  const out = []
  while (out.length < count) {
    bits.setUint32(0, next())
    bits.setUint32(4, next())
    const value = bits.getFloat64(0)
    if (Number.isFinite(value)) out.push(value.toExponential())
  }
  return out
}

/** Amounts and ratios with few digits, in plain notation. */
function randomDecimals(count) {
  let state = 7
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
  return Array.from({ length: count }, () => {
    const digits = String(next()).padStart(10, '0')
    const point = 1 + (next() % 9)
    return `${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`
  })
}

const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth)

export const texts = [
  // The record is the first level.
  wrap(nested(99)),
  wrap(nested(100)),
  wrap('9'.repeat(1000)),
  wrap('9'.repeat(1001)),
  wrap(`0.${'9'.repeat(998)}e5`),
  wrap(`0.${'9'.repeat(999)}e5`),
  ...[...integers, ...fractions, ...exponents, ...strings].map(wrap),
  ...shapes,
  ...randomDoubles(60).map(wrap),
  ...randomDecimals(40).map(wrap),
]
