/** Texts about the end of a chain, sequence checks, runs that are repeated and their schedule. */

export const checkRunTexts = {
  chainEnd: {
    state: {
      shown: 'The chain ends where something says that it should.',
      missing: 'The chain ends before something says that it should: entries are missing at the end.',
      differs: 'The head stated for the chain is not the hash of its last entry.',
      'not-provable':
        'End not provable: nothing says where this chain should end, so entries cut off after the last one would not be seen.',
    },
    inside: 'The statement stands in the same file: who can shorten the one can rewrite the other.',
    kind: {
      'end-mark': 'end mark of the file',
      'entry-count': 'number of entries that the file states',
      'head-hash': 'head that the file states',
      checkpoint: 'last checkpoint in the file, by its sequence',
      batch: 'newest anchored batch, by its day',
      'total-count': 'number of records stated about the source',
      'total-max': 'highest sequence stated about the source',
      'later-export': 'another export that begins later',
    },
    relation: {
      reached: '{{kind}}: {{expected}}, and the entries end there',
      short: '{{kind}}: {{expected}}, here {{actual}}',
      beyond: '{{kind}}: {{expected}}; the entries go on to {{actual}}, and nothing says where they end',
      differs: '{{kind}}: {{expected}}, here {{actual}}',
      apart: '{{kind}}: what lies between {{actual}} and {{expected}} is in neither export',
    },
  },
  skipped: {
    line: '{{kind}} of {{source}}: not made, {{reason}}',
    'no-hash-columns': 'no column of hashes is mapped',
    'no-batches': 'its profile names no batches',
    'no-sequence': 'its entries have no sequence numbers',
    'no-old-values': 'no old value is stated that something before it could be compared with',
    'no-id-clock': 'its ids hold no time',
    'no-seal': 'no signature, keyed line, journal block or ledger digest was found',
    'files-not-named': 'digests lie beside the log files: name the copied folder and the keys (verify cloudtrail)',
  },
  sequenceCheck: {
    scope: 'numbers are counted for each {{fields}}: {{scopes}} of them',
    oneScope: 'numbers are counted over the whole source',
    missing: 'missing {{missing}} (ranges: {{ranges}})',
    duplicates: 'repeated {{duplicates}}',
    regressions: 'steps back in the file {{regressions}}; the order of the file lowers no verdict',
    range: '{{from}} to {{to}} ({{count}})',
    time: {
      'in-order': 'times rise with the numbers in all {{compared}} comparisons; equal times count as in order',
      inversions:
        '{{inversions}} entries are earlier than an entry with a lower number, {{beyond}} of them by more than the tolerance of {{tolerance}}; largest {{largest}}',
      'no-times': 'no times to compare with the numbers',
      'too-large':
        'the file is not in the order of its numbers and has more than {{limit}} entries: only neighbours could be compared',
    },
    inversion: 'sequence {{sequence}}, line {{line}}: {{time}} is {{by}} before {{before}} of sequence {{previous}}',
    clocks: 'Clocks of several machines, retries and late writes give such an order too.',
  },
  rerun: {
    unchanged: 'Unchanged: the result is that of run {{run}}, byte for byte.',
    changed: 'The result differs from that of run {{run}} in {{count}} places.',
    breaks: 'entries that were not plainly good are others than in run {{run}}',
    version: 'Run {{run}} was made by version {{before}}, this one by version {{after}}.',
    difference: '{{path}}: {{before}} -> {{after}}',
    verdictChanged:
      'The verdict of this check was {{before}} in run {{run}} and is {{after}} in run {{later}}. The same check over the same source gave two results: evidence, added material or version differ.',
    verdictOther:
      'The verdict of this check was {{before}} in run {{run}} and is {{after}} in run {{later}}, which was made with other parameters or material.',
    otherParameters: 'other parameters or material than before',
    otherVersion: 'version {{version}}',
    change: {
      first: 'first run',
      unchanged: 'unchanged',
      result: 'another result, same verdict',
      verdict: 'another verdict',
    },
    notRepeatable: 'Run {{run}} cannot be repeated from what is stored: {{why}}.',
    why: {
      key: 'it needs a key, and keys are not stored',
      kind: 'a check of this kind is repeated by its own command',
      source: 'its source is no longer in the engagement',
      unfinished: 'it did not finish',
      failed: 'something that it needs is not to be had',
    },
    none: 'No check was run yet.',
    nothingDue: 'Nothing is due. Next: {{next}}.',
    noSchedule: 'There is no schedule.',
  },
  schedule: {
    every_one: 'every day',
    every_other: 'every {{counted}} days',
    onOpen: 'and it is said when the engagement is opened',
    dueOnOpen: 'Checks are due to be repeated: assay rerun {{file}} --due',
    next: 'next due {{at}}',
    due: 'due now',
    never: 'no check was run yet, so there is nothing to repeat',
    nothingRuns:
      'Assay runs nothing by itself. One of these lines has the system do it every day; it repeats what is due and ends:',
  },
} as const
