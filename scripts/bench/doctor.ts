/**
 * `node scripts/bench/doctor.ts [--chains N]`: infers the recipe of random designs of the grid, and of exports with
 * random hashes, on one core; prints seconds of processor time for a chain, and how many recipes were tried. It judges
 * nothing.
 */
import { parseArgs } from 'node:util'
import { doctorHashers } from '../../src/main/engine/doctor/doctor-hashers.ts'
import { inferRecipe } from '../../src/shared/core/doctor/infer-recipe.ts'
import { randomDesign, randomFrom, randomHashes, sealedLog } from '../../test/shared/core/doctor/sealed-logs.ts'

const { values } = parseArgs({ options: { chains: { type: 'string', default: '20' } } })
const chains = Number(values.chains)
const hashers = await doctorHashers()
const random = randomFrom(20_250_101)

function measure(name: string, linesOf: () => readonly string[]): void {
  const seconds: number[] = []
  let found = 0
  const recipes: number[] = []
  const hashes: number[] = []
  for (let round = 0; round < chains; round += 1) {
    const records = linesOf().map((line) => Buffer.from(line))
    const from = process.cpuUsage()
    const { outcome, tried } = inferRecipe({ records, hashers, sequenceNames: ['sequence'] })
    const { user, system } = process.cpuUsage(from)
    seconds.push((user + system) / 1e6)
    if (outcome === 'found') found += 1
    recipes.push(tried.recipes)
    hashes.push(tried.hashes)
  }
  const sorted = seconds.toSorted((a, b) => a - b)
  const range = (list: readonly number[]): string =>
    `${Math.min(...list).toLocaleString('en-US')} to ${Math.max(...list).toLocaleString('en-US')}`
  console.log(
    `${name}: found ${found} of ${chains}; processor time a chain: median ${(sorted[chains >> 1] as number).toFixed(2)} s, most ${(sorted.at(-1) as number).toFixed(2)} s; recipes ${range(recipes)}; pre-images hashed ${range(hashes)}`,
  )
}

measure('random designs, 200 records', () => sealedLog(randomDesign(random), 200, random).lines)
measure('random hashes, 200 records', () => randomHashes(200, random))
