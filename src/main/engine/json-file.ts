/** Values that are handed on as files: profiles, recipes, proofs. */
import { writeFileAtomically } from '../io/files/atomic-write.ts'
import { sha256Hex } from '../io/host/digest.ts'

export interface WrittenFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Writes a value as indented JSON with a line end. Throws AppError `exists` where the file is there and `force` is not. */
export async function writeJsonFile(value: object, out: string, force: boolean): Promise<WrittenFile> {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
  await writeFileAtomically(out, [bytes], { force })
  return { path: out, bytes: bytes.length, sha256: sha256Hex(bytes) }
}
