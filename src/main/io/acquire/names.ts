/** Names that archives and file systems give: which are refused, which are passed over, and how they are shown. */
const windowsDrive = /^[A-Za-z]:/

/** Why an entry's name is refused; null when it names a place below the archive. */
export function refusalOf(name: string, maxNameBytes: number): string | null {
  if (name === '') return 'it is empty'
  if (Buffer.byteLength(name) > maxNameBytes) return `it is longer than ${maxNameBytes} bytes`
  if (name.includes('\0')) return 'it holds a zero byte'
  if (name.includes('\\')) return 'it holds a backslash'
  if (name.startsWith('/')) return 'it is absolute'
  if (windowsDrive.test(name)) return 'it names a drive'
  if (name.split('/').includes('..')) return 'it leads out of the archive'
  return null
}

/** The name without empty and `.` parts: `./logs//app.log` is `logs/app.log`. */
export function plainName(name: string): string {
  return name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')
}

/** Null, or why a file of this name is passed over: what systems leave lying, and what starts with a dot. */
export function passedOver(name: string): 'skipped-litter' | 'skipped-hidden' | null {
  for (const part of name.split('/')) {
    const lower = part.toLowerCase()
    if (lower === '.ds_store' || lower === 'thumbs.db' || lower === 'desktop.ini' || lower === '__macosx')
      return 'skipped-litter'
    // `..` never gets here: it is refused before.
    if (part.startsWith('.')) return 'skipped-hidden'
  }
  return null
}

/** Gives each name once: the second `a` becomes `a#2`. Case is kept apart, as it is in archives. */
export class UniqueNames {
  readonly #countByName = new Map<string, number>()

  add(name: string): { readonly name: string; readonly isNew: boolean } {
    let count = this.#countByName.get(name) ?? 0
    this.#countByName.set(name, count + 1)
    if (count === 0) return { name, isNew: true }
    // A name that already ends in #2 may stand there itself.
    for (;;) {
      count++
      const other = `${name}#${count}`
      if (this.#countByName.has(other)) continue
      this.#countByName.set(name, count)
      this.#countByName.set(other, 1)
      return { name: other, isNew: false }
    }
  }
}
