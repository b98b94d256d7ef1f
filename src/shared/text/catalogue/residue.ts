/** Causes for rows that do not recompute, and one row explained. Facts about bytes only: never who, never why. */

export const residueTexts = {
  residue: {
    'member-order-lost_one':
      '{{counted}} row recomputes once the members of its nested objects stand in another order than the export has ({{names}}, …). The store did not keep the order in which they were hashed; {{sets}} sets of names were put in order.',
    'member-order-lost_other':
      '{{counted}} rows recompute once the members of their nested objects stand in another order than the export has ({{names}}, …). The store did not keep the order in which they were hashed; {{sets}} sets of names were put in order.',
    'time-precision-lost_one':
      '{{counted}} row was hashed with {{lost}} more digits of {{field}} than the export has ({{digits}} are left). One value of the lost digits reproduces the stored hash; the export alone does not.',
    'time-precision-lost_other':
      '{{counted}} rows were hashed with {{lost}} more digits of {{field}} than the export has ({{digits}} are left). For each of them one value of the lost digits reproduces the stored hash; the export alone does not.',
    'order-by-coarse-time_one':
      'Sorted by {{field}}, {{followed}} of {{of}} rows follow the row before them: {{tied}} rows share their time with another, up to {{largestTie}} at once. In the order that the stored hashes give, all {{of}} rows follow.',
    'order-by-coarse-time_other':
      'Sorted by {{field}}, {{followed}} of {{of}} rows follow the row before them: {{tied}} rows share their time with another, up to {{largestTie}} at once. In the order that the stored hashes give, all {{of}} rows follow.',
    'nested-not-hashed_one':
      '{{counted}} row has nested values that its hash covers in part or not at all ({{fields}}): a difference inside them would show nowhere.',
    'nested-not-hashed_other':
      '{{counted}} rows have nested values that their hashes cover in part or not at all ({{fields}}): a difference inside them would show nowhere.',
    'erased-with-receipt_one':
      'Values of {{counted}} row are blank ({{fields}}) and its hash is that of the values before. An entry of the log names the row and states an erasure.',
    'erased-with-receipt_other':
      'Values of {{counted}} rows are blank ({{fields}}) and their hashes are those of the values before. {{receipts}} entries of the log name these rows and state an erasure.',
    'content-blanked_one':
      'Values of {{counted}} row are blank ({{fields}}) where other rows have some, and its hash does not recompute. No entry of the log that was read states an erasure of it.',
    'content-blanked_other':
      'Values of {{counted}} rows are blank ({{fields}}) where other rows have some, and their hashes do not recompute. No entry of the log that was read states an erasure of them.',
    'other-key_one': '{{counted}} row does not recompute with the key that fits the rest; its links hold.',
    'other-key_other':
      '{{counted}} rows in a row do not recompute with the key that fits the rest, and all their links hold. Another key was used for them, as after a change of keys.',
    'values-rewritten_one':
      '{{counted}} row recomputes once values of {{fields}} are written otherwise: {{before}} as {{after}}. The export spells the same values in another way than was hashed.',
    'values-rewritten_other':
      '{{counted}} rows recompute once values of {{fields}} are written otherwise: {{before}} as {{after}}. The export spells the same values in another way than was hashed.',
    'form-differs_one': '{{counted}} row recomputes under {{otherForm}} and not under {{form}}.',
    'form-differs_other': '{{counted}} rows recompute under {{otherForm}} and not under {{form}}.',
    'algorithm-changed_one': '{{counted}} row recomputes with {{otherAlgorithm}} and not with {{algorithm}}.',
    'algorithm-changed_other':
      '{{counted}} rows recompute with {{otherAlgorithm}} and not with {{algorithm}}, the first at row {{firstRow}}, the last at row {{lastRow}}.',
    'before-the-chain_one': '{{counted}} row at the beginning states no hash: the chain begins at row {{begins}}.',
    'before-the-chain_other':
      'The first {{counted}} rows state no hash: the chain begins at row {{begins}}. What these rows say is covered by nothing.',
    'hash-missing_one': '{{counted}} row inside the chain states no usable hash, so its content is covered by nothing.',
    'hash-missing_other':
      '{{counted}} rows inside the chain state no usable hash, so their content is covered by nothing.',
    'documented-differs_one':
      'The documented recipe reproduces none of {{tried}} rows tried; the recipe found reproduces {{counted}}. They differ in: {{differences}}.',
    'documented-differs_other':
      'The documented recipe reproduces none of {{tried}} rows tried; the recipe found reproduces {{counted}}. They differ in: {{differences}}.',
    'content-differs_one':
      'The content of {{counted}} row (row {{firstRow}}) differs from what was hashed. Links that hold at it: {{linked}}.',
    'content-differs_other':
      'The contents of {{counted}} rows differ from what was hashed, the first at row {{firstRow}}, the last at row {{lastRow}}. Links that hold at them: {{linked}}.',
    'no-cause-found_one': 'Nothing that was tried reproduces {{counted}} row, and no cause is named for it.',
    'no-cause-found_other': 'Nothing that was tried reproduces {{counted}} rows, and no cause is named for them.',
    noFields: 'fields not told apart',
  },
  explain: {
    differs: 'The two hashes first differ at digit {{digit}} of {{digits}}.',
    equal: 'The recomputed hash equals the stored one.',
    noHash: 'There is nothing to compare: {{reason}}',
    masked:
      'Something in the bytes that were hashed is masked here, so neither the exact bytes nor a line for a shell are shown. Give a reason to see them.',
    lost: 'The digits that the export lacks are filled in with the one value that reproduces the stored hash.',
    rule: 'recipe language, section {{section}}; previous hash: {{placement}}, {{encoding}}',
    punctuation_one: 'Between them stands {{counted}} byte of punctuation.',
    punctuation_other: 'Between them stand {{counted}} single bytes of punctuation.',
    repeat: 'To repeat it without Assay ({{tool}}):',
    keyVariable: 'The shell variable KEY has to hold the key in hex.',
    noShell: {
      masked: 'No line for a shell: something in it is masked.',
      'no-preimage': 'No line for a shell: the recipe gives no bytes for this record.',
      'no-tool': 'No line for a shell: there is no common program for this algorithm.',
      'too-long': 'No line for a shell: the bytes are too many for one.',
    },
    span: {
      prefix: 'domain mark',
      previous: 'previous hash',
      separator: 'separator',
      field: 'field',
      label: 'label',
      length: 'length',
      delimiter: 'delimiter',
      syntax: 'punctuation',
      content: 'content',
    },
  },
} as const
