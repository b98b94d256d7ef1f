/** Files of the repository speak of no machine they were written on: a path of one leads nowhere on another. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Evidence is what it is: paths in logs and in names that tests give on purpose stay. */
const evidence = /(?:^|\/)fixtures\/|^test\/cases\/|^resources\/sample\//
const source = /\.(?:[cm]?[jt]sx?|json|md|ya?ml|html|css|wat)$|(?:^|\/)run$/
/** Home folders, and folders at the root that no system has by itself. */
const machinePath =
  /(?<![\w.:\\/@{}$*-])\/(?:root|work|workspace|builds?|mnt|home\/[a-z]|Users\/[A-Za-z])(?:\/[\w.-]+)+/

function pathsIn(name: string): string[] {
  return readFileSync(name, 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      const found = machinePath.exec(line)
      return found === null ? [] : [`${name}:${index + 1}: ${found[0]}`]
    })
}

it('no tracked file names a path of a machine', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0')
  const files = tracked.filter((name) => source.test(name) && !evidence.test(name) && name !== 'package-lock.json')
  expect(files.length).toBeGreaterThan(1000)
  // A file that was moved and not yet added is still tracked where it was.
  expect(files.filter((name) => existsSync(name)).flatMap(pathsIn)).toEqual([])
})

it('finds such a path', () => {
  const path = ['', 'root', 'shared', 'logs'].join('/')
  expect(machinePath.exec(`const logs = '${path}'`)?.[0]).toBe(path)
  expect(machinePath.test(`see https://example.com${path}`)).toBe(false)
  expect(machinePath.test(`import '..${path}.ts'`)).toBe(false)
})
