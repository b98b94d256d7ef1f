/** The lint set: for each rule the design names, one planted violation that must be reported and one twin that must not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPlantedTree } from './planted-tree.ts'
import type { LintReport, PlantedTree } from './planted-tree.ts'

interface Plant {
  /** What is refused, as the end of the sentence "refuses ...". */
  readonly name: string
  readonly rule: string
  readonly file: string
  readonly bad: string
  /** The nearest thing that is allowed: same folder, or `twinFile` where the place is what matters. */
  readonly good: string
  readonly twinFile?: string
}

const properties = 'eslint(no-restricted-properties)'
const globals = 'eslint(no-restricted-globals)'
const imports = 'eslint(no-restricted-imports)'
const literals = 'react(jsx-no-literals)'
const clock = 'assay(no-ambient-clock)'
const names = 'assay(no-json-parse)'
const online = 'src/main/io/anchors/online'

const plants: readonly Plant[] = [
  {
    name: 'unsafeMode of better-sqlite3',
    rule: properties,
    file: 'src/main/store/defensive',
    bad: `import Database from 'better-sqlite3'\nexport const db = new Database(':memory:')\ndb.unsafeMode(true)`,
    good: `import Database from 'better-sqlite3'\nexport const db = new Database(':memory:')\ndb.defaultSafeIntegers(true)`,
  },
  {
    name: 'synchronous IPC',
    rule: properties,
    file: 'src/main/preload/sync',
    bad: `export const ask = (port: { sendSync(name: string): unknown }) => port.sendSync('x')`,
    good: `export const ask = (port: { invoke(name: string): unknown }) => port.invoke('x')`,
  },
  {
    name: 'ipcMain outside the bridge',
    rule: imports,
    file: 'src/main/shell/window',
    bad: `import { ipcMain } from 'electron'\nexport const listeners = ipcMain`,
    good: `import { ipcMain } from 'electron'\nexport const listeners = ipcMain`,
    twinFile: 'src/main/shell/ipc-bridge.ts',
  },
  {
    name: 'ipcMain through the default export',
    rule: properties,
    file: 'src/main/shell/menu',
    bad: `import electron from 'electron'\nexport const { ipcMain: listeners } = electron`,
    good: `import electron from 'electron'\nexport const { Menu: menu } = electron`,
  },
  {
    name: 'ipcRenderer outside the preload',
    rule: imports,
    file: 'src/main/preload/parts',
    bad: `import { ipcRenderer } from 'electron'\nexport const pipe = ipcRenderer`,
    good: `import { ipcRenderer } from 'electron'\nexport const pipe = ipcRenderer`,
    twinFile: 'src/main/preload/index.ts',
  },
  {
    name: 'a network import in a parser',
    rule: imports,
    file: 'src/main/io/formats/remote',
    bad: `import { request } from 'node:https'\nexport const open = request`,
    good: `import { request } from 'node:https'\nexport const open = request`,
    twinFile: `${online}/request.ts`,
  },
  {
    name: 'a network import without the node: prefix',
    rule: imports,
    file: 'src/main/engine/remote',
    bad: `import { lookup } from 'dns/promises'\nexport const open = lookup`,
    good: `import { join } from 'node:path'\nexport const open = join`,
  },
  {
    name: 'fetch in the engine',
    rule: globals,
    file: 'src/main/engine/fetching',
    bad: `export const get = (url: string) => fetch(url)`,
    good: `export const get = (url: string) => fetch(url)`,
    twinFile: `${online}/fetching.ts`,
  },
  {
    name: 'fetch by way of globalThis',
    rule: globals,
    file: 'src/main/io/files/fetching',
    bad: `export const get = (url: string) => globalThis.fetch(url)`,
    good: `export const get = (fetch: (url: string) => string, url: string) => fetch(url)`,
  },
  {
    name: 'WebSocket in the page',
    rule: globals,
    file: 'src/renderer/lib/socket',
    bad: `export const open = () => new WebSocket('wss://example.org')`,
    good: `export const open = (url: URL) => url.protocol`,
  },
  {
    name: 'a provider of ethers where it is only a decoder',
    rule: imports,
    file: 'src/main/io/anchors/provider',
    bad: `import { JsonRpcProvider } from 'ethers'\nexport const make = JsonRpcProvider`,
    good: `import { Interface } from 'ethers'\nexport const make = Interface`,
  },
  {
    name: 'the whole of ethers as one object',
    rule: imports,
    file: 'src/main/io/anchors/whole',
    bad: `import * as all from 'ethers'\nexport const make = all`,
    good: `import * as all from 'ethers'\nexport const make = all`,
    twinFile: `${online}/whole.ts`,
  },
  {
    name: 'Node in pure code',
    rule: imports,
    file: 'src/shared/core/chain/files',
    bad: `import { readFileSync } from 'node:fs'\nexport const read = readFileSync`,
    good: `export const read = (bytes: Uint8Array) => bytes.length`,
  },
  {
    name: 'Electron in the page',
    rule: imports,
    file: 'src/renderer/lib/electron',
    bad: `import { shell } from 'electron'\nexport const open = shell`,
    good: `import { useState } from 'react'\nexport const open = useState`,
  },
  {
    name: 'the clock through new Date()',
    rule: clock,
    file: 'src/shared/core/detect/now',
    bad: `export const now = () => new Date()`,
    good: `export const now = (millis: number) => new Date(millis)`,
  },
  {
    name: 'the clock through Date()',
    rule: clock,
    file: 'src/shared/text/now',
    bad: `export const now = () => Date()`,
    good: `export const now = (Time: (at: number) => string) => Time(1)`,
  },
  {
    name: 'JSON.parse of a record in the engine',
    rule: names,
    file: 'src/main/engine/query/parsing',
    bad: `export const read = (text: string) => JSON.parse(text) as { name: string }`,
    good: `export const read = (quoted: string) => JSON.parse(quoted) as string`,
  },
  {
    name: 'JSON.parse with a reviver',
    rule: names,
    file: 'src/shared/core/privacy/reviving',
    bad: `export const read = (text: string) => JSON.parse(text, (_, value: unknown) => value) as string`,
    good: `export const write = (value: unknown) => JSON.stringify(value)`,
  },
  {
    name: 'JSON.parse handed on as a function',
    rule: names,
    file: 'src/main/store/parsing',
    bad: `export const read = (texts: string[]) => texts.map(JSON.parse as (text: string) => unknown)`,
    good: `export const read = (texts: string[]) => texts.map((text) => JSON.parse(text) as string)`,
  },
  {
    name: 'JSON.parse by a computed name',
    rule: names,
    file: 'src/main/io/formats/parsing',
    bad: `export const read = (text: string) => JSON['parse'](text) as unknown`,
    good: `export const read = (text: string) => JSON['parse'](text) as string`,
  },
  {
    name: 'parse taken out of JSON',
    rule: names,
    file: 'src/main/engine/compare/parsing',
    bad: `const { parse } = JSON\nexport const read = (text: string) => parse(text) as unknown`,
    good: `const { stringify } = { stringify: JSON.stringify }\nexport const write = (value: unknown) => stringify(value)`,
  },
  {
    name: 'JSON by another name',
    rule: names,
    file: 'src/main/engine/continuity/parsing',
    bad: `const json = JSON\nexport const read = (text: string) => json.parse(text) as unknown`,
    good: `export const json: Pick<typeof JSON, 'stringify'> = { stringify: (value: unknown) => String(value) }`,
  },
  {
    name: 'JSON by way of globalThis',
    rule: names,
    file: 'src/main/engine/seals/parsing',
    bad: `export const read = (text: string) => globalThis.JSON.parse(text) as unknown`,
    good: `export const write = (value: unknown) => JSON.stringify(value)`,
  },
  {
    name: 'JSON.parse behind Response.json',
    rule: names,
    file: 'src/main/engine/erasure/parsing',
    bad: `export const read = (text: string) => new Response(text).json()`,
    good: `export const read = (text: string) => new Response(text).text()`,
  },
  {
    name: 'JSON.parse outside the safe parser',
    rule: names,
    file: 'src/shared/core/bytes/parse-anything',
    bad: `export const read = (text: string) => JSON.parse(text) as unknown`,
    good: `export const read = (text: string) => JSON.parse(text) as unknown`,
    twinFile: 'src/shared/core/bytes/parse-json.ts',
  },
  {
    name: 'the clock through Date.now',
    rule: properties,
    file: 'src/shared/model/now',
    bad: `export const now = () => Date.now()`,
    good: `export const now = () => Date.UTC(2026, 0, 1)`,
  },
  {
    name: 'randomness in pure code',
    rule: properties,
    file: 'src/shared/core/sampling/random',
    bad: `export const draw = () => Math.random()`,
    good: `export const draw = (random: () => number) => Math.floor(random())`,
  },
  {
    name: 'a floating promise',
    rule: 'typescript(no-floating-promises)',
    file: 'src/main/engine/floating',
    bad: `declare function save(): Promise<void>\nexport function run(): void {\n  save()\n}`,
    good: `declare function save(): Promise<void>\nexport async function run(): Promise<void> {\n  await save()\n}`,
  },
  {
    name: 'a promise where a condition is expected',
    rule: 'typescript(no-misused-promises)',
    file: 'src/main/engine/misused',
    bad: `declare function isOpen(): Promise<boolean>\nexport const state = () => (isOpen() ? 1 : 2)`,
    good: `declare function isOpen(): Promise<boolean>\nexport const state = async () => ((await isOpen()) ? 1 : 2)`,
  },
  {
    name: 'a switch that forgets a case',
    rule: 'typescript(switch-exhaustiveness-check)',
    file: 'src/shared/core/chain/switch',
    bad: `export function f(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1\n  }\n  return 2\n}`,
    good: `export function f(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1\n    case 'b':\n      return 2\n  }\n}`,
  },
  {
    name: 'an explicit any',
    rule: 'typescript(no-explicit-any)',
    file: 'src/shared/model/loose',
    bad: `export const f = (value: any) => String(value)`,
    good: `export const f = (value: unknown) => String(value)`,
  },
  {
    name: 'a default export',
    rule: 'import(no-default-export)',
    file: 'src/shared/model/default',
    bad: `const one = 1\nexport default one`,
    good: `export const one = 1`,
  },
  {
    name: 'console outside the command line',
    rule: 'eslint(no-console)',
    file: 'src/main/engine/log',
    bad: `console.log('x')`,
    good: `console.log('x')`,
    twinFile: 'src/main/cli/log.ts',
  },
  {
    name: 'a file of more than 400 lines',
    rule: 'eslint(max-lines)',
    file: 'src/main/engine/long',
    bad: 'export const lines = [\n' + '  1,\n'.repeat(401) + ']',
    good: 'export const lines = [\n' + '  1,\n'.repeat(401) + ']',
    twinFile: 'src/main/store/migrations/0010-long.ts',
  },
  {
    name: 'untranslated text between tags',
    rule: literals,
    file: 'src/renderer/ui/text.tsx',
    bad: `export const Heading = () => <h1>Findings</h1>`,
    good: `export const Heading = (props: { readonly text: string }) => <h1>{props.text}</h1>`,
  },
  {
    name: 'untranslated text in a label',
    rule: literals,
    file: 'src/renderer/ui/label.tsx',
    bad: `export const Close = () => <nav aria-label="Close" className="close" />`,
    good: `export const Close = (props: { readonly label: string }) => <nav aria-label={props.label} className="close" />`,
  },
  {
    name: 'a folder that is in no row of the table',
    rule: 'boundaries(no-unknown-files)',
    file: 'src/main/misc/x',
    bad: `export const x = 1`,
    good: `export const x = 1`,
    twinFile: 'src/main/engine/misc/x.ts',
  },
  {
    name: 'a test that leaves the others out',
    rule: 'vitest(no-focused-tests)',
    file: 'test/main/focused.test',
    bad: `import { expect, it } from 'vitest'\nit.only('adds', () => expect(1 + 1).toBe(2))`,
    good: `import { expect, it } from 'vitest'\nit('adds', () => expect(1 + 1).toBe(2))`,
    twinFile: 'test/main/unfocused.test.ts',
  },
  {
    name: 'a test that asserts nothing',
    rule: 'vitest(expect-expect)',
    file: 'test/main/hollow.test',
    bad: `import { it } from 'vitest'\nit('adds', () => {\n  Math.max(1, 2)\n})`,
    good: `import { expect, it } from 'vitest'\nit('adds', () => {\n  expect(Math.max(1, 2)).toBe(2)\n})`,
    twinFile: 'test/main/solid.test.ts',
  },
  {
    name: 'an import of a file that does not exist',
    rule: 'boundaries(no-unknown-dependencies)',
    file: 'src/main/engine/missing',
    bad: `import { x } from './nowhere.ts'\nexport const y = x`,
    good: `import { x } from './misc/x.ts'\nexport const y = x`,
  },
]

/** Plants in pairs that the table above cannot hold: a cycle needs two files, an escape needs another import form. */
const feature = 'src/renderer/features'
const extra: Readonly<Record<string, string>> = {
  'src/main/engine/cycle/a.ts': `import { b } from './b.ts'\nexport const a = () => b`,
  'src/main/engine/cycle/b.ts': `import { a } from './a.ts'\nexport const b = () => a`,
  [`${feature}/sources/part.ts`]: 'export const part = 1',
  [`${feature}/findings/reexport.ts`]: `export { part } from '../sources/part.ts'`,
  [`${feature}/findings/dynamic.ts`]: `export const load = () => import('../sources/part.ts')`,
  [`${feature}/findings/own.ts`]: `export { own } from './parts/own.ts'`,
  [`${feature}/findings/parts/own.ts`]: 'export const own = 1',
  'src/main/engine/required.ts': `declare const require: (name: string) => unknown\nexport const db = require('better-sqlite3')`,
  'test/main/anything.test.ts': `import { b } from '../../src/main/engine/cycle/b.ts'\nimport { keccak_256 } from '@noble/hashes/sha3.js'\nimport { request } from 'node:https'\nimport { expect, it } from 'vitest'\nit('runs', () => expect([b, keccak_256, request, fetch, Math.random()]).toBeDefined())`,
  'scripts/anything/main.ts': `import { b } from '../../src/main/engine/cycle/b.ts'\nconsole.log(b, new Date(), fetch)`,
}

let tree: PlantedTree
let report: LintReport
beforeAll(() => {
  tree = createPlantedTree()
  for (const plant of plants) {
    tree.plant(badFile(plant), `${plant.bad}\n`)
    tree.plant(goodFile(plant), `${plant.good}\n`)
  }
  for (const [file, text] of Object.entries(extra)) tree.plant(file, `${text}\n`)
  report = tree.lint()
}, 120_000)
afterAll(() => tree.remove())

describe('the lint set', () => {
  it('scans every planted file', () => {
    expect(report.filesScanned).toBeGreaterThanOrEqual(plants.length * 2 + Object.keys(extra).length)
  })

  it.each(plants)('refuses $name', (plant) => {
    expect(rulesIn(badFile(plant))).toContain(plant.rule)
    expect(rulesIn(goodFile(plant))).toEqual([])
  })

  it('refuses an import cycle', () => {
    expect(rulesIn('src/main/engine/cycle/a.ts')).toContain('import(no-cycle)')
  })

  it('sees a feature that reaches another feature by re-export and by dynamic import', () => {
    expect(rulesIn(`${feature}/findings/reexport.ts`)).toContain('boundaries(dependencies)')
    expect(rulesIn(`${feature}/findings/dynamic.ts`)).toContain('boundaries(dependencies)')
    expect(rulesIn(`${feature}/findings/own.ts`)).toEqual([])
  })

  it('sees a package that is required instead of imported', () => {
    expect(rulesIn('src/main/engine/required.ts')).toContain('boundaries(dependencies)')
  })

  it('lets tests and scripts use anything', () => {
    expect(rulesIn('test/main/anything.test.ts')).toEqual([])
    expect(rulesIn('scripts/anything/main.ts')).toEqual([])
  })
})

function badFile(plant: Plant): string {
  return withExtension(plant.file, '')
}

function goodFile(plant: Plant): string {
  return plant.twinFile ?? withExtension(plant.file, '-twin')
}

function withExtension(file: string, suffix: string): string {
  return file.endsWith('.tsx') ? file.replace(/\.tsx$/, `${suffix}.tsx`) : `${file}${suffix}.ts`
}

function rulesIn(file: string): readonly string[] {
  return report.diagnostics.filter((diagnostic) => diagnostic.file === file).map((diagnostic) => diagnostic.rule)
}
