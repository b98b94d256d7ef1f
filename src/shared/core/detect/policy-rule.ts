/**
 * Guide A, rule 4 (`security_policy_change`). `as-written` is a case-sensitive search for letters, so that reads, failed
 * attempts and unrelated names that contain them meet it and `Role` does not. `strict` looks at whole segments of the
 * action and leaves reads and failed attempts out.
 */
import { isRead, segmentsFrom } from './action-name.ts'
import { literalNeed, mappedNeed } from './mapped-value.ts'
import { ruleLimits, type RuleContext } from './rule-definitions.ts'
import { contextText, createRuleTally, type RuleReducer } from './rule-tally.ts'

const policySegments: ReadonlySet<string> = new Set(ruleLimits.policyWords.flatMap((word) => [word, `${word}s`]))

export function createPolicyRule(context: RuleContext): RuleReducer {
  const isStrict = context.mode === 'strict'
  const tally = createRuleTally(
    '4',
    context,
    [isStrict ? mappedNeed(context.profile, 'action') : literalNeed('action')],
    {
      words: ruleLimits.policyWords.join(', '),
      match: isStrict ? 'whole-segment' : 'letters',
    },
  )
  return {
    add(subject) {
      const { entry } = subject
      tally.see(entry)
      tally.test()
      const action = isStrict ? subject.action : subject.literalAction
      if (action === undefined) {
        tally.skip()
        return
      }
      if (!(isStrict ? changesPolicy(action) : ruleLimits.policyWords.some((word) => action.includes(word)))) return
      const type = contextText(entry, 'resource_type', 'resourceType')
      const id = contextText(entry, 'resource_id', 'resourceId')
      tally.hit(entry, {
        user_id: contextText(entry, 'user_id', 'actorId'),
        action,
        resource: `${type}:${id}`,
      })
    },
    finish: () => tally.finish(),
  }
}

/** True when a segment is one of the words, singular or plural, and the action neither reads nor states that it failed. */
export function changesPolicy(action: string): boolean {
  const segments = segmentsFrom(action)
  const last = segments.at(-1)
  return (
    segments.some((segment) => policySegments.has(segment)) &&
    !isRead(segments) &&
    last !== 'failed' &&
    last !== 'denied'
  )
}
