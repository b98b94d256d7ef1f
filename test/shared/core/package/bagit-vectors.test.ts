/**
 * The conformance bags of the Library of Congress against our parsers. An evidence package is a strict profile of BagIt
 * 1.0 (one version, one encoding, SHA-256, one text form), so most of these bags must be refused, each for its reason;
 * the ones that are wrong by the standard must never get through.
 */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkDeclaration } from '../../../../src/shared/core/package/bag-tags.ts'
import { compareDigests, parseDigestList } from '../../../../src/shared/core/package/digest-list.ts'
import { vectorPath, vectorSet } from '../../../support/public-vectors.ts'

const folder = vectorPath('bagit')

function filesUnder(bag: string, at = bag): string[] {
  return readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(bag, join(at, entry.name)) : [relative(bag, join(at, entry.name))],
  )
}

/** Everything our parsers hold against a bag's declaration and its SHA-256 manifests. */
function problemsOf(bag: string): string[] {
  const declaration = join(bag, 'bagit.txt')
  const problems = existsSync(declaration)
    ? checkDeclaration(readFileSync(declaration)).map((problem) => problem.reason)
    : ['bagit-missing']
  const manifest = join(bag, 'manifest-sha256.txt')
  if (!existsSync(manifest)) return [...problems, 'manifest-missing']
  const list = parseDigestList(readFileSync(manifest), 'manifest-sha256.txt')
  const actual = new Map(
    filesUnder(bag)
      .filter((path) => path.startsWith('data/'))
      .map((path) => [
        path,
        createHash('sha256')
          .update(readFileSync(join(bag, path)))
          .digest('hex'),
      ]),
  )
  return [
    ...problems,
    ...[...list.problems, ...compareDigests(list.digestByPath, actual).problems].map((problem) => problem.reason),
  ]
}

describe('the public BagIt conformance bags', () => {
  it('that are wrong by the standard are refused, all of them', (context) => {
    vectorSet(context, 'bagit')
    const bags = ['v0.97/invalid', 'v1.0/invalid'].flatMap((group) =>
      readdirSync(join(folder, group)).map((name) => join(folder, group, name)),
    )
    expect(bags).toHaveLength(15)
    for (const bag of bags) expect(problemsOf(bag), bag).not.toEqual([])
  })

  it('are refused for the reason they were made for, where the profile reads so far', (context) => {
    vectorSet(context, 'bagit')
    const of = (name: string): string[] => problemsOf(join(folder, name))
    expect(of('v1.0/invalid/bagit-with-invalid-whitespace')).toContain('declaration-differs')
    expect(of('v1.0/invalid/same-filename-listed-twice-with-different-hashes')).toContain('listed-twice')
    expect(of('v1.0/invalid/same-filename-listed-twice-with-the-same-hash')).toContain('listed-twice')
    expect(of('v0.97/invalid/bom-in-bagit.txt')).toContain('declaration-differs')
    expect(of('v0.97/invalid/missing-bagit.txt')).toContain('bagit-missing')
    expect(of('v0.97/invalid/invalid-version-number')).toContain('declaration-differs')
  })

  it('that are valid but of another version, digest or encoding are refused by name, never misread', (context) => {
    vectorSet(context, 'bagit')
    expect(problemsOf(join(folder, 'v1.0/valid/basicBag'))).toEqual(['manifest-missing'])
    for (const name of readdirSync(join(folder, 'v0.97/valid'))) {
      expect(problemsOf(join(folder, 'v0.97/valid', name)), name).toEqual(['declaration-differs', 'manifest-missing'])
    }
  })

  it('that list paths outside the bag have each such path refused', (context) => {
    vectorSet(context, 'bagit')
    for (const name of [
      'v0.97/invalid/out-of-scope-file-paths-using-dot-notation',
      ...['linux-only', 'windows-only'].flatMap((group) =>
        readdirSync(join(folder, 'v0.97', group)).map((bag) => `v0.97/${group}/${bag}`),
      ),
    ]) {
      const manifest = join(folder, name, 'manifest-md5.txt')
      if (!existsSync(manifest)) continue
      // The same list as SHA-256 would carry it: only the paths matter here.
      const lines = readFileSync(manifest, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
      const outside = lines.filter((line) => !/^\S+\s+\*?data\//.test(line))
      const text = outside.map((line) => `${'0'.repeat(64)}  ${line.replace(/^\S+\s+\*?/, '')}\n`).join('')
      const { digestByPath } = parseDigestList(Buffer.from(text), 'm')
      expect([...digestByPath.keys()], name).toEqual([])
    }
  })
})
