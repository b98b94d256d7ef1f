/**
 * Writes the cases of this folder: `node test/cases/chain/make-cases.mjs [folder]`. Deterministic. A plain script over
 * node:crypto that shares no code with `src`: what a case must give is written down here by hand, never computed by what
 * is being tested. `shipped.mjs` and `sealed.mjs` have the chains that verify, `changed.mjs` and `unfitting.mjs` the
 * others.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changedCases } from './changed.mjs'
import { sealedCases } from './sealed.mjs'
import { shippedCases } from './shipped.mjs'
import { unfittingCases } from './unfitting.mjs'

const folder = process.argv[2] ?? import.meta.dirname

for (const { name, about, source, recipe, input = 'chain.ndjson', format = 'ndjson', found, expected } of [
  ...shippedCases(),
  ...sealedCases(),
  ...changedCases(),
  ...unfittingCases(),
]) {
  const at = join(folder, name)
  mkdirSync(at, { recursive: true })
  const { links, contents, ...rest } = expected
  const wanted = {
    input,
    format,
    recipe,
    ...(found === undefined ? {} : { found }),
    expected: {
      verdict: 'verified',
      reason: null,
      ...rest,
      contents: { ok: 0, mismatch: 0, 'not-recomputable': 0, ...contents },
      links: { ok: 0, genesis: 0, gap: 0, fork: 0, reorder: 0, broken: 0, ...links },
      scopes: rest.scopes ?? 1,
      rejected: rest.rejected ?? 0,
      truncated: rest.truncated ?? false,
      sequenceDuplicates: rest.sequenceDuplicates ?? 0,
      sequenceSkips: rest.sequenceSkips ?? 0,
      weakAlgorithm: rest.weakAlgorithm ?? false,
      breaks: (rest.breaks ?? []).map((item) => ({ link: 'ok', content: 'ok', reason: null, missing: 0, ...item })),
    },
  }
  writeFileSync(join(at, input), source)
  writeFileSync(join(at, 'case.json'), `${JSON.stringify(wanted, null, 1)}\n`)
  writeFileSync(join(at, 'README.md'), `# ${name}\n\n${about}\n`)
}
