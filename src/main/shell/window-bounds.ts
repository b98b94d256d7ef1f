/** Where a window goes: remembered bounds when enough of them is on a screen that is there now, the middle otherwise. */
import type { Bounds } from './shell-settings.ts'

export const smallestWindow = { width: 640, height: 480 } as const
export const firstWindow = { width: 1280, height: 800 } as const
/** Pixels of a window that must be on a screen, so that it can be taken hold of. */
const graspable = 80
const cascade = 28

/** Bounds for a new window; without x and y the system centres it. `offset` is the number of windows that are open. */
export function placeWindow(
  remembered: Bounds | undefined,
  workAreas: readonly Bounds[],
  offset = 0,
): Partial<Bounds> & { readonly width: number; readonly height: number } {
  if (remembered === undefined) return { ...firstWindow }
  const width = Math.max(smallestWindow.width, remembered.width)
  const height = Math.max(smallestWindow.height, remembered.height)
  const x = remembered.x + offset * cascade
  const y = remembered.y + offset * cascade
  const visible = workAreas.some(
    (area) =>
      overlap(x, width, area.x, area.width) >= graspable && overlap(y, height, area.y, area.height) >= graspable,
  )
  return visible ? { x, y, width, height } : { width, height }
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart)
}

const zoomSteps = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

/** The next zoom factor, 0.8 to 2; `direction` 0 is the actual size. */
export function nextZoom(current: number, direction: -1 | 0 | 1): number {
  if (direction === 0) return 1
  const steps = direction > 0 ? zoomSteps : [...zoomSteps].reverse()
  return steps.find((step) => (direction > 0 ? step > current + 0.001 : step < current - 0.001)) ?? current
}
