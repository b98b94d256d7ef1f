/**
 * What the `SET` statements of a dump say about reading the rest: SQL mode, character set, time zone. MySQL 8.0, sections
 * 5.1.11 and 10.4, and what mysqldump and mariadb-dump write.
 */

/** SQL modes that contain ANSI_QUOTES; the older ones are MariaDB's and those of `--compatible`. */
const ansiModes = /\b(?:ANSI_QUOTES|ANSI|ORACLE|MSSQL|POSTGRESQL|DB2|MAXDB)\b/i
/** Character sets in which text is UTF-8 or bytes are passed on. */
const utf8Sets = new Set(['utf8', 'utf8mb3', 'utf8mb4', 'binary', 'ascii'])
const savedVariables = 64

export class DumpSession {
  /** Strings have backslash escapes. */
  backslash = true
  /** `"` quotes names. */
  ansiQuotes = false
  /** Character set of the dump when its text is not UTF-8; null otherwise. */
  otherCharset: string | null = null
  /** As `SET TIME_ZONE` states it; null while nothing was stated. */
  timeZone: string | null = null
  #mode = ''
  readonly #modeByVariable = new Map<string, string>()

  /** Reads one statement; true when it was a SET. */
  learn(statement: string): boolean {
    if (!/^set\s/i.test(statement)) return false
    const names = /^set\s+names\s+['"]?(\w+)/i.exec(statement)
    if (names !== null) this.otherCharset = utf8Sets.has((names[1] ?? '').toLowerCase()) ? null : (names[1] ?? null)
    const zone = /\btime_zone\s*:?=\s*['"]([^'"]{1,64})['"]/i.exec(statement)
    if (zone !== null) this.timeZone = zone[1] ?? null
    for (const [, variable = ''] of statement.matchAll(/@(\w{1,64})\s*:?=\s*@@(?:session\.)?sql_mode\b/gi))
      if (this.#modeByVariable.size < savedVariables) this.#modeByVariable.set(variable.toLowerCase(), this.#mode)
    const assigned = [
      ...statement.matchAll(
        /(?:^|[\s,.@])sql_mode\s*:?=\s*('[^']{0,4096}'|"[^"]{0,4096}"|concat\s*\([^)]{0,1024}\)|@?[\w@.]+)/gi,
      ),
    ]
    const value = assigned.at(-1)?.[1]
    if (value !== undefined) this.#setMode(value)
    return true
  }

  #setMode(value: string): void {
    if (/^@\w/.test(value)) this.#mode = this.#modeByVariable.get(value.slice(1).toLowerCase()) ?? ''
    else this.#mode = value
    this.backslash = !/\bNO_BACKSLASH_ESCAPES\b/i.test(this.#mode)
    this.ansiQuotes = ansiModes.test(this.#mode)
  }
}
