/** A list of batches in a file that a person chooses: what somebody states about each batch, NDJSON or a JSON array. */
import { parseJson } from '../../shared/core/bytes/parse-json.ts'
import { batchListSchema, mostStatements, type BatchStatement } from '../../shared/model/batch-plan.ts'

/** Ten thousand rows of the longest names and times stay below this many bytes. */
const largestList = 10_000_000

/** The list in a file, or what is wrong with it. */
export async function readBatchListFile(file: File): Promise<BatchStatement[] | string> {
  if (file.size > largestList) return `${file.size} bytes`
  try {
    const text = (await file.text()).trim()
    const rows = text.startsWith('[')
      ? parseJson(text)
      : text.split(/\r?\n/, mostStatements + 1).map((row) => parseJson(row))
    const parsed = batchListSchema.safeParse(rows)
    if (parsed.success) return parsed.data
    return parsed.error.issues
      .slice(0, 3)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ')
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  }
}
