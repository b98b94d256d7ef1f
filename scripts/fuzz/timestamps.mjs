// The judge of time-stamp tokens on stored tokens that were cut, flipped, spliced and grown: a judgement every time, and
// one that holds says what the token said before.
import assert from 'node:assert/strict'
import { judgeTimestampToken } from '../../src/main/io/anchors/timestamp/judge-timestamp.ts'
import { listsByIssuerFrom } from '../../src/main/io/anchors/timestamp/revocation.ts'
import { timestampCrypto } from '../../src/main/io/signing/timestamp-crypto.ts'
import { proofJudgementSchema } from '../../src/shared/model/proof.ts'
import { storedTimestampCases } from '../../test/support/timestamp-cases.ts'
import { mutate, pick } from './mutate.mjs'

/** A changed part of a trust list is tried as often as a changed token. */
export function timestampTarget() {
  const cases = storedTimestampCases()
  const tokens = cases.map(({ token }) => token)
  const lists = cases.flatMap(({ revocationLists }) => revocationLists)
  const { roots } = cases.find(({ name }) => name === 'p256')
  const said = new Set()
  // Tokens of cases about the trust given hold under that of other cases.
  for (const { token, certificates } of cases) {
    const judged = judgeTimestampToken(token, { roots, certificates, crypto: timestampCrypto })
    if (judged.verdict === 'verified') said.add(essence(judged))
  }
  return {
    name: 'timestamps',
    make: (random) => mutate(random, pick(random, random.below(4) === 0 ? lists : tokens), [...tokens, ...roots]),
    check(input, random) {
      const one = pick(random, cases)
      const asToken = judgeTimestampToken(input, { ...one, crypto: timestampCrypto })
      const asOther = judgeTimestampToken(one.token, {
        roots: [...one.roots, input],
        certificates: [input],
        revocationLists: [input],
        listsByIssuer: listsByIssuerFrom([input, ...lists]),
        crypto: timestampCrypto,
      })
      proofJudgementSchema.parse(asToken)
      proofJudgementSchema.parse(asOther)
      if (asToken.verdict === 'verified')
        assert(said.has(essence(asToken)), 'a changed token holds and says something else')
    },
  }
}

function essence({ commitments, attested }) {
  return JSON.stringify([commitments, attested])
}
