/** The rules of a tree in words and symbols, so that a person with a hash function can follow a ladder by hand. */
import type { LeafRecipe, TreeProfile } from '../model/recipe.ts'
import type { TreeLadder } from '../model/tree-ladder.ts'
import type { Text } from './create-text.ts'

/** Formula of a leaf hash over `input`; null where the input stands as the leaf. `‖` joins bytes. */
export function leafFormula(tree: TreeProfile): string | null {
  const rounds = tree.leafRounds ?? 1
  if (rounds === 0) return null
  const encoded = tree.leafAbi === undefined ? 'input' : `abi.encode(${tree.leafAbi} input)`
  const joined = tree.leafPrefix === null ? encoded : `${byteText(tree.leafPrefix)} ‖ ${encoded}`
  return hashed(tree, joined, rounds)
}

/** Formula of the hash of an inner node over `left` and `right`. */
export function nodeFormula(tree: TreeProfile): string {
  const joined = tree.nodePrefix === null ? 'left ‖ right' : `${byteText(tree.nodePrefix)} ‖ left ‖ right`
  return hashed(tree, joined, tree.nodeRounds ?? 1)
}

function hashed({ algorithm }: TreeProfile, input: string, rounds: 1 | 2): string {
  const once = `${algorithm}(${input})`
  return rounds === 2 ? `${algorithm}(${once})` : once
}

function byteText(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`
}

/** Which bytes a leaf recipe hashes, in words: what `input` stands for in the formula. */
export function leafInputText(text: Text, { canonical, decode }: LeafRecipe): string {
  if (canonical.form === 'fields-joined' && canonical.fields.length === 1) {
    const [field = ''] = canonical.fields
    return text.t(decode === undefined ? 'treeRule.fieldText' : `treeRule.fieldBytes.${decode}`, { field })
  }
  const form = text.t(`recipeWords.form.${canonical.form}`, {
    dialect: 'dialect' in canonical ? canonical.dialect : '',
    delimiter: 'delimiter' in canonical ? JSON.stringify(canonical.delimiter) : '',
  })
  const details = [
    'fields' in canonical ? canonical.fields.join(', ') : '',
    'include' in canonical && canonical.include !== undefined
      ? text.t('treeRule.only', { names: canonical.include.join(', ') })
      : '',
    'exclude' in canonical && canonical.exclude.length > 0
      ? text.t('treeRule.without', { names: canonical.exclude.join(', ') })
      : '',
    'sort' in canonical && canonical.sort !== undefined
      ? text.t(canonical.sort === 'deep' ? 'recipeWords.detail.sortDeep' : 'recipeWords.detail.sortTop')
      : '',
  ]
  return [form, ...details].filter((part) => part !== '').join(', ')
}

/** One sentence for each rule of a tree, those about leaves first. */
export function treeRules(text: Text, tree: TreeProfile, leaf: LeafRecipe): readonly string[] {
  const formula = leafFormula(tree)
  return [
    text.t('treeRule.input', { leaf: leafInputText(text, leaf) }),
    formula === null ? text.t('treeRule.given') : text.t('treeRule.leaf', { formula }),
    ...(tree.sortLeaves ? [text.t('treeRule.sortedLeaves')] : []),
    text.t('treeRule.node', { formula: nodeFormula(tree) }),
    text.t(tree.sortPairs ? 'treeRule.sortedPairs' : 'treeRule.inOrder'),
    text.t(tree.shape === 'heap' ? 'treeRule.heap' : `treeRule.${tree.oddNode}`),
    ...(tree.digestOrder === 'reversed' ? [text.t('treeRule.reversed')] : []),
    ...(tree.algorithm === 'keccak256' ? [text.t('treeRule.keccak')] : []),
  ]
}

/** A ladder as plain lines for a workpaper: what is joined with what on each level, and the rules. */
export function ladderText(text: Text, ladder: TreeLadder): string {
  const total = ladder.levels.length
  return [
    `${text.t('ladder.entryAt', { line: ladder.line, source: ladder.sourceName })}, ${text.t('ladder.batch')} ${ladder.batch}`,
    ...treeRules(text, ladder.tree, ladder.leaf),
    `${text.t('ladder.leafHash')}: ${ladder.leafHash}`,
    ...ladder.levels.flatMap(({ node, sibling, siblingSide, join, parent }, at) => {
      const head = text.t('ladder.level', { n: at + 1, m: total })
      const [left, right] = siblingSide === 'left' ? [sibling, node] : [node, sibling]
      const parts =
        join === 'sibling'
          ? [
              `${text.t('ladder.left')} (${text.t(siblingSide === 'left' ? 'ladder.sibling' : 'ladder.thisPath')}): ${left}`,
              `${text.t('ladder.right')} (${text.t(siblingSide === 'left' ? 'ladder.thisPath' : 'ladder.sibling')}): ${right}`,
            ]
          : [text.t(join === 'itself' ? 'ladder.both' : 'ladder.promoted')]
      return [head, ...parts.map((part) => `  ${part}`), `  ${text.t('ladder.becomes')}: ${parent}`]
    }),
    ...ladder.claimed.map(
      ({ root, equal }) =>
        `${text.t('merkle.claimed')}: ${root} (${text.t(equal ? 'merkle.agrees' : 'merkle.differs')})`,
    ),
  ].join('\n')
}
