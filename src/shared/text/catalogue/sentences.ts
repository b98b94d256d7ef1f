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
    cloudtrail: {
      verified:
        'The signatures and hashes recomputed from {{source}} equal those in the digests for {{n}} of {{m}} digest and log files.',
      mismatch:
        '{{n}} of {{m}} digest and log files of {{source}} are verified; at least one hash or signature differs from what a digest states.',
      gap: '{{n}} of {{m}} digest and log files of {{source}} are verified; at least one that should be there is missing.',
      unanchored: '{{n}} of {{m}} digest and log files of {{source}} are verified; there is nothing to compare with.',
      'not-checked':
        '{{n}} of {{m}} digest and log files of {{source}} are verified; the others could not be checked to the end.',
    },
    continuityHeld:
      'All {{m}} old values stated in {{source}} are the last values known before them. The source itself has a gap, and what lies in it was not compared.',
    continuity: {
      verified:
        'In all {{m}} comparisons made over {{source}}, the old value that an event states is the last value known before it.',
      mismatch:
        '{{n}} of {{m}} old values stated in {{source}} are the last values known before them; at least one differs.',
      gap: '{{n}} of {{m}} old values stated in {{source}} are the last values known before them. For the others a change is not in the log, or a statement was changed; fields and bounds in time are listed.',
      unanchored: '{{n}} of {{m}} old values stated in {{source}} are the last values known before them.',
      'not-checked':
        '{{n}} of {{m}} old values stated in {{source}} could be compared and are the last values known before them. The check is not complete.',
    },
    sequence: {
      verified:
        'The {{m}} records of {{source}} have numbers without a hole and without a repetition, from the lowest to the highest.',
      mismatch: '{{n}} of {{m}} records of {{source}} have a number of their own; at least one number is there twice.',
      gap: '{{n}} of {{m}} records of {{source}} have a number of their own; at least one number in between, or a record, is missing.',
      unanchored: '{{n}} of {{m}} records of {{source}} have a number of their own.',
      'not-checked':
        '{{n}} of {{m}} records of {{source}} have a number of their own. The sequence check is not complete.',
    },
    proofs: {
      verified: '{{n}} of {{m}} outside proofs about {{source}} hold, down to what you obtained independently.',
      mismatch:
        '{{n}} of {{m}} outside proofs about {{source}} hold; at least one contradicts its own data, and what was expected and found is listed.',
      gap: '{{n}} of {{m}} outside proofs about {{source}} hold; at least one names a value that is not in the source.',
      unanchored: 'There is no outside proof about {{source}}.',
      'not-checked':
        '{{n}} of {{m}} outside proofs about {{source}} hold down to what you obtained independently; the others were not checked that far.',
    },
    seals: {
      verified: 'The seals of {{n}} of {{m}} records of {{source}} verify.',
      mismatch:
        '{{n}} of {{m}} seals of {{source}} verify; at least one does not, and what was expected and found is listed.',
      gap: '{{n}} of {{m}} seals of {{source}} verify; at least one record or end that should be there is missing.',
      unanchored: '{{m}} seals of {{source}} agree with one another; there is nothing here to compare them with.',
      'not-checked': '{{n}} of {{m}} seals of {{source}} were verified; the others could not be checked.',
    },
    ids: {
      verified:
        'In {{n}} of {{m}} entries of {{source}} the stated time lies within the tolerance of the time in the id.',
      mismatch:
        'In {{n}} of {{m}} entries of {{source}} the stated time lies within the tolerance of the time in the id. The others, or the order of the ids, are listed.',
      gap: 'In {{n}} of {{m}} entries of {{source}} the stated time lies within the tolerance of the time in the id; the source is cut off.',
      unanchored: '{{n}} of {{m}} entries of {{source}} have a time in their id.',
      'not-checked':
        'In {{n}} of {{m}} entries of {{source}} the stated time lies within the tolerance of the time in the id; the others were not testable.',
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
    sequence: {
      promise:
        'A missing number is a reason to ask: database counters skip numbers after a rollback, and nothing was deleted then.',
      ends: 'Numbers below the lowest and above the highest are not expected, so a log cut at either end shows no hole.',
      clocks: 'Times that go back against the numbers have innocent causes: several clocks, retries, late writes.',
    },
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
    cloudtrail: {
      keys: 'The list of public keys was supplied with the files or saved by somebody; that the keys are those of AWS is shown only by fetching the list independently.',
      newest:
        'The signature of the newest digest lies in metadata that an ordinary copy loses. Without it the newest digest, and the log files it lists, are not checked, and nothing later in the copy fixes their content.',
      events:
        'A verified log file is as CloudTrail delivered it. Events that the trail was not set up to record, or that happened while logging was stopped, are not in it.',
      ends: 'Digests older than the first of the copy, or newer than the last, are not looked at.',
    },
    seals: {
      key: 'Who has the signing key can sign anything, at any time. Whose key it is must be known from elsewhere.',
      truth: 'A signature does not say that the record is true, only that it was not changed after it was signed.',
      missing: 'Signatures beside records do not show that a record with its signature was left out.',
    },
    proofs: {
      existence:
        'A proof shows that the value it names existed at a time. It does not show that the records behind it are true, or that none is missing.',
      clock:
        'The time is that of the authority, log or block; how far its clock may be wrong is stated where it is known.',
      pinned:
        'Keys, certificates and headers are those that you recorded as obtained independently. Whose they are was not checked here.',
    },
    ids: {
      made: 'An id is made by the system that writes the record. Who controls that system can make an id with any time.',
      clock: 'The time in an id is that of one clock, which may have been wrong.',
      both: 'Equal times do not show that an event happened at that time, only that id and record say the same.',
    },
    continuity: {
      ends: 'A missing change is seen only when a later event states the old value of a field it changed. The last change of a field, and changes that were undone before the next event, are not seen.',
      between:
        'A break bounds a change in time; it does not say who made it, or whether the event was never logged, removed, or is one that the log does not record.',
      consistent:
        'Old and new values that somebody rewrote consistently hold too; a chain or an anchor outside the system shows that.',
      side: 'Changes made by another system, by maintenance or by an import that does not log break continuity as well.',
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
