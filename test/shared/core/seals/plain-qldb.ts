/** QLDB's hashing once more, in plain code that shares nothing with the product, and strands made with it. */
import { createHash } from 'node:crypto'

export function plainDot(left: Buffer, right: Buffer): Buffer {
  if (left.length === 0) return right
  if (right.length === 0) return left
  const signed = (buffer: Buffer): number[] => [...new Int8Array(buffer)].toReversed()
  const [a, b] = [signed(left), signed(right)]
  const at = a.findIndex((value, index) => value !== b[index])
  const leftFirst = at >= 0 && (a[at] as number) < (b[at] as number)
  return createHash('sha256')
    .update(leftFirst ? Buffer.concat([left, right]) : Buffer.concat([right, left]))
    .digest()
}

export function plainRoot(hashes: readonly Buffer[]): Buffer {
  if (hashes.length === 0) return Buffer.alloc(0)
  if (hashes.length === 1) return hashes[0] as Buffer
  const above: Buffer[] = []
  for (let index = 0; index < hashes.length; index += 2)
    above.push(
      index + 1 < hashes.length
        ? plainDot(hashes[index] as Buffer, hashes[index + 1] as Buffer)
        : (hashes[index] as Buffer),
    )
  return plainRoot(above)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

export interface PlainBlock {
  blockAddress: { strandId: string; sequenceNo: number }
  transactionId: string
  blockTimestamp: string
  blockHash: string
  entriesHash: string
  previousBlockHash: string
  entriesHashList: string[]
  transactionInfo: { statements: { statement: string }[] }
  revisions: object[]
}

/** A strand from its first block on; each block has one to three revisions with data. */
export function plainBlocks(count: number, strandId = 'strandA'): PlainBlock[] {
  const blocks: PlainBlock[] = []
  let previous: Buffer = Buffer.alloc(0)
  for (let index = 0; index < count; index += 1) {
    const revisionHashes = Array.from({ length: 1 + (index % 3) }, (_, at) => digest(`revision ${index} ${at}`))
    const list = [
      digest(`transaction ${index}`),
      plainRoot(revisionHashes),
      digest(`system ${index}`),
      digest(`more ${index}`),
    ]
    const entries = plainRoot(list)
    const hash = plainDot(entries, previous)
    const address = { strandId, sequenceNo: index }
    blocks.push({
      blockAddress: address,
      transactionId: `tx${index}`,
      blockTimestamp: new Date(Date.UTC(2024, 0, 1, 0, index)).toISOString(),
      blockHash: hash.toString('base64'),
      entriesHash: entries.toString('base64'),
      previousBlockHash: previous.toString('base64'),
      entriesHashList: list.map((item) => item.toString('base64')),
      transactionInfo: { statements: [{ statement: 'UPDATE orders' }] },
      revisions: revisionHashes.map((item, at) => ({
        blockAddress: address,
        hash: item.toString('base64'),
        data: { order: index, part: at },
        metadata: { id: `doc${at}`, version: index, txTime: '2024-01-01T00:00:00.000Z', txId: `tx${index}` },
      })),
    })
    previous = hash
  }
  return blocks
}
