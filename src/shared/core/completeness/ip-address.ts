/**
 * Whether an IP address could in principle be located: special-purpose addresses (IANA registries, RFC 6890 and its
 * updates) belong to no place. No geography here, and no claim that a public address is located correctly.
 */

/** `inet` text with its optional prefix length; `public` only for addresses that are routed on the internet. */
export function addressKind(text: string): 'public' | 'special' | 'unreadable' {
  const address = text.trim().replace(/\/\d{1,3}$/, '')
  const groups = address.includes(':') ? groupsOfV6(address) : undefined
  if (groups !== undefined) return isSpecialV6(groups) ? 'special' : 'public'
  const octets = octetsOfV4(address)
  return octets === undefined ? 'unreadable' : isSpecialV4(octets) ? 'special' : 'public'
}

/** First octets and number of leading bits of IPv4 special-purpose blocks. */
const specialV4: ReadonlyArray<readonly [number, number]> = [
  [0x00000000, 8], // this network
  [0x0a000000, 8], // private
  [0x64400000, 10], // shared address space
  [0x7f000000, 8], // loopback
  [0xa9fe0000, 16], // link local
  [0xac100000, 12], // private
  [0xc0000000, 24], // protocol assignments
  [0xc0000200, 24], // documentation
  [0xc0a80000, 16], // private
  [0xc6120000, 15], // benchmarking
  [0xc6336400, 24], // documentation
  [0xcb007100, 24], // documentation
  [0xe0000000, 4], // multicast
  [0xf0000000, 4], // reserved, broadcast
]

function isSpecialV4(octets: readonly number[]): boolean {
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return specialV4.some(([base, bits]) => {
    const size = 2 ** (32 - bits)
    return value >= base && value < base + size
  })
}

function isSpecialV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff
  if (isMapped) {
    const [high = 0, low = 0] = groups.slice(6)
    return isSpecialV4([high >> 8, high & 255, low >> 8, low & 255])
  }
  // 2000::/3 is all that is allocated for global unicast; parts of it are documentation, benchmarking and Teredo.
  if (first >> 13 !== 1) return true
  if (first === 0x2001 && second === 0x0db8) return true
  if (first === 0x2001 && second < 0x0200) return true
  return first === 0x3fff && second < 0x1000
}

function octetsOfV4(text: string): readonly number[] | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined
  const octets = text.split('.').map(Number)
  return octets.every((octet) => octet <= 255) ? octets : undefined
}

function groupsOfV6(text: string): readonly number[] | undefined {
  const tail = /^(.*:)(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text)
  const octets = tail === null ? undefined : octetsOfV4(tail[2] ?? '')
  if (tail !== null && octets === undefined) return undefined
  const [o1 = 0, o2 = 0, o3 = 0, o4 = 0] = octets ?? []
  const plain = tail === null ? text : `${tail[1]}${(o1 * 256 + o2).toString(16)}:${(o3 * 256 + o4).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const [left = [], right = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const given = [...left, ...right]
  if (given.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const absent = 8 - given.length
  if (halves.length === 1 ? absent !== 0 : absent < 1) return undefined
  const zeros = Array.from({ length: absent }, () => '0')
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16))
}
