/** What the compiler alone keeps out of pure code: names of Node and of the page, and imports from src/main. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlantedTree } from './planted-tree.ts'
import type { PlantedTree } from './planted-tree.ts'

const foreignNames = [
  'process',
  'Buffer',
  'fetch',
  'document',
  'window',
  'setTimeout',
  'crypto',
  'TextEncoder',
  'console',
  'performance',
]
const planted = 'src/shared/core/chain/planted.ts'
/** 0-based place of the first import after the names. */
const importsAt = foreignNames.length

let tree: PlantedTree
let output: readonly string[]
beforeAll(() => {
  tree = createPlantedTree()
  tree.plant('src/main/engine/engine.ts', 'export const engine = 1\n')
  tree.plant('src/shared/core/bytes/twin.ts', 'export const twin = new Uint8Array(Math.max(1, 2))\n')
  const uses = foreignNames.map((name, index) => `export const use${index} = ${name}`)
  const text = [...uses, `export * from 'node:fs'`, `export { engine } from '../../../main/engine/engine.ts'`]
  tree.plant(planted, `${text.join('\n')}\n`)
  output = tree.compile('tsconfig.shared.json')
}, 120_000)
afterAll(() => tree.remove())

describe('the compiler in src/shared', () => {
  it.each(foreignNames)('does not know the name %s', (name) => {
    const line = foreignNames.indexOf(name) + 1
    expect(errorsAt(line).join('\n')).toMatch(new RegExp(`TS(2304|2552|2580|2584|2591).*'${name}'`))
  })

  it('does not find Node modules', () => {
    expect(errorsAt(importsAt + 1).join('\n')).toMatch(/TS(2307|2591).*'node:fs'/)
  })

  it('refuses an import from src/main', () => {
    expect(output.join('\n')).toMatch(/src\/main\/engine\/engine\.ts' is not listed within the file list/)
  })

  it('accepts pure code', () => {
    expect(output.filter((line) => line.includes('twin.ts'))).toEqual([])
  })
})

function errorsAt(line: number): readonly string[] {
  return output.filter((text) => text.startsWith(`${planted}(${line},`))
}
