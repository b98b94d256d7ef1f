/**
 * Where rows of a very long list stand. Browsers cap an element's height (33,554,432 px in Chromium), so the scrolled
 * height is capped too and the scrollbar maps proportionally; keys and the wheel move the exact pixel offset, so every
 * row stays reachable. `top` is always the exact offset of the first visible pixel, in unscaled pixels.
 */

/** Tallest sizer used. Far below every browser's cap, and a scrollbar has no more positions than that anyway. */
export const maxSizerPx = 8_000_000

export interface Geometry {
  readonly rows: number
  readonly rowPx: number
  readonly viewPx: number
}

/** Height of all rows, unscaled. */
export function contentPx({ rows, rowPx }: Geometry): number {
  return rows * rowPx
}

/** Height of the scrolled element. */
export function sizerPx(geometry: Geometry): number {
  return Math.min(contentPx(geometry), maxSizerPx)
}

/** Largest exact offset. */
export function maxTop(geometry: Geometry): number {
  return Math.max(0, contentPx(geometry) - geometry.viewPx)
}

function maxScroll(geometry: Geometry): number {
  return Math.max(0, sizerPx(geometry) - geometry.viewPx)
}

export function clampTop(geometry: Geometry, top: number): number {
  return Math.max(0, Math.min(maxTop(geometry), top))
}

/** Scrollbar position for an exact offset. */
export function scrollFromTop(geometry: Geometry, top: number): number {
  const most = maxTop(geometry)
  return most === 0 ? 0 : (top / most) * maxScroll(geometry)
}

/** Exact offset for a scrollbar position. The last scrollbar pixel is the last row, whatever was rounded on the way. */
export function topFromScroll(geometry: Geometry, scroll: number): number {
  const most = maxScroll(geometry)
  if (most === 0) return 0
  if (scroll >= most - 0.5) return maxTop(geometry)
  return clampTop(geometry, (scroll / most) * maxTop(geometry))
}

/** Rows that are at least partly visible, half-open. */
export function visibleRows(geometry: Geometry, top: number): { readonly start: number; readonly end: number } {
  const start = Math.floor(top / geometry.rowPx)
  const end = Math.min(geometry.rows, Math.ceil((top + geometry.viewPx) / geometry.rowPx))
  return { start: Math.min(start, Math.max(0, geometry.rows - 1)), end }
}

/** Smallest move of `top` that shows the whole row. */
export function topShowing(geometry: Geometry, top: number, row: number): number {
  const rowTop = row * geometry.rowPx
  if (rowTop < top) return clampTop(geometry, rowTop)
  if (rowTop + geometry.rowPx > top + geometry.viewPx)
    return clampTop(geometry, rowTop + geometry.rowPx - geometry.viewPx)
  return clampTop(geometry, top)
}

/** Row that a navigation key leads to; null when the key does not navigate. */
export function rowAfterKey(geometry: Geometry, row: number, key: string): number | null {
  const last = geometry.rows - 1
  if (last < 0) return null
  const pageRows = Math.max(1, Math.floor(geometry.viewPx / geometry.rowPx) - 1)
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, row + 1)
    case 'ArrowUp':
      return Math.max(0, row - 1)
    case 'PageDown':
      return Math.min(last, row + pageRows)
    case 'PageUp':
      return Math.max(0, row - pageRows)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return null
  }
}
