/** What keeps an install repeatable: exact versions, a lock file that `npm ci` accepts anywhere, the pinned Node. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { version } from '../../src/shared/model/version.ts'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

interface LockEntry {
  readonly version?: string
  readonly resolved?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const manifest = read('package.json') as Manifest
const packages = (read('package-lock.json') as { packages: Readonly<Record<string, LockEntry>> }).packages

describe('pinned versions', () => {
  it('include the one that Assay prints of itself', () => {
    expect((read('package.json') as { version: string }).version).toBe(version)
  })

  it('are exact for every package', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('are the ones in the lock file', () => {
    const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(all.filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)).toEqual([])
  })

  it('are the version of the Node that runs this test', () => {
    expect(process.version).toBe(`v${manifest.devDependencies['node']}`)
  })

  it('leave no optional package out of the lock file, which npm ci would refuse (scripts/complete-lock.mjs)', () => {
    const missing = Object.entries(packages).flatMap(([place, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isLocked(place, name)),
    )
    expect(missing).toEqual([])
  })

  it('name no registry', () => {
    expect(Object.entries(packages).filter(([, entry]) => entry.resolved !== undefined)).toEqual([])
  })
})

function isLocked(place: string, name: string): boolean {
  const folders = place.split('/node_modules/').map((_, index, all) => all.slice(0, index + 1).join('/node_modules/'))
  return ['', ...folders].some((folder) => packages[path.posix.join(folder, 'node_modules', name)] !== undefined)
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8'))
}
