/** Fifty designs drawn at random, and fifty exports whose hashes belong to nothing: seeds are fixed. */
import { describe, expect, it } from 'vitest'
import { infer } from '../shared/core/doctor/doctor-run.ts'
import { randomDesign, randomFrom, randomHashes, sealedLog } from '../shared/core/doctor/sealed-logs.ts'

describe('the recipe of a log of 200 records', () => {
  it('is recovered for at least 49 of 50 designs drawn from the grid, over every record', async () => {
    const random = randomFrom(20_250_101)
    const missed: unknown[] = []
    for (let round = 0; round < 50; round += 1) {
      const { lines, design } = sealedLog(randomDesign(random), 200, random)
      const { outcome, sample } = await infer(lines)
      if (outcome !== 'found' || sample.matched !== 200) missed.push(design)
    }
    console.info(`${50 - missed.length} of 50 designs recovered`, ...missed)
    expect(50 - missed.length).toBeGreaterThanOrEqual(49)
  })

  it('is not found in 50 exports with random hashes', async () => {
    const random = randomFrom(77)
    let none = 0
    let least = Infinity
    for (let round = 0; round < 50; round += 1) {
      const { outcome, recipe, tried } = await infer(randomHashes(200, random))
      if (outcome === 'none' && recipe === null) none += 1
      least = Math.min(least, tried.recipes)
    }
    console.info(`${none} of 50 exports with random hashes: none found; at least ${least} recipes tried on each`)
    expect(none).toBe(50)
    expect(least).toBeGreaterThanOrEqual(50_000)
  })
})
