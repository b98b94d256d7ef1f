/** Checks of the new-engagement form. */

/** A real calendar date, `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
}

/** A file name from an engagement's name: what file systems dislike becomes a hyphen. */
export function fileNameFrom(name: string): string {
  const base = name
    .trim()
    .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
  return `${base === '' ? 'engagement' : base}.assay`
}
