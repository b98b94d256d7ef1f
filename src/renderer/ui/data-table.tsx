/** Plain table for up to a few hundred rows; a caption for readers, a scroll area that the keyboard can reach. */
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { ScrollArea } from './scroll-area.tsx'
import styles from './data-table.module.css'

export interface ColumnSort {
  /** Null when the rows stand in the order of another column. */
  readonly direction: 'ascending' | 'descending' | null
  /** Name of the button for screen readers. */
  readonly label: string
  readonly onSort: () => void
}

export interface DataColumn<R> {
  readonly id: string
  readonly label: string
  readonly align?: 'start' | 'end'
  readonly mono?: boolean
  /** True breaks anywhere and keeps 180 px. `words` breaks between words and is as narrow as the longest: for short texts. */
  readonly wrap?: boolean | 'words'
  readonly cell: (row: R, index: number) => ReactNode
  /** Makes the heading a button; the rows are sorted by whoever gives them. */
  readonly sort?: ColumnSort
}

export interface DataTableProps<R> {
  readonly caption: string
  readonly columns: readonly DataColumn<R>[]
  readonly rows: readonly R[]
  readonly rowKey: (row: R, index: number) => string
  readonly isExceptional?: (row: R) => boolean
  readonly isCurrent?: (row: R) => boolean
}

export function DataTable<R>({ caption, columns, rows, rowKey, isExceptional, isCurrent }: DataTableProps<R>) {
  return (
    <ScrollArea className={styles['scroll']} label={caption}>
      <table className={styles['table']}>
        <caption className={styles['caption']}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={column.align === 'end' ? styles['end'] : undefined}
                aria-sort={column.sort === undefined ? undefined : (column.sort.direction ?? 'none')}
              >
                {column.sort === undefined ? column.label : <SortHead label={column.label} sort={column.sort} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row, index)}
              className={classNames(
                isExceptional?.(row) === true && styles['exceptional'],
                isCurrent?.(row) === true && styles['current'],
              )}
              aria-current={isCurrent?.(row) === true ? 'true' : undefined}
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  className={classNames(
                    column.align === 'end' && styles['end'],
                    column.mono === true && styles['mono'],
                    column.wrap === true && styles['wrap'],
                    column.wrap === 'words' && styles['wrapWords'],
                  )}
                >
                  {column.cell(row, index)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}

function SortHead({ label, sort }: { readonly label: string; readonly sort: ColumnSort }) {
  const Icon = sort.direction === null ? ChevronsUpDown : sort.direction === 'ascending' ? ArrowUp : ArrowDown
  return (
    <button type="button" className={styles['sort']} aria-label={sort.label} onClick={sort.onSort}>
      {label}
      <Icon size={12} strokeWidth={2} aria-hidden />
    </button>
  )
}
