/** Labels of the steps of a chain of sync committees. */
export const beaconProofTexts = {
  part: {
    bootstrap: 'bootstrap',
    update: 'update of a period',
    finality: 'finality update',
  },
  step: {
    'beacon-bootstrap': 'chain begins with a bootstrap',
    'beacon-root': 'root of the first beacon block is pinned',
    'beacon-network': 'pinned network is known',
    'beacon-fork': 'fork names execution blocks',
    'beacon-period': 'committee of the period is known',
    'beacon-slots': 'final block, attested block and signature in order',
    'beacon-final': 'final block lies in the period of the update',
    'beacon-execution': 'execution block is in the beacon block',
    'beacon-finality': 'final block is in the attested state',
    'beacon-committee': 'sync committee is in the state',
    'beacon-keys': 'each key has one seat',
    'beacon-participation': 'two thirds of the committee signed',
    'beacon-signature': 'committee signed the attested block',
  },
} as const
