/** Arguments that several commands take, read strictly: what is not understood is a usage error, never a default. */
import { parseFixedZone } from '../../shared/core/detect/zone.ts'
import { AppError } from '../../shared/model/app-error.ts'
import type { Period } from '../../shared/model/engagement.ts'

/** `UTC` or a fixed offset, or one of the words that a command knows besides. */
export function parseZone(given: string, words: readonly string[] = []): string {
  if (words.includes(given)) return given
  try {
    parseFixedZone(given)
  } catch (cause) {
    const known = ['UTC', 'an offset such as +01:00', ...words].join(', ')
    throw new AppError('usage', `--zone takes ${known}; not ${given}. Zones by name depend on rules that change.`, {
      cause,
    })
  }
  return given
}

/** `2025-01-01..2025-12-31`: two days that exist, both included. */
export function parsePeriod(given: string): Period {
  const [, from = '', to = ''] = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/.exec(given) ?? []
  if (!isDay(from) || !isDay(to))
    throw new AppError('usage', '--period takes two days, for example 2025-01-01..2025-12-31.')
  return { from, to }
}

/** A day that is not in the calendar rolls over or is invalid, and then does not print as it was given. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
