/** ASN.1 DER written a second time, for material that tests make themselves; shares no code with the product. */

export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content])
  const octets = content.length < 0x100 ? [content.length] : [content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.of(tag, 0x80 | octets.length, ...octets), content])
}

export const seq = (...members: readonly Uint8Array[]): Buffer => der(0x30, ...members)
export const set = (...members: readonly Uint8Array[]): Buffer => der(0x31, ...members.toSorted(Buffer.compare))
export const octet = (bytes: Uint8Array): Buffer => der(0x04, bytes)
export const bits = (bytes: Uint8Array): Buffer => der(0x03, Buffer.of(0), bytes)
export const int = (value: number): Buffer => der(0x02, Buffer.from([value & 0x7f]))
export const yes = der(0x01, Buffer.of(0xff))
export const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text))

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const octets = [first * 40 + second]
  for (const arc of rest) {
    const groups: number[] = []
    for (let left = arc; left > 0 || groups.length === 0; left = Math.floor(left / 128)) groups.unshift(left % 128)
    octets.push(...groups.map((group, index) => (index < groups.length - 1 ? group | 0x80 : group)))
  }
  return der(0x06, Buffer.from(octets))
}

/** GeneralizedTime, whole seconds. */
export function generalizedTime(seconds: number): Buffer {
  const digits = new Date(seconds * 1000).toISOString().replace(/[-:T]/g, '').slice(0, 14)
  return der(0x18, Buffer.from(`${digits}Z`))
}

/** UTCTime, for years from 1950 to 2049. */
export function utcTime(seconds: number): Buffer {
  const digits = new Date(seconds * 1000).toISOString().replace(/[-:T]/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`))
}
