/** Written by scripts/formats.mjs from the folders beside it; do not edit. */
import type { FormatDefinition } from './format.ts'
import { format as csv } from './csv/format.ts'
import { format as jsonArray } from './json-array/format.ts'
import { format as ndjson } from './ndjson/format.ts'
import { format as pgDump } from './pg-dump/format.ts'

export const formats: readonly FormatDefinition[] = [
  csv,
  jsonArray,
  ndjson,
  pgDump,
]
