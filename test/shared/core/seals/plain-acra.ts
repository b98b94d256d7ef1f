/** Acra's chain made by plain code after its description: for each chain a number of lines, the last of which ends it. */
import { createHash, createHmac } from 'node:crypto'

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export function plainAcra(shape: 'text' | 'cef' | 'json', key: Uint8Array, chains: readonly number[]): string[] {
  return chains.flatMap((count) => {
    let own = sha256(key)
    let before: Buffer = Buffer.alloc(0)
    return Array.from({ length: count }, (_, index) => {
      const ends = index === count - 1
      const message = ends ? 'End of current audit log chain' : `message ${index}`
      const members: Record<string, string> = {
        ...(ends ? { chain: 'end' } : {}),
        level: 'info',
        msg: message,
        product: 'acra-server',
        timestamp: `2025-02-03T04:05:${String(index).padStart(2, '0')}Z`,
      }
      const end = ends ? ' chain=end' : ''
      const content = {
        text: `time="2025-02-03T04:05:${String(index).padStart(2, '0')}Z" level=info msg="${message}"${end} version=0.96.0`,
        cef: `CEF:0|cossacklabs|acra-server|0.96.0|100|${message}|1|unixTime=1738555500.${index}${end}`,
        json: Object.keys(members)
          .toSorted()
          .map((name) => `delimiter${name}delimiter${JSON.stringify(members[name])}delimiter`)
          .join(''),
      }[shape]
      const mac = createHmac('sha256', own).update(content).update(before).digest()
      before = mac
      own = sha256(own)
      const integrity = sha256(mac).toString('hex')
      if (shape === 'json') return JSON.stringify({ ...members, integrity, ...(index === 0 ? { chain: 'new' } : {}) })
      return `${content} integrity=${integrity}${index === 0 ? ' chain=new' : ''}${shape === 'cef' ? ' ' : ''}`
    })
  })
}
