/**
 * What a person reads while a set is worked through. Sets run side by side, but their stories are told one after the
 * other: lines are held back until it is the story's turn.
 */
export type Write = (text: string) => void

export class Story {
  #held: string[] = []
  #write: Write | undefined

  /** From now on lines are written at once; those held back come first. */
  tell(write: Write): void {
    this.#write = write
    for (const text of this.#held) write(text)
    this.#held = []
  }

  line(text = ''): void {
    const ended = `${printable(text)}\n`
    if (this.#write === undefined) this.#held.push(ended)
    else this.#write(ended)
  }

  heading(text: string): void {
    this.line()
    this.line(text)
    this.line('='.repeat(text.length))
  }

  step(text: string): void {
    this.line()
    this.line(text)
  }

  command(text: string): void {
    this.line(`  $ ${text}`)
  }

  result(text: string): void {
    this.line(`    ${text}`)
  }
}

export const grouped = (value: number): string => value.toLocaleString('en-US')

/** Hostile: names and values come from evidence and must not move the cursor. */
export function printable(text: string): string {
  return text.replaceAll(
    /\p{Cc}|\p{Cf}/gu,
    (character) => `\\u${character.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  )
}
