/** How a reader repeats the checks of a package: with common programs where that is possible, and with Assay. */
import type { Recipe } from '../../../shared/model/recipe.ts'
import { recipeSchema } from '../../../shared/model/recipe.ts'
import { findShippedRecipe } from '../../../shared/core/chain/shipped-recipes.ts'
import type { RepeatableCheck } from '../../../shared/core/package/how-to-verify.ts'
import { maskedText } from '../../../shared/core/sensitive/mask-value.ts'
import { appliesTo, type FurtherRun } from '../verify/further-checks.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'
import { safeName, sourcePath } from './package-names.ts'
import { referencedSources } from './referenced-sources.ts'

/** The recipe that the last chain run used: the document that was given, or the shipped one. */
export function recipeOfChain({ results, runs }: Pick<SourceFacts, 'results' | 'runs'>): Recipe | undefined {
  const id = results.chain?.recipeId
  if (id === null || id === undefined) return undefined
  const given = recipeSchema.safeParse(runs.find((run) => run.kind === 'chain')?.parameters['document'])
  return given.success ? given.data : findShippedRecipe(id)
}

export function repeatableChecks(facts: PackageFacts): RepeatableCheck[] {
  const referenced = referencedSources(facts)
  const ofSources = facts.sources.flatMap((item, index): RepeatableCheck[] => {
    // Hashes speak of the bytes as they were before the redaction; from those in the package none can be repeated.
    if (item.source.receipt.sensitiveMode === 'redact') return []
    const file = referenced.has(item)
      ? `${maskedText(item.source.name)}, which is named by digest`
      : sourcePath(item, index)
    return [
      ...chainCheck(item, file),
      ...merkleCheck(item, file),
      ...item.further.filter(({ result }) => appliesTo(result)).flatMap((run) => furtherCheck(run, file)),
    ]
  })
  return [...ofSources, ...facts.outside.flatMap((run) => furtherCheck(run, 'files that are not in this package'))]
}

const programs: Readonly<Record<string, string>> = {
  sha1: 'sha1sum',
  sha256: 'sha256sum',
  sha384: 'sha384sum',
  sha512: 'sha512sum',
}

function chainCheck(item: SourceFacts, file: string): RepeatableCheck[] {
  const recipe = recipeOfChain(item)
  if (recipe === undefined) return []
  const path = `data/recipes/${safeName(recipe.id)}.json`
  const keyed = recipe.mac !== undefined
  return [
    {
      title: `Hash chain of ${file}`,
      steps: [
        `Take one record and the recipe ${path}.`,
        'Write the bytes the recipe names (content and previous hash, in its order) to a file.',
        keyed
          ? `The HMAC (RFC 2104) with ${recipe.algorithm} of that file under the key is the record’s stored entry hash. The key is not in this package: without it, nobody can repeat this step.`
          : `${programs[recipe.algorithm] ?? `The ${recipe.algorithm} digest`} of that file is the record’s stored entry hash${recipe.link === undefined ? '' : ' or, where the recipe has two hashes, its content hash, over which the entry hash is made as its member "link" says'}; the next record names it as its previous hash.`,
        'With Assay: assay explain ENGAGEMENT SOURCE --line N prints those bytes and a shell line for one record; assay verify chain ENGAGEMENT SOURCE --recipe with the file above repeats all of them.',
      ],
    },
  ]
}

function merkleCheck({ results }: SourceFacts, file: string): RepeatableCheck[] {
  if (results.merkle === null) return []
  return [
    {
      title: `Merkle roots of ${file}`,
      steps: [
        'Take the records of one UTC day in the order of the file.',
        'Leaf: keccak-256 of the record’s bytes as data/recipes/leaf-*.json says. Pairs are hashed left then right; an odd node moves up unchanged.',
        'The root equals the first argument of the transaction in data/proofs.',
      ],
    },
  ]
}

function furtherCheck({ result }: FurtherRun, file: string): RepeatableCheck[] {
  switch (result.kind) {
    case 'sequence':
      return [
        {
          title: `Sequence numbers of ${file}`,
          steps: [
            result.scopeFields.length === 0
              ? 'List the sequence number of every record and sort the list as numbers.'
              : `List the sequence number of every record, apart for each ${result.scopeFields.join(', ')}, and sort each list as numbers.`,
            'No number may be there twice, and each must be one above the one before.',
          ],
        },
      ]
    case 'continuity':
      return [
        {
          title: `State continuity of ${file}`,
          steps: [
            'Take the records of one resource in the order that the report names.',
            'For each field, the old value that a record states must be the new value that the latest record before it stated for that field (its old value where it states no new one).',
            'Each exception names the two records by line: read both.',
          ],
        },
      ]
    case 'ids':
      return [
        {
          title: `Clocks inside the ids of ${file}`,
          steps: [
            'A UUID of version 7 and a ULID begin with 48 bits of milliseconds since 1970 UTC (RFC 9562, section 5.7); the other kinds are named in the report.',
            'The stated time less that time must lie within the tolerance that the report states.',
          ],
        },
      ]
    case 'seals':
      return [
        {
          title: `Signatures and other seals of ${file}`,
          steps: [
            'The report names the design, the rule for the signed bytes and the keys by their ids; keys are not in this package and come from the signer by another channel.',
            'With Assay: assay verify seals ENGAGEMENT SOURCE --key FILE repeats the check.',
          ],
        },
      ]
    case 'proofs':
      return [
        {
          title: `Outside proofs about ${file}`,
          steps: [
            'The proofs lie in data/proofs as they were handed over; what the auditor vouches for is data/proofs/trust-store.json.',
            'A time-stamp token: openssl ts -verify -in TOKEN -token_in -digest DIGEST -CAfile ROOT. An OpenTimestamps proof: the ots client with block headers. A checkpoint: any C2SP signed-note verifier.',
          ],
        },
      ]
    case 'cloudtrail':
      return [
        {
          title: `CloudTrail digests of ${file}`,
          steps: [
            'Obtain the digest and log files from their holder, and the public keys by "aws cloudtrail list-public-keys" yourself.',
            'Signed text of a digest: its end time, bucket/key, SHA-256 of its uncompressed content in hex, and previousDigestSignature, a line feed between each; RSA PKCS#1 v1.5 with SHA-256 (openssl dgst -sha256 -verify).',
            'The SHA-256 of each uncompressed log file must be the one that its digest lists.',
          ],
        },
      ]
  }
}
