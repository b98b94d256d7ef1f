/** Geometry of the grid: every row reachable, the end exact, whatever the scrollbar rounds. */
import { describe, expect, it } from 'vitest'
import {
  clampTop,
  maxSizerPx,
  maxTop,
  rowAfterKey,
  scrollFromTop,
  sizerPx,
  topFromScroll,
  topShowing,
  visibleRows,
} from '../../../src/renderer/ui/grid-geometry.ts'

const large = { rows: 10_000_000, rowPx: 28, viewPx: 560 }
const small = { rows: 5, rowPx: 28, viewPx: 560 }

describe('the geometry of ten million rows', () => {
  it('keeps the scrolled element below every browser cap', () => {
    expect(sizerPx(large)).toBe(maxSizerPx)
    expect(maxSizerPx).toBeLessThan(33_554_432)
  })

  it('maps the last scrollbar pixel to the last row exactly', () => {
    for (const scroll of [maxSizerPx - 560, maxSizerPx - 560.4, maxSizerPx])
      expect(visibleRows(large, topFromScroll(large, scroll)).end).toBe(10_000_000)
    expect(topFromScroll(large, 0)).toBe(0)
  })

  it('lands in the middle when dragged to the middle', () => {
    const { start } = visibleRows(large, topFromScroll(large, (maxSizerPx - 560) / 2))
    expect(Math.abs(start - 4_999_990)).toBeLessThan(2)
  })

  it('comes back to the same offset from its own scroll position', () => {
    for (const top of [0, 28, 1_000_003, 279_999_440])
      expect(topFromScroll(large, scrollFromTop(large, top))).toBeCloseTo(top, 3)
  })

  it('leads by End, Home and pages exactly', () => {
    expect(rowAfterKey(large, 7, 'End')).toBe(9_999_999)
    expect(rowAfterKey(large, 9_999_999, 'ArrowDown')).toBe(9_999_999)
    expect(rowAfterKey(large, 9_999_999, 'PageUp')).toBe(9_999_980)
    expect(rowAfterKey(large, 5, 'PageUp')).toBe(0)
    expect(rowAfterKey(large, 5, 'Home')).toBe(0)
    expect(rowAfterKey(large, 5, 'x')).toBeNull()
  })

  it('moves no further than needed to show a row', () => {
    expect(topShowing(large, 0, 3)).toBe(0)
    expect(topShowing(large, 0, 20)).toBe(28)
    expect(topShowing(large, 2800, 3)).toBe(84)
    expect(topShowing(large, 0, 9_999_999)).toBe(maxTop(large))
  })
})

describe('the geometry of few rows', () => {
  it('does not scroll', () => {
    expect(maxTop(small)).toBe(0)
    expect(clampTop(small, 500)).toBe(0)
    expect(visibleRows(small, 0)).toEqual({ start: 0, end: 5 })
    expect(rowAfterKey({ ...small, rows: 0 }, 0, 'End')).toBeNull()
  })
})
