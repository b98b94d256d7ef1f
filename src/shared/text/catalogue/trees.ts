/** Merkle trees: what their roots leave open, and how a proof file fails. */

export const treeTexts = {
  treeWeakness: {
    'node-can-pose-as-leaf':
      'Leaves and inner nodes are hashed alike: the root alone does not say how many leaves there are, so the number of entries must be known from elsewhere.',
    'repeated-tail-keeps-root':
      'A lone node is paired with itself: the same entries with the last ones repeated have the same root, so the number of entries must be known from elsewhere.',
    'order-not-bound':
      'Hashes are sorted before they are joined: the root speaks of a set of entries, not of their order.',
    'hash-has-collisions':
      'Different inputs with one hash can be made for this hash function: an equal root shows no more than the absence of accidental change.',
    'leaves-unsalted':
      'No field of the leaf is known to be random: whoever can guess a whole record can confirm the guess with a proof, or with the root of a small batch.',
    'batch-of-one': 'At least one batch has a single entry: its root is the hash of that record.',
  },
  treeProof: {
    holds: 'The proof holds: these values belong together.',
    'size-not-positive': 'The tree that the proof names has no leaf.',
    'size-too-large': 'The tree that the proof names has more than 2^64 leaves.',
    'index-beyond-size': 'The leaf would stand behind the end of the tree.',
    'sizes-reversed': 'The earlier tree is larger than the later one.',
    'wrong-hash-size': 'A hash has another length than the hash function gives.',
    'wrong-proof-length': 'The number of hashes is not the one that the place and the size of the tree require.',
    'root-differs': 'The root that the proof leads to differs from the stated one.',
    'root1-differs': 'The root of the earlier tree that the proof leads to differs from the stated one.',
    'root2-differs': 'The root of the later tree that the proof leads to differs from the stated one.',
    'leaf-differs': 'The hash of the leaf input differs from the stated leaf hash.',
    'tree-without-consistency': 'Trees of this profile do not grow at one edge; there is no such proof.',
    limit:
      'The file states its own root. Compare it with one that was obtained elsewhere; a proof of one entry says nothing about the others.',
  },
}
