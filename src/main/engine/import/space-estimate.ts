/** About how much an engagement grows by an import, from the beginning of what would be imported. */
import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { zstdParameters } from './block.ts'
import type { ImportPlan } from './plan-import.ts'

const compress = promisify(zstdCompress)

/** As large as a frame of the vault, so that it packs as well. */
const frameBytes = 512 * 1024
const sampledFrames = 2
/** Columns, tiles and indexes per record, packed (measured over the sample sets; see the test). */
const bytesPerRecord = 24
/** A growth of the file that does not depend on the source: pages that are begun, the receipt, custody. */
const fixedBytes = 64 * 1024

/**
 * Bytes. A packed original is kept as it is and its content once more in frames, which take about as much room again;
 * a plain one is kept in frames only.
 */
export async function estimateSpace(plan: ImportPlan): Promise<number> {
  const { prefix, sample, members, originals } = plan
  let taken = 0
  let packed = 0
  for (let frame = 0; frame < sampledFrames && taken < prefix.length; frame += 1) {
    const bytes = prefix.subarray(taken, taken + frameBytes)
    taken += bytes.length
    packed += (await compress(bytes, zstdParameters)).length
  }
  const share = taken === 0 ? 0 : packed / taken
  const recordBytes = sample.records.reduce((sum, { json }) => sum + json.length + 1, 0)
  const perByte = share + (recordBytes === 0 ? 0 : (bytesPerRecord * sample.records.length) / recordBytes)
  const isPacked = new Set(members.filter((member) => member.packing.length > 0).map((member) => member.original))
  const grown = originals.reduce(
    (sum, { bytes }, original) => sum + (isPacked.has(original) ? bytes * 2 : bytes * perByte),
    0,
  )
  return Math.ceil(grown) + fixedBytes
}
