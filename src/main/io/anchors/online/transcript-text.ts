/**
 * The transcript file: `assay.evm-transcript/1` with the blocks as results, and a member `capture` with every exchange
 * byte for byte. One block and one exchange per line, in parts, so that no single text grows to the size of the file.
 */
import type { TranscriptBlock, TranscriptFile } from '../../../../shared/model/anchor.ts'
import type { CaptureSummary, Exchange } from '../../../../shared/model/capture.ts'

export function transcriptChunks(
  head: Omit<TranscriptFile, 'blocks'>,
  blocks: readonly TranscriptBlock[],
  summary: CaptureSummary,
  exchanges: readonly Exchange[],
): Uint8Array[] {
  const chunks = [Buffer.from(`${open(head)},"blocks":[`)]
  lines(chunks, blocks)
  chunks.push(Buffer.from(`],"capture":${open({ capture: 'assay.capture/1', ...summary })},"exchanges":[`))
  lines(chunks, exchanges)
  chunks.push(Buffer.from(']}}\n'))
  return chunks
}

/** An object's JSON without its last bracket. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1)
}

function lines(chunks: Buffer[], items: readonly unknown[]): void {
  for (const [index, item] of items.entries())
    chunks.push(Buffer.from(`${index === 0 ? '\n' : ',\n'}${JSON.stringify(item)}`))
}
