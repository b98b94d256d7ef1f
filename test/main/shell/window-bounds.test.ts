import { describe, expect, it } from 'vitest'
import { nextZoom, placeWindow } from '../../../src/main/shell/window-bounds.ts'

describe('a new window', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }

  it('is where the last one was', () => {
    expect(placeWindow({ x: 100, y: 50, width: 1000, height: 700 }, [screen])).toEqual({
      x: 100,
      y: 50,
      width: 1000,
      height: 700,
    })
    expect(placeWindow({ x: 100, y: 50, width: 1000, height: 700 }, [screen], 2)).toEqual({
      x: 156,
      y: 106,
      width: 1000,
      height: 700,
    })
  })

  it('is centred when that place is on no screen any more, and never smaller than it can be used', () => {
    expect(placeWindow({ x: 2000, y: 50, width: 1000, height: 700 }, [screen])).toEqual({ width: 1000, height: 700 })
    expect(placeWindow({ x: 1900, y: 1070, width: 100, height: 100 }, [screen])).toEqual({ width: 640, height: 480 })
    expect(placeWindow(undefined, [screen])).toEqual({ width: 1280, height: 800 })
  })

  it('zooms in steps from 80 to 200 %', () => {
    const up: number[] = []
    for (let zoom = 0.8; up.length < 9; zoom = nextZoom(zoom, 1)) up.push(zoom)
    expect(up).toEqual([0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2])
    expect([nextZoom(2, -1), nextZoom(0.8, -1), nextZoom(1.5, 0)]).toEqual([1.75, 0.8, 1])
  })
})
