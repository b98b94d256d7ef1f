/**
 * The chain of Legalise (b1rdmania/legalise, `legalise-audit-chain-export-v1`): an entry hash over the fields, each after
 * its length in characters, and a link hash over that and the link before. Facts: the verifier that every export carries
 * (`export_chain_verifier.py`), and `src/main/io/formats/legalise-export/README.md`.
 */
import { recipeSchema, type Recipe } from '../../../model/recipe.ts'

const part = { form: 'length-prefixed', length: 'decimal', unit: 'characters', mark: ':', delimiter: '\n' }

export const legaliseRecipe: Recipe = recipeSchema.parse({
  recipe: 'assay.recipe/1',
  id: 'legalise.audit-chain-1',
  name: 'Legalise audit chain, version 1: entry hash and link hash',
  algorithm: 'sha256',
  prefix: 'audit-chain-entry-v1\n',
  canonical: {
    ...part,
    fields: [
      'id',
      'timestamp',
      'actor_id',
      'matter_id',
      'action',
      'module',
      'resource_type',
      'resource_id',
      'model_used',
      'prompt_hash',
      'response_hash',
      'token_count',
      'latency_ms',
      'tokens_in',
      'tokens_out',
      'cost_micros',
      'currency',
      'provider',
      'model_id',
      'payload_text',
    ],
    // A member that is not there is null to the verifier of the export.
    nullPart: '-1:',
    absentPart: '-1:',
  },
  previous: { placement: 'none' },
  genesis: { previous: 'null' },
  stored: { entryHash: 'entry_hash', previousHash: 'previous_chain_hash', encoding: 'hex' },
  scope: ['scope_type', 'matter_id'],
  link: {
    stored: 'chain_hash',
    previous: 'previous_chain_hash',
    prefix: 'audit-chain-link-v1\n',
    canonical: {
      ...part,
      fields: ['chain_version', 'scope_type', 'matter_id', 'scope_sequence', 'id', 'previous_chain_hash', 'entry_hash'],
      nullPart: '-1:',
      absentPart: '-1:',
    },
  },
})
