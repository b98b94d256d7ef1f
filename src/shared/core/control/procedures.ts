/**
 * What each procedure does, over which items, and when an item is an exception: the texts of a test sheet. A procedure is
 * run once per source and speaks to clauses of several frameworks.
 */

export const procedures = [
  'import-accounting',
  'hash-chain',
  'merkle-anchors',
  'daily-coverage',
  'silent-spans',
  'event-fields',
  'ten-two-two-fields',
  'event-classes',
  'admin-grants',
  'duty-pairs',
  'actor-ids',
  'exports',
  'review-records',
  'data-changes',
  'rule-hits',
  'manual-adjustments',
  'retention-span',
  'twelve-months',
  'time-order',
] as const
export type Procedure = (typeof procedures)[number]

export interface ProcedureText {
  readonly title: string
  /** What is counted as `m` in "n of m". */
  readonly items: string
  readonly done: string
  readonly exceptionRule: string
}

export const procedureTexts: Readonly<Record<Procedure, ProcedureText>> = {
  'import-accounting': {
    title: 'Every record accounted for',
    items: 'physical records of all sources, blank lines left out',
    done: 'Each byte of a source was assigned to a record, a rejected record, a blank line or framing; the four add up to the file.',
    exceptionRule: 'a record that could not be read, or a source whose end is missing',
  },
  'hash-chain': {
    title: 'Hash chain recomputed',
    items: 'entries of the sources that hold a chain, unreadable records included',
    done: 'The hash of every entry was recomputed from its stored bytes under the stated recipe, and every link was compared with the entry before.',
    exceptionRule: 'a stored hash that does not recompute, a missing entry, a broken or doubled link',
  },
  'merkle-anchors': {
    title: 'Daily roots recomputed and compared with anchors',
    items: 'anchored batches',
    done: 'Each day’s root was recomputed from its entries and compared with the claimed root, the recorded transaction, the block and its header.',
    exceptionRule: 'a root that differs, a batch without anchor, an anchor without batch, an anchor that differs',
  },
  'daily-coverage': {
    title: 'Events on every day',
    items: 'days of the period, per source',
    done: 'Events were counted per UTC day of the period and source.',
    exceptionRule: 'a day of the period without an event in a source',
  },
  'silent-spans': {
    title: 'Silence of a log and its follow-up',
    items: 'days of the period, per source',
    done: 'Neighbouring days without events were joined to spans; the log holds no record of an incident or its cause.',
    exceptionRule: 'none: a span is handed to a person with the seven response items open',
  },
  'event-fields': {
    title: 'Who, what, when, where, why',
    items: 'requirements that can be measured, per source',
    done: 'For every requirement the entries it applies to were counted, and those that meet it.',
    exceptionRule: 'a requirement not met by every entry it applies to',
  },
  'ten-two-two-fields': {
    title: 'Six fields of every event',
    items: 'fields that can be measured, per source',
    done: 'User, type, time, success or failure, origination and affected resource were looked for in every entry.',
    exceptionRule: 'a field not filled in every entry',
  },
  'event-classes': {
    title: 'Event classes present',
    items: 'classes, per source',
    done: 'Every entry was put into the classes whose rule it meets; three examples per class and source are shown.',
    exceptionRule: 'none: a class without an event is handed to a person',
  },
  'admin-grants': {
    title: 'Administrator roles granted and revoked',
    items: 'grants and revocations of administrator roles',
    done: 'Grants and revocations were rebuilt from the entries that change a role, with who, whom, when and by whom.',
    exceptionRule: 'a role granted by an actor to itself. Whether a change was approved is not in the log',
  },
  'duty-pairs': {
    title: 'Same actor in two duties',
    items: 'approvals whose making is in the log, and role grants with a named grantee',
    done: 'For every approval the making of the same resource was looked up; for every grant, grantee and granter were compared.',
    exceptionRule: 'one actor made and approved the same resource, or granted a role to itself',
  },
  'actor-ids': {
    title: 'Actions attributable to one id',
    items: 'entries',
    done: 'Actor ids were counted, generic names looked for, and changes of address of one person within 15 minutes counted.',
    exceptionRule: 'an entry without actor id, or under a generic id such as admin or root',
  },
  exports: {
    title: 'Exports with a reason',
    items: 'entries that record an export or download',
    done: 'Exports were counted per actor and resource type; a reason code or note was looked for in each.',
    exceptionRule: 'an export with neither reason code nor note',
  },
  'review-records': {
    title: 'Records of review',
    items: 'days of the period',
    done: 'Entries that name a review in action, resource, note or new values were listed.',
    exceptionRule: 'none: a review may be recorded elsewhere; the list is for comparison with it',
  },
  'data-changes': {
    title: 'Changes of data, and reasons where guide B asks for one',
    items: 'changes that need a reason',
    done: 'Entries that carry a value before or after were counted by month, resource and action; reasons were looked for where a threshold asks for one.',
    exceptionRule: 'a change that needs a reason and has neither code nor note',
  },
  'rule-hits': {
    title: 'Anomaly rules over all entries',
    items: 'entries a rule applied to, strict reading, rules added up',
    done: 'Seven rules with fixed parameters were run over every entry, once as written and once in their stated intent.',
    exceptionRule: 'none: an entry that meets a criterion is referred for review',
  },
  'manual-adjustments': {
    title: 'Manual adjustments by AS 2401 characteristics',
    items: 'manual refunds, price changes, stock changes and discounts',
    done: 'Every manual adjustment of the period was evaluated by every criterion; none was sampled.',
    exceptionRule: 'none: an item that meets a criterion is selected for follow-up',
  },
  'retention-span': {
    title: 'Records at both ends of the period',
    items: 'sources',
    done: 'The first and last event of each source were compared with the period.',
    exceptionRule: 'a source whose events do not reach from the first to the last day of the period',
  },
  'twelve-months': {
    title: 'Twelve months kept',
    items: 'sources',
    done: 'The first event of each source was compared with the day twelve months before the end of the period, and days without events of the last three months were counted.',
    exceptionRule:
      'a source that starts later, or has a day without events in the last three months. What lies outside the export cannot be seen',
  },
  'time-order': {
    title: 'Clock against sequence',
    items: 'neighbouring entries of the sources that hold a sequence',
    done: 'For neighbouring entries, the direction of sequence and of time were compared.',
    exceptionRule: 'the sequence rises while the time falls, or the reverse',
  },
}
