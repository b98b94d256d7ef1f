/**
 * Whole sentences about results. Wording follows one rule: state what was recomputed from what, and what came out;
 * never intent, never completeness, never a conclusion about controls.
 */

export const sentences = {
  sentence: {
    chain: {
      verified:
        'Recomputing the chain over the {{m}} records of {{source}} reproduced every stored hash and every stored link.',
      mismatch:
        '{{n}} of {{m}} entries of {{source}} recompute. At least one recomputed value differs from the stored one; expected and actual are listed.',
      gap: '{{n}} of {{m}} entries of {{source}} recompute. At least one link or sequence number is missing; what is present is otherwise consistent.',
      unanchored: '{{n}} of {{m}} entries of {{source}} recompute; there is no external value to compare with.',
      'not-checked': '{{n}} of {{m}} entries of {{source}} were recomputed. The chain check is not complete.',
    },
    merkle: {
      verified: 'The roots computed from the entries of {{source}} equal the claimed roots in {{n}} of {{m}} batches.',
      mismatch:
        'The roots computed from the entries of {{source}} equal the claimed ones in {{n}} of {{m}} batches; at least one differs.',
      gap: '{{n}} of {{m}} batches of {{source}} have equal roots; at least one batch has no entry or no claim.',
      unanchored: 'Roots were computed for {{m}} batches of {{source}}; there is no claimed value to compare with.',
      'not-checked': '{{n}} of {{m}} batches of {{source}} could be compared.',
    },
    anchors: {
      verified:
        'The roots computed from {{source}} equal the values in the recorded transactions in {{n}} of {{m}} anchors, in blocks whose hash was obtained independently.',
      mismatch: '{{n}} of {{m}} anchors of {{source}} are verified; at least one recorded value differs.',
      gap: '{{n}} of {{m}} anchors of {{source}} are verified; at least one batch or anchor is missing.',
      unanchored: 'There is no anchor for {{source}}, so no external value to compare with.',
      'not-checked': '{{n}} of {{m}} anchors of {{source}} are verified; the others are not checked to the last rung.',
    },
    overall: {
      verified: 'Every check that ran is verified over its full scope: {{n}} of {{m}} checks.',
      mismatch:
        'At least one recomputed value differs from a stored or anchored one. {{n}} of {{m}} checks are verified.',
      gap: 'Nothing recomputed differs; something that should be present is missing. {{n}} of {{m}} checks are verified.',
      unanchored:
        'What is present is consistent; at least one source has no external value to compare with. {{n}} of {{m}} checks are verified.',
      'not-checked': 'Not everything was checked. {{n}} of {{m}} checks are verified.',
    },
    package: {
      verified:
        'Every file of the package equals its manifest, the digests inside the signed report, and the signatures over both.',
      mismatch:
        '{{n}} of {{m}} checks of the package hold; at least one file or signature differs from what was signed.',
      gap: '{{n}} of {{m}} checks of the package hold; a file or a signature is missing.',
      unanchored: '{{n}} of {{m}} checks of the package hold.',
      'not-checked': '{{n}} of {{m}} checks of the package could be made.',
    },
    identity: {
      verified: 'Signed with a certificate you trust: {{subject}}.',
      mismatch: 'The signatures of the package were not made by one signer, or do not hold.',
      gap: 'The package has no signature.',
      unanchored: 'Signed by {{subject}}.',
      'not-checked':
        'Signed by {{subject}}. The key is not known to you: compare the fingerprint with one you received another way.',
    },
    reasonSuffix: '{{sentence}} Reason: {{reason}}',
    nOfM: '{{n}} of {{m}}',
  },
  causes: {
    contentFirst: 'Usual innocent causes, to be ruled out first:',
    list: {
      reserialised: 'records re-written by the export (spacing, order, escapes)',
      numbers: 'numbers or Unicode in another form',
      lines: 'changed line ends',
      truncated: 'a truncated export',
      recipe: 'another recipe than the one that was used',
    },
    recipeNotContent:
      'All links are good and all contents differ. That points to the recipe or to lost precision, not to the content of single records.',
  },
  prove: {
    heading: 'What this does not prove',
    chain: {
      rebuilt:
        'A chain that somebody with write access rebuilt from the start would recompute too; only an anchor outside the system shows that.',
      tail: 'Entries cut off after the last record, or events that were never logged, would not be seen.',
      truth: 'The content of a record may be untrue; recomputation shows only that it equals what was hashed.',
    },
    merkle: {
      claim:
        'The claimed roots come from the same party as the entries; only an anchor with a known header is independent.',
      truth: 'An equal root shows no change since the root was made; it shows neither truth nor authorship.',
      missing: 'Events that were never logged, or removed before the batch was closed, would not be seen.',
    },
    anchors: {
      existence:
        'An anchor shows existence not later than the block time, and no change since. It does not show truth, authorship or that every event was logged.',
      asserted:
        'The time inside the transaction is asserted by the submitter. Block time and event times are separate.',
      live: 'The comparison is with a recorded transcript; nothing was fetched from a live node.',
    },
    analysis: {
      criterion: 'A listed entry meets a criterion fixed beforehand; that is not a finding of error or misconduct.',
      rule: 'A rule without a hit shows that its criterion was not met; it does not show that the events were correct.',
      notTestable: 'A rule that is not-testable says nothing either way.',
    },
    coverage: {
      quiet: 'A day without events can be a quiet day or a day that was not logged; the log alone does not tell which.',
    },
    erasure: {
      preview:
        'A preview finds identifiers by their text. The same person under another name, alias or picture is not found.',
      remains: 'Pseudonymised data remain personal data unless a named person concludes otherwise.',
      backups: 'Copies outside this engagement (back-ups, other systems, receivers of exports) are not looked at.',
    },
    package: {
      opinion:
        'The package states procedures run by software on the listed files and what was found. It expresses no opinion or assurance.',
      signer:
        'An intact signature shows that the files are those that were signed. It does not show that the signer is who the certificate says, unless you know the key.',
      clock: 'The signing time is the clock of the signer, as asserted.',
    },
    receipt: {
      exporter:
        'The receipt accounts for every byte of the file that was supplied. It does not show that the exporter left nothing out.',
    },
  },
  statement: {
    purpose:
      'This package sets out procedures run by software on the files listed under "Sources and IPE sheets", and what was found. It expresses no opinion or assurance on controls, on the following of any framework, or on financial statements.',
    completeness:
      'Results concern records present in the listed files. The completeness rung reached is {{rung}}. Events that were never logged, or removed before the earliest anchor, would not be seen.',
    time: 'Event times are as recorded by the source. Times marked "asserted" were not independently attested.',
    anomaly:
      'Criteria were fixed beforehand. A listed item meets a criterion; that is not a finding of error or misconduct.',
    anchorOffline: 'Compared with an anchor record imported on {{date}}; not confirmed against a live node.',
    anchorEqual:
      'The root computed from these records equals the value in transaction {{transaction}}; block {{block}} carries time {{time}} (block time).',
    signature:
      'Signed with a certificate that is {{issuer}}; PAdES B-B structure. A reader that does not know this certificate shows the identity as unknown.',
    erasure: 'The listed fields would be changed as stated. Residual traces known to the software are listed.',
    framework: 'Evidence assembled for use in a {{framework}} review.',
    notTestable: 'Not testable from the material supplied.',
    notAdvice: 'Not legal advice; decisions are those of the controller.',
    times:
      'Three times are kept apart: the time asserted by the submitter, the block time, and the times of the entries.',
  },
} as const
