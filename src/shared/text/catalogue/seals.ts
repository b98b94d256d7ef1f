/** Texts about signatures beside records, keyed lines, journal blocks, ledger digests, and clocks inside ids. */

export const sealTexts = {
  seals: {
    trust: {
      'key-holder':
        'Only who has the secret key can check these values, and who has it can write new ones: they show that a key holder wrote the record, not which one, and not when.',
      anyone: 'Anyone who has the public key can check these values; only who has the private key can write new ones.',
      either:
        'The form of these values fits a keyed hash as well as a signature, so it is open who can check them: with the key it shows.',
      nobody: 'These values name no algorithm and are no signature: anyone can write them.',
    },
    keyInExport:
      'The export itself holds a key, in {{fields}}. Such a key shows that one writer made the records; whose it is must be known from elsewhere. It is not used here.',
    keyGiven: 'Checked with key {{key}} ({{type}}): {{count}} records. Where that key came from is not known here.',
    ruleUsed: 'Rule {{rule}} with {{algorithm}} reproduces signatures of these records.',
    tokens:
      'The payloads are inside the tokens; {{compared}} of {{verified}} were compared with the record beside them.',
    kind: {
      jws: 'JWS',
      hmac: 'keyed hash (HMAC)',
      rsa: 'RSA',
      'ecdsa-der': 'ECDSA (DER)',
      'ecdsa-raw': 'ECDSA (r and s)',
      ed25519: 'Ed25519',
    },
    noColumns: 'No column was found that holds signatures.',
    acraNote:
      'Each line takes in the keyed hash of the line before, which the log does not hold: after a line that differs, nothing can be recomputed until the next chain begins.',
    qldbNote:
      'The hash of a revision is made over its Ion form, which JSON does not keep: what the revisions say was not recomputed. Their stated hashes are bound to the blocks.',
    digestNote:
      'A digest alone says nothing about data: it fixes the hash of a block of the ledger at a time. Whether the database still has that ledger is found out there, with sys.sp_verify_database_ledger and these digests.',
    restored:
      'There are digests of {{count}} creations of {{database}}: the database was restored or made anew in between.',
  },
  ids: {
    kind: {
      'uuid-v1': 'UUID version 1',
      'uuid-v6': 'UUID version 6',
      'uuid-v7': 'UUID version 7',
      ulid: 'ULID',
      ksuid: 'KSUID',
      'object-id': 'MongoDB ObjectId',
      snowflake: 'Snowflake number',
      'uuid-v4': 'UUID version 4 (random)',
      'uuid-other': 'another UUID',
      other: 'another form',
    },
    why: {
      'no-clock': 'holds no time',
      'times-scattered': 'looks like this kind, but the times in it are scattered, so it is taken for something else',
      'epoch-unknown': 'no known epoch puts the times into the period of the log, or more than one does',
    },
    epochAssumed:
      'Snowflake numbers were read with the epoch of {{epoch}}, because {{inPeriod}} of {{of}} decoded times then lie in the period of the stated ones.',
    offset: 'Stated time minus id time: median {{median}}, median deviation {{deviation}}, from {{least}} to {{most}}.',
    tolerance:
      'Tolerance {{tolerance}} around the median: {{idResolution}} resolution of the ids, {{statedResolution}} of the stated times, {{spread}} spread (ten standard deviations by way of the median deviation, one minute at least).',
    causes:
      'Usual innocent causes: events recorded later than they happened, imports of older events, a clock or time zone that is off.',
    orderSequence: 'Along the sequence',
    orderFile: 'Along the file',
  },
} as const
