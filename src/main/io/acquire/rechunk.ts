/** Chunks of a useful size: decoders hand out what they have, from one byte to many megabytes. */
const fewestBytes = 64 * 1024
const mostBytes = 1024 * 1024

/** The same bytes in chunks of at most 1 MiB, short ones joined to 64 KiB as far as they follow one another. */
export async function* rechunk(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = []
  let keptBytes = 0
  for await (const chunk of chunks) {
    let rest = chunk
    if (keptBytes > 0 || rest.length < fewestBytes) {
      // Copied, because a short slice would keep the whole buffer it was cut from alive.
      const part = Buffer.from(rest.subarray(0, fewestBytes))
      rest = rest.subarray(part.length)
      kept.push(part)
      keptBytes += part.length
      if (keptBytes < fewestBytes) continue
      yield Buffer.concat(kept)
      kept = []
      keptBytes = 0
    }
    for (let at = 0; at < rest.length; at += mostBytes) yield rest.subarray(at, at + mostBytes)
  }
  if (keptBytes > 0) yield Buffer.concat(kept)
}
