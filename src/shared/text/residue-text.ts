/** Sentences for the causes of rows that do not recompute. */
import type { ResidueGroup } from '../model/residue.ts'
import type { Text } from './create-text.ts'

/** Names listed in a sentence; the group has all. */
const listedNames = 6

/** One sentence: what the rows have in common, with its figures. */
export function residueSentence(text: Text, group: ResidueGroup): string {
  const shown = group.fields.slice(0, listedNames).join(', ')
  const fields = group.fields.length === 0 ? text.t('residue.noFields') : shown
  const { differences } = group.facts
  return text.t(`residue.${group.cause}`, {
    ...group.facts,
    ...(differences === undefined ? {} : { differences: aspectWords(text, String(differences)) }),
    count: group.rows,
    fields: group.fields.length > listedNames ? `${fields}, …` : fields,
    firstRow: group.first + 1,
    lastRow: group.last + 1,
  })
}

/** Codes of `recipeAspects` as words. */
function aspectWords(text: Text, codes: string): string {
  return codes
    .split(', ')
    .map((code) => text.find(`doctor.aspect.${code}`) ?? code)
    .join(', ')
}
