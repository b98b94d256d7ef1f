/** The Chain Doctor: what it inferred, what it tried, and what an export lacks. Facts about bytes and columns only. */

export const doctorTexts = {
  doctor: {
    outcome: {
      found: 'A recipe was found: it reproduces the stored hash of {{n}} of {{m}} sampled records.',
      partly:
        'A recipe reproduces the stored hash of {{n}} of {{m}} sampled records; the others are listed with what shows a cause.',
      none: 'No recipe found: none of the recipes that were tried reproduces enough of the {{m}} sampled records ({{n}}).',
      'too-few-rows':
        'Too few rows to tell: {{m}} records state a hash, and a recipe counts as found from 20 matching records on ({{n}} match).',
      'no-hash-column': 'No column of this source holds digests, so there is no chain to infer a recipe for.',
    },
    confirmed: 'Over all {{m}} records of the source, {{n}} recompute.',
    confirmedLost:
      'Over all {{m}} records of the source, {{n}} recompute from the export alone. {{lost}} more lack digits that were hashed: one value of these gives the stored hash, and a check calls such records not recomputable.',
    links: 'Links: {{n}} of {{m}} records name the hash of another one',
    order: {
      sequence: 'in the order of {{field}}',
      file: 'in the order of the file',
      'reverse-file': 'in the order of the file, last first',
      field: 'in the order of {{field}}',
      links: 'in no order but that of the links',
    },
    chains_one: '{{counted}} chain',
    chains_other: '{{counted}} chains',
    chainsBy_one: '{{counted}} chain, one for each {{scope}}',
    chainsBy_other: '{{counted}} chains, one for each {{scope}}',
    recipe: 'Recipe: {{name}}',
    residue: 'What the recipe alone does not say:',
    residueCut:
      'The search for causes reached its bound: some records were not tried, and a cause that was not tried is not named.',
    missing: 'What may be the matter, and what would help:',
    advised: 'What would help:',
    next: 'Next:',
    saved: 'The recipe is in {{file}}.',
    notSaved: 'No recipe was found, so {{file}} was not written.',
    previousImplied:
      'The hash covers that of the record before in the file, which no column of the export states. The recipe names it @previous_hash.',
    tried: '{{recipes}} recipes were tried; they gave {{hashes}} different texts to hash.',
    cut: 'The records are so large that the grid was left before its end.',
    documented:
      'The documented recipe "{{name}}" reproduces {{n}} of {{m}} sampled records; the inferred one reproduces {{inferred}} of {{of}}.',
    difference: '{{aspect}}: the document says {{left}}, the records say {{right}}',
    nothing: 'nothing',
    equivalents_one:
      '{{counted}} other recipe reproduces the same sampled records: on these rows they all give the same bytes to hash.',
    equivalents_other:
      '{{counted}} other recipes reproduce the same sampled records: on these rows they all give the same bytes to hash.',
    equivalentsApart: 'They differ in: {{aspects}}. What could tell them apart: {{rows}}.',
    toldApart: 'differs in {{aspects}}; would be told apart by {{rows}}',
    telling: {
      'time-with-other-precision': 'a time with another number of digits',
      'non-ascii-text': 'text outside ASCII',
      'slash-or-angle-bracket': 'a text with / < > or &',
      'number-not-integer': 'a number that is no integer',
      'nested-value': 'a nested value',
      'null-value': 'a null',
      'absent-field': 'a record without one of the fields',
      'boolean-value': 'true or false',
      'field-filled': 'a record in which the field is filled',
      'other-member-order': 'members in another order',
      'other-values': 'other values',
    },
    aspect: {
      algorithm: 'hash function',
      mac: 'keyed hash',
      prefix: 'text in front',
      form: 'form of the content',
      dialect: 'JSON writer',
      sort: 'order of names',
      nested: 'nested values',
      selection: 'fields covered',
      fields: 'fields and their order',
      rename: 'names',
      delimiter: 'delimiter',
      label: 'names before values',
      length: 'lengths',
      times: 'how times are written',
      values: 'how values are written',
      nulls: 'null members',
      'null-text': 'text for null',
      'absent-text': 'text for an absent field',
      booleans: 'text for true and false',
      'member-order': 'order of nested members',
      placement: 'place of the previous hash',
      'previous-encoding': 'how the previous hash is written',
      separator: 'text beside the previous hash',
      genesis: 'previous hash of the first entry',
      'entry-hash-column': 'column of the hash',
      'previous-hash-column': 'column of the previous hash',
      'stored-encoding': 'how hashes are stored',
      scope: 'separate chains',
      order: 'order',
      link: 'link hash',
    },
    advice: {
      'no-hash-column': {
        cause: 'The export has no column in which records hold digests.',
        change:
          'Export the hash columns with the rows, if the log has any; without hashes, compare two exports of one period.',
      },
      'too-few-rows': {
        cause: 'The source has {{rows}} records.',
        change: 'Export at least 20 records of one chain.',
      },
      'previous-hash-not-exported': {
        cause: 'The hash of the record before is part of what was hashed, and no column states it.',
        change:
          'Export the previous hash as a column of its own: then every record can be checked by itself, and a record left out shows.',
      },
      'no-previous-hash': {
        cause:
          'No column repeats the digest that another record has in {{column}}: records are not linked with one another.',
        change:
          'Export the previous hash as a column, or store it with each record; without it, records that were left out do not show.',
      },
      'keyed-hash': {
        cause:
          'A digest of {{bytes}} bytes in {{column}} may be a keyed hash (HMAC), which nobody recomputes without the key.',
        change: 'Hand over the key for the check (verify chain --key), or store an unkeyed hash beside it.',
      },
      'fields-not-exported': {
        cause: 'The hash in {{column}} may cover fields, or a text, that the export does not have.',
        change:
          'Export the exact text that was hashed as a column of its own, byte for byte, or every field that it was made of.',
      },
      'number-form-lost': {
        cause: 'Numbers with a fraction ({{field}}) can be written in several ways, and a database prints its own.',
        change: 'Store and export such numbers as text, or export the exact text that was hashed.',
      },
      'key-order-lost': {
        cause:
          'Every object in {{field}} stands in the order in which PostgreSQL jsonb keeps names: another order that was hashed is not kept.',
        change:
          'Keep the hashed text in a column of type text or json instead of jsonb, or hash a canonical form (RFC 8785); export it with ::text.',
      },
      'precision-lost': {
        cause:
          'Times in {{field}} have {{digits}} fraction digits; digits beyond them that were hashed are not in the export.',
        change: 'Store the time as text, or as an integer of the unit that was hashed, and export it unchanged.',
      },
      'delimiter-form-lost': {
        cause:
          'Every value of the export is text, as in CSV: whether a value was a number, an object or a text when it was hashed is not in it.',
        change:
          'Export JSON lines or a PostgreSQL dump instead of CSV, or add the exact text that was hashed as a column.',
      },
      'payload-hash-only': {
        cause:
          'The hash covers {{column}} and nothing else: the other fields and the order of records are covered by nothing.',
        change: 'Hash the whole record together with the previous hash.',
      },
      'root-only': {
        cause:
          'Records hold no digests; only roots over batches exist, outside of the export. A root says nothing about a single record that is not in its exact hashed form.',
        change:
          'Store the exact leaf bytes (or a canonical form of them) as text with each record, with its batch and its place in the batch.',
      },
      'hash-may-be-random': {
        cause: 'Nothing in the export shows that {{column}} depends on the records at all.',
        change: 'Ask for the description of the column, and test it with --documented.',
      },
    },
  },
} as const
