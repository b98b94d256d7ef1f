/** Import, Merkle roots and anchors of a set against its answer key. */
import type { AnswerKey } from '../sample/answer-key.ts'
import { documented, exitFor, stated, worstOf } from './check.ts'
import type { Check, Statement } from './check.ts'
import { exceptionsByDate, findingsAt, missingNumbers, resultOf, sourceOf } from './look-up.ts'
import type { SetRun } from './run-set.ts'

export function compareIntegrity(key: AnswerKey, run: SetRun): Check[] {
  return [...imports(key, run), ...roots(key, run), ...anchors(key, run)]
}

function imports(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(key.files).map(([file, wanted]) => {
    const source = sourceOf(run.sources, file)
    const { physical, accepted, rejected, blank } = source.receipt
    const missing = missingNumbers(findingsAt(run.findings, source.sourceId, 'sequence-gap')).length
    return {
      set: key.set,
      file,
      check: 'import',
      verdict: rejected === 0 ? 'accepted' : 'accepted in part',
      n: accepted,
      m: physical,
      statements: [
        stated('physical records', wanted.physical, physical),
        stated('accepted', wanted.accepted, accepted),
        stated('rejected', wanted.rejected, rejected),
        stated('blank', wanted.blank, blank),
        stated('rows written: accepted, rejected and missing numbers', wanted.rows, accepted + rejected + missing),
        documented('accepted + rejected + blank', physical, accepted + rejected + blank),
      ],
    }
  })
}

function roots(key: AnswerKey, run: SetRun): Check[] {
  return Object.entries(key.merkle).flatMap(([file, wanted]): Check[] => {
    const before = resultOf(run.beforeAnchors.result, 'merkle', file)
    const merkle = resultOf(run.withTrust.result, 'merkle', file)
    const common = { set: key.set, file }
    return [
      {
        ...common,
        check: 'Merkle roots, no anchor yet',
        verdict: before.verdict,
        n: before.verified,
        m: before.batches.length,
        statements: [
          documented('verdict', 'unanchored', before.verdict),
          documented(
            'exit of verify all',
            exitFor(worstOf(['unanchored', ...chainVerdicts(key)])),
            run.beforeAnchors.exit,
          ),
          stated('batches', wanted.batches, before.batches.length),
        ],
      },
      {
        ...common,
        check: 'Merkle roots',
        verdict: merkle.verdict,
        n: merkle.verified,
        m: merkle.batches.length,
        statements: [
          stated('verdict', wanted.verdict, merkle.verdict),
          stated('batches', wanted.batches, merkle.batches.length),
          stated('verified', wanted.verified, merkle.verified),
          stated('exceptions', wanted.exceptions, exceptionsByDate(merkle.batches)),
        ],
      },
    ]
  })
}

const chainVerdicts = (key: AnswerKey): string[] => Object.values(key.chain).map(({ verdict }) => verdict)

function anchors(key: AnswerKey, run: SetRun): Check[] {
  const file = run.plan.anchored
  const { claims, withTrust, withoutTrust } = key.anchors
  const unknown = resultOf(run.withoutTrust.result, 'anchors', file)
  const known = resultOf(run.withTrust.result, 'anchors', file)
  const reasonOf = (wanted: { readonly reason?: string }, actual: string | null): Statement[] =>
    wanted.reason === undefined ? [] : [stated('reason', wanted.reason, actual)]
  const total = worstOf([
    withTrust.verdict,
    ...chainVerdicts(key),
    ...Object.values(key.merkle).map(({ verdict }) => verdict),
  ])
  return [
    {
      set: key.set,
      file,
      check: 'anchors, no header known',
      verdict: unknown.verdict,
      n: unknown.verified,
      m: unknown.anchors.length,
      statements: [
        stated('claims', claims, unknown.anchors.length),
        stated('verdict', withoutTrust.verdict, unknown.verdict),
        ...reasonOf(withoutTrust, unknown.reason),
        stated('exceptions', withoutTrust.exceptions, exceptionsByDate(unknown.anchors)),
        documented('exit of verify anchors', exitFor(withoutTrust.verdict), run.withoutTrust.exit),
      ],
    },
    {
      set: key.set,
      file,
      check: 'anchors, headers known',
      verdict: known.verdict,
      n: known.verified,
      m: known.anchors.length,
      statements: [
        stated('claims', claims, known.anchors.length),
        stated('verdict', withTrust.verdict, known.verdict),
        ...reasonOf(withTrust, known.reason),
        stated('verified', withTrust.verified, known.verified),
        stated('exceptions', withTrust.exceptions, exceptionsByDate(known.anchors)),
        documented('verdict of verify all', total, run.withTrust.overall),
        documented('exit of verify all', exitFor(total), run.withTrust.exit),
      ],
    },
  ]
}
