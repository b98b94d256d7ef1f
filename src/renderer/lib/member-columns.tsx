/** Columns that say what a source's members are and in which order they are read. */
import type { Text } from '../../shared/text/create-text.ts'
import { groupedNumber } from '../../shared/text/numbers.ts'
import type { DataColumn } from '../ui/data-table.tsx'

interface Member {
  readonly name: string
  /** What the member was taken out of, outermost first; empty for a plain file. */
  readonly packing: readonly string[]
}

/** Number, name and packing of members whose table begins with the first of them. */
export function memberColumns(text: Text): readonly DataColumn<Member>[] {
  return [
    {
      id: 'order',
      label: text.t('sources.number'),
      align: 'end',
      cell: (_, index) => groupedNumber(index + 1),
    },
    { id: 'name', label: text.t('common.name'), mono: true, wrap: true, cell: (member) => member.name },
    {
      id: 'packing',
      label: text.t('sources.members.packing'),
      cell: (member) => (member.packing.length === 0 ? text.t('sources.members.plain') : member.packing.join(' › ')),
    },
  ]
}
