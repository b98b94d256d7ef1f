/** Joins class names of CSS modules, whose lookups may be undefined to the compiler. */
export function classNames(...names: readonly (string | undefined | false)[]): string {
  return names.filter((name) => name !== undefined && name !== false && name !== '').join(' ')
}
