import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundledRoot, digests, generate, readJson, removeGenerated } from './run-generator.ts'

afterAll(removeGenerated)

/** Files that come from a node and not from the generator. */
const captured = /shop-a-(?:anchors\.ndjson|transcript\.json)$/

describe('the generator', () => {
  it('writes the same bytes for the same arguments, and other bytes for another seed', () => {
    const args = ['--rows', '1500', '--seed', '7', '--from', '2025-01-01', '--to', '2025-02-28']
    const one = digests(generate(...args).directory)
    const again = digests(generate(...args).directory)
    const other = digests(generate(...args, '--seed', '8').directory)
    expect(Object.keys(one)).toEqual([
      'answer-key.json',
      'shop-a-anchors.ndjson',
      'shop-a-batches.ndjson',
      'shop-a.ndjson',
      'shop-b.ndjson',
    ])
    expect(again).toEqual(one)
    for (const name of Object.keys(one)) expect(other[name]).not.toBe(one[name])
  })

  it.each(['clean', 'faulty', 'defects'])('makes the bundled set %s exactly as it is bundled', (set) => {
    const made = digests(generate('--set', set).directory)
    const bundled = Object.entries(digests(join(bundledRoot, set))).filter(([name]) => !captured.test(name))
    expect(made).toEqual(Object.fromEntries(bundled))
    expect(bundled.length).toBeGreaterThan(3)
  })

  it('bundles claims and a transcript wherever batches are to be anchored', () => {
    const folders = Object.keys(digests(bundledRoot))
      .filter((name) => name.endsWith('shop-a-batches.ndjson'))
      .map((name) => join(bundledRoot, name, '..'))
    expect(folders).toHaveLength(6)
    for (const folder of folders) {
      expect(existsSync(join(folder, 'shop-a-anchors.ndjson'))).toBe(true)
      expect(readJson(join(folder, 'shop-a-transcript.json')).transcript).toBe('assay.evm-transcript/1')
    }
  })

  it('keeps the bundled sets near five million bytes', () => {
    const total = Object.keys(digests(bundledRoot)).reduce(
      (sum, name) => sum + statSync(join(bundledRoot, name)).size,
      0,
    )
    expect(total).toBeLessThan(5_200_000)
  })

  it('writes claims for the clean set only when asked', () => {
    const without = generate('--set', 'clean', '--rows', '1200')
    const withClaims = generate('--set', 'clean', '--rows', '1200', '--claims')
    expect(existsSync(join(without.directory, 'shop-a-anchors.ndjson'))).toBe(false)
    expect(existsSync(join(withClaims.directory, 'shop-a-anchors.ndjson'))).toBe(true)
    expect(readJson(join(withClaims.directory, 'answer-key.json')).anchors.withTrust.reason).toBe('no-transcript')
  })

  it.each([
    ['a folder that holds something', () => ['--out', bundledRoot]],
    ['a row count that is no number', () => ['--rows', '1e6']],
    ['no rows', () => ['--rows', '0']],
    ['a date that does not exist', () => ['--from', '2025-02-30']],
    ['a period that ends before it begins', () => ['--from', '2025-02-02', '--to', '2025-02-01']],
    ['a set that does not exist', () => ['--set', 'perfect']],
    ['an option that does not exist', () => ['--row', '5']],
  ])('refuses %s with exit code 2 and its usage', (_, args) => {
    const run = generate(...args())
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('usage: sample')
  })

  it('writes a single row, and says what it left out', () => {
    const run = generate('--rows', '1', '--from', '2025-01-01', '--to', '2025-01-01')
    expect(run.code).toBe(0)
    const key = readJson(join(run.directory, 'answer-key.json'))
    expect(key.files['shop-b.ndjson']).toEqual({ rows: 1, physical: 1, accepted: 1, rejected: 0, blank: 0 })
    expect(key.leftOut).toContain('rule-1a-burst')
    expect(key.scenarios).toEqual([])
  })

  it('needs no more memory for three hundred thousand rows than for thirty thousand', () => {
    const peak = (rows: string): number => {
      const run = generate('--rows', rows, '--seed', '3')
      expect(run.code, run.stderr).toBe(0)
      return Number(/peak (\d+) MiB/.exec(run.stderr)?.[1])
    }
    const small = peak('30000')
    const large = peak('300000')
    // Ten times the rows: 350 MB more on disk. The young generation of the heap settles within this margin.
    expect(large - small).toBeLessThan(60)
    expect(large).toBeLessThan(250)
  }, 120_000)
})
