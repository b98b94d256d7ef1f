/** The guard for the guard: every row of the import table and of the package table, planted and linted. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packages, partByName } from './import-table.ts'
import { createPlantedTree } from './planted-tree.ts'
import type { Diagnostic, LintReport, PlantedTree } from './planted-tree.ts'

const boundary = 'boundaries(dependencies)'
const names = Object.keys(partByName)
/** What each planted line asks: `from` imports `what`, as a value or as a type. */
interface Question {
  readonly what: string
  readonly kind: 'value' | 'type'
  readonly allowed: boolean
}
/** Line `i + 1` of a part's importer asks question `i`. */
const questionsByName = new Map<string, readonly Question[]>(names.map((name) => [name, questionsOf(name)]))

let tree: PlantedTree
let report: LintReport
beforeAll(() => {
  tree = createPlantedTree()
  for (const part of Object.values(partByName)) tree.plant(part.target, 'export const target = 1\n')
  for (const name of names) tree.plant(partOf(name).importer, importerText(name))
  report = tree.lint()
}, 120_000)
afterAll(() => tree.remove())

describe('the import table', () => {
  it('is judged over every planted file', () => {
    expect(report.filesScanned).toBeGreaterThanOrEqual(names.length * 2 - 2)
  })

  it.each(names)('refuses what %s may not import and lets through what it may', (name) => {
    const { importer } = partOf(name)
    const refused = new Set(linesOf(importer, boundary))
    const wrong = questionsOf(name).flatMap((question, index) => {
      const isRefused = refused.has(index + 1)
      if (isRefused !== question.allowed) return []
      return [`${question.kind} ${question.what}: ${isRefused ? 'refused' : 'let through'}`]
    })
    expect(wrong).toEqual([])
  })

  it('asks about both sides in every part', () => {
    for (const [name, questions] of questionsByName) {
      expect(
        questions.some((question) => !question.allowed),
        `${name} refuses something`,
      ).toBe(true)
    }
    const all = [...questionsByName.values()].flat()
    expect(all.filter((question) => question.allowed).length).toBeGreaterThan(100)
  })

  it('knows every package the product depends on', () => {
    const manifest = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const asked = packages.map(packageName)
    const unasked = Object.keys(manifest.dependencies).filter((name) => !asked.includes(packageName(name)))
    expect(unasked).toEqual([])
  })
})

function partOf(name: string): (typeof partByName)[string] & object {
  const part = partByName[name]
  if (part === undefined) throw new Error(`no part named ${name}`)
  return part
}

function questionsOf(name: string): readonly Question[] {
  const part = partOf(name)
  const others = names.filter((other) => partOf(other).target !== part.target)
  return [
    ...others.map((what) => ({ what, kind: 'value' as const, allowed: part.mayImport.includes(what) })),
    ...others.map((what) => ({
      what,
      kind: 'type' as const,
      allowed: part.mayImport.includes(what) || (part.mayImportTypesOf ?? []).includes(what),
    })),
    ...packages.map((what) => ({ what, kind: 'value' as const, allowed: part.mayUse.includes(what) })),
    ...packages.map((what) => ({ what, kind: 'type' as const, allowed: part.mayUse.includes(what) })),
  ]
}

function importerText(name: string): string {
  const folder = path.posix.dirname(partOf(name).importer)
  const lines = questionsOf(name).map(({ what, kind }, index) => {
    const target = partByName[what]?.target
    const specifier = target === undefined ? what : relative(folder, target)
    return `import ${kind === 'type' ? 'type ' : ''}* as q${index} from '${specifier}'`
  })
  return `${lines.join('\n')}\n`
}

function relative(folder: string, target: string): string {
  const step = path.posix.relative(folder, target)
  return step.startsWith('.') ? step : `./${step}`
}

function linesOf(file: string, rule: string): readonly number[] {
  return report.diagnostics.filter((d: Diagnostic) => d.file === file && d.rule === rule).map((d) => d.line)
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  if (parts[0] === '@fontsource-variable') return '@fontsource-variable'
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}
