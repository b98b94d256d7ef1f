/** Where two results of one check differ, value by value. */
import type { ResultDifference } from '../../../shared/model/rerun.ts'

const listed = 50
const characters = 256

/** `count` is of all, `listed` the first 50 in the order of the names. */
export function resultDifferences(
  before: unknown,
  after: unknown,
): { readonly count: number; readonly listed: readonly ResultDifference[] } {
  const found: ResultDifference[] = []
  let count = 0
  const note = (path: string, left: unknown, right: unknown): void => {
    count += 1
    if (found.length < listed) found.push({ path, before: shown(left), after: shown(right) })
  }
  const compare = (path: string, left: unknown, right: unknown): void => {
    if (!isBranch(left) || !isBranch(right) || Array.isArray(left) !== Array.isArray(right)) {
      if (JSON.stringify(left) !== JSON.stringify(right)) note(path, left, right)
      return
    }
    const names = new Set([...Object.keys(left), ...Object.keys(right)])
    for (const name of [...names].toSorted(byName))
      compare(path === '' ? name : `${path}.${name}`, valueAt(left, name), valueAt(right, name))
  }
  compare('', before, after)
  return { count, listed: found }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function valueAt(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

/** Positions of a list by number, names by letter. */
function byName(left: string, right: string): number {
  const numbers = Number(left) - Number(right)
  return Number.isNaN(numbers) ? (left < right ? -1 : 1) : numbers
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, characters)
}
