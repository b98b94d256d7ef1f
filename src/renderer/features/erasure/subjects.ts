/** Identifiers of a person as pasted: one per line, or separated by commas or semicolons; each once. */
export function subjectsFrom(text: string): readonly string[] {
  return [
    ...new Set(
      text
        .split(/[\n,;]+/)
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    ),
  ]
}
