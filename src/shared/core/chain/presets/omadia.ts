/**
 * The chain of an omadia provenance export (byte5ai/omadia, `omadia-audit-export-v1`): stream id, sequence, previous hash
 * and payload in canonical JSON, joined by line feeds. Facts: `verify-audit-export.mjs` of that project, and
 * `src/main/io/formats/omadia-export/README.md`.
 */
import { recipeSchema, type Recipe } from '../../../model/recipe.ts'
import type { Hasher } from '../../bytes/hasher.ts'
import { bytesToHex } from '../../bytes/hex.ts'
import { utf8FromText } from '../../bytes/utf8.ts'

/** Recipe of one stream; its id stands in the header line and in no entry. `sha256` is that hasher. */
export function omadiaRecipe(streamId: string, sha256: Hasher): Recipe {
  return recipeSchema.parse({
    recipe: 'assay.recipe/1',
    id: 'omadia.audit-export-1',
    name: `omadia provenance export, version 1, stream ${streamId}`,
    algorithm: 'sha256',
    prefix: `${streamId}\n`,
    canonical: {
      form: 'fields-joined',
      fields: ['seq', 'prevHashHex', 'payload'],
      delimiter: '\n',
      values: { payload: { json: 'jcs' } },
    },
    previous: { placement: 'inside' },
    genesis: { previous: 'literal', literal: bytesToHex(sha256.hash(utf8FromText(`genesis:${streamId}`))) },
    stored: { entryHash: 'entryHashHex', previousHash: 'prevHashHex', encoding: 'hex' },
  })
}
