/**
 * Grid over a list of any length, read by position: real rows in the page for the visible part only, a proportional
 * scrollbar, exact wheel and keys. WAI-ARIA grid with active descendant; `aria-rowcount` and `aria-rowindex` count all
 * rows and the header. What a cell shows is the caller's; a row that has not arrived yet is drawn as waiting.
 */
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { classNames } from './class-names.ts'
import {
  clampTop,
  rowAfterKey,
  scrollFromTop,
  sizerPx,
  topFromScroll,
  topShowing,
  visibleRows,
  type Geometry,
} from './grid-geometry.ts'
import styles from './event-grid.module.css'

export interface GridColumn {
  readonly id: string
  readonly label: string
  readonly widthPx: number
  readonly mono?: boolean
  readonly align?: 'start' | 'end'
}

export interface EventGridProps {
  readonly label: string
  readonly rowCount: number
  readonly columns: readonly GridColumn[]
  /** Null while the row has not arrived. */
  readonly cell: (row: number, column: string) => ReactNode | null
  /** What Ctrl+C copies of a cell. */
  readonly cellText: (row: number, column: string) => string
  readonly isExceptional?: (row: number) => boolean
  /** Active row, or null before anything was chosen. */
  readonly activeRow: number | null
  readonly onActiveRow: (row: number) => void
  /** Enter or double click. */
  readonly onOpen?: (row: number) => void
  /** Half-open range of rows now visible. */
  readonly onVisible: (start: number, end: number) => void
  readonly waitingText: string
  readonly rowPx?: number
  /** Height assumed until the browser has laid the grid out. */
  readonly assumedViewPx?: number
}

export function EventGrid(props: EventGridProps) {
  const {
    label,
    rowCount,
    columns,
    cell,
    cellText,
    isExceptional,
    activeRow,
    onActiveRow,
    onOpen,
    onVisible,
    waitingText,
  } = props
  const rowPx = props.rowPx ?? 28
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [viewPx, setViewPx] = useState(props.assumedViewPx ?? 560)
  const [top, setTop] = useState(0)
  const [activeColumn, setActiveColumn] = useState(0)
  /** The scroll position that this component set last: an event that reports it is our own echo. A flag would stick when the position does not change. */
  const ownScroll = useRef(0)

  const geometry: Geometry = { rows: rowCount, rowPx, viewPx }
  const shownTop = clampTop(geometry, top)
  const { start, end } = visibleRows(geometry, shownTop)

  const moveTo = useCallback(
    (next: number) => {
      const clamped = clampTop({ rows: rowCount, rowPx, viewPx }, next)
      setTop(clamped)
      const element = scroller.current
      if (element === null) return
      element.scrollTop = scrollFromTop({ rows: rowCount, rowPx, viewPx }, clamped)
      ownScroll.current = element.scrollTop
    },
    [rowCount, rowPx, viewPx],
  )

  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null) return
    const measure = () => {
      const body = element.clientHeight - rowPx
      if (body > 0) setViewPx(body)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [rowPx])

  // React registers wheel listeners as passive, and the default step would be scaled by the compressed scrollbar.
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
      event.preventDefault()
      moveTo(shownTop + (event.deltaMode === 1 ? event.deltaY * rowPx : event.deltaY))
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [moveTo, shownTop, rowPx])

  useEffect(() => onVisible(start, end), [start, end, onVisible])

  useEffect(() => {
    if (activeRow !== null) moveTo(topShowing({ rows: rowCount, rowPx, viewPx }, shownTop, activeRow))
    // Only a new active row moves the view; scrolling away from it must stay possible.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [activeRow, rowCount])

  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'c') {
      if (activeRow === null || (globalThis.getSelection?.()?.toString() ?? '') !== '') return
      const text = event.shiftKey
        ? columns.map((column) => cellText(activeRow, column.id).replaceAll('\t', ' ')).join('\t')
        : cellText(activeRow, columns[activeColumn]?.id ?? '')
      void navigator.clipboard.writeText(text)
      event.preventDefault()
      return
    }
    if (event.altKey || event.metaKey) return
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      setActiveColumn(Math.max(0, Math.min(columns.length - 1, activeColumn + (event.key === 'ArrowRight' ? 1 : -1))))
      event.preventDefault()
      return
    }
    if (event.key === 'Enter') {
      if (activeRow !== null) onOpen?.(activeRow)
      event.preventDefault()
      return
    }
    const next = rowAfterKey(geometry, activeRow ?? (event.key === 'ArrowDown' ? -1 : 0), event.key)
    if (next === null) return
    event.preventDefault()
    onActiveRow(next)
    moveTo(topShowing(geometry, shownTop, next))
  }

  const widthPx = columns.reduce((sum, column) => sum + column.widthPx, 0)
  const rows = Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index)
  const activeShown = activeRow !== null && activeRow >= start && activeRow < end
  return (
    <div
      ref={scroller}
      className={styles['grid']}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      aria-activedescendant={activeShown ? `${id}-${activeRow}-${activeColumn}` : undefined}
      onKeyDown={onKeyDown}
      onClick={(event) => {
        const place = placeOf(event.target)
        if (place === null) return
        setActiveColumn(place.column)
        onActiveRow(place.row)
      }}
      onDoubleClick={(event) => {
        const place = placeOf(event.target)
        if (place !== null) onOpen?.(place.row)
      }}
      onScroll={(event) => {
        const position = event.currentTarget.scrollTop
        if (Math.abs(position - ownScroll.current) < 1) return
        ownScroll.current = position
        setTop(topFromScroll(geometry, position))
      }}
    >
      <div
        className={styles['sizer']}
        style={{ height: sizerPx(geometry) + rowPx, minWidth: widthPx }}
        role="presentation"
      >
        <div className={styles['window']} style={{ height: viewPx + rowPx }} role="presentation">
          <div className={styles['head']} style={{ height: rowPx }} role="row" aria-rowindex={1}>
            {columns.map((column, position) => (
              <div
                key={column.id}
                role="columnheader"
                aria-colindex={position + 1}
                className={classNames(styles['headCell'], column.align === 'end' && styles['end'])}
                style={{ flexBasis: column.widthPx, minWidth: column.widthPx, flexGrow: column.widthPx }}
              >
                {column.label}
              </div>
            ))}
          </div>
          <div className={styles['rows']} style={{ height: viewPx }} role="rowgroup">
            {rows.map((row) => {
              const active = row === activeRow
              return (
                <div
                  key={row}
                  role="row"
                  aria-rowindex={row + 2}
                  aria-selected={active}
                  className={classNames(
                    styles['row'],
                    active && styles['active'],
                    isExceptional?.(row) === true && styles['exceptional'],
                  )}
                  style={{ height: rowPx, transform: `translateY(${row * rowPx - shownTop}px)` }}
                >
                  {columns.map((column, position) => {
                    const content = cell(row, column.id)
                    return (
                      <div
                        key={column.id}
                        id={`${id}-${row}-${position}`}
                        data-row={row}
                        data-column={position}
                        role="gridcell"
                        aria-colindex={position + 1}
                        className={classNames(
                          styles['cell'],
                          column.mono === true && styles['mono'],
                          column.align === 'end' && styles['end'],
                          active && position === activeColumn && styles['activeCell'],
                        )}
                        style={{ flexBasis: column.widthPx, minWidth: column.widthPx, flexGrow: column.widthPx }}
                      >
                        {content === null && position === 0 ? (
                          <span className={styles['waiting']}>{waitingText}</span>
                        ) : (
                          content
                        )}
                      </div>
                    )
                  })}
                </div>
              )
            })}
          </div>
        </div>
      </div>
    </div>
  )
}

/** Row and column of the cell that an event came from; null outside cells. */
function placeOf(target: EventTarget): { readonly row: number; readonly column: number } | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null
  return cell === null ? null : { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) }
}
