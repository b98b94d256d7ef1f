/**
 * Lost digits of a time: a system hashed nanoseconds and stored microseconds, or micro and milli. Every value of the lost
 * digits is tried on a few rows; the recipe that says so is then checked on all.
 */
import { jsonKinds } from '../bytes/json-scan.ts'
import { memberName } from '../bytes/json-member.ts'
import { textFromUtf8 } from '../bytes/utf8.ts'
import type { CanonicalForm, Recipe, TimeForm } from '../../model/recipe.ts'
import { memberForm } from './residue-recipes.ts'
import type { Explained, ResidueProbe } from './residue-probe.ts'

/** Time fields tried, and rows that decide between forms which agree on the first. */
const triedFields = 4
const decidingRows = 8
const nearRows = 2

const timePattern = /^\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?$/

interface StoredTime {
  readonly name: string
  readonly between: 'T' | ' '
  readonly digits: number
  readonly zone: string
}

/** Fields of the rows that hold a time with at most six digits of a second, with the most digits that any of them has. */
function storedTimes(probe: ResidueProbe, rows: readonly number[]): readonly StoredTime[] {
  const timeByName = new Map<string, StoredTime>()
  for (const row of rows) {
    if (!probe.load(row)) continue
    const { bytes, scan } = probe
    for (let member = 0; member < scan.count; member += 1) {
      if (scan.kind[member] !== jsonKinds.string) continue
      const [start, end] = [scan.valueStart[member] as number, scan.valueEnd[member] as number]
      if (end - start > 40) continue
      const match = timePattern.exec(textFromUtf8(bytes, start + 1, end - 1))
      if (match === null) continue
      const name = memberName(bytes, scan, member)
      const digits = Math.max(match[2]?.length ?? 0, timeByName.get(name)?.digits ?? 0)
      timeByName.set(name, { name, between: match[1] === ' ' ? ' ' : 'T', digits, zone: match[3] ?? '' })
    }
  }
  return [...timeByName.values()].filter(({ digits }) => digits <= 6).slice(0, triedFields)
}

const zones = ['Z', '+00:00', '+00', '+0000', 'none'] as const

function ownZone({ zone: written }: StoredTime): (typeof zones)[number] {
  return zones.find((zone) => zone === (written === '' ? 'none' : written)) ?? 'Z'
}

/** Ways the time may have been written with three or, from none, as many digits more: the record's own way first. */
function* timeForms(stored: StoredTime): Generator<{ readonly time: TimeForm; readonly lost: number }> {
  const own = ownZone(stored)
  const betweens = [stored.between, stored.between === 'T' ? ' ' : 'T'] as const
  // Digits that a database keeps: three or six of the second; what it cut off are the three behind them.
  const kept = stored.digits > 3 ? 6 : stored.digits > 0 ? 3 : 0
  const full = kept === 6 ? '9' : kept === 3 ? '6' : '3'
  for (const zone of [own, ...zones.filter((other) => other !== own)])
    for (const between of betweens)
      for (const digits of [full, 'shortest', 'by-three'] as const) yield { time: { digits, between, zone }, lost: 3 }
  for (const epoch of kept === 6 ? (['ns'] as const) : kept === 3 ? (['us'] as const) : (['ms'] as const))
    for (const as of ['number', 'text'] as const) yield { time: { epoch, as }, lost: 3 }
}

/**
 * Looks for lost digits under a recipe of which it is not known whether it is the right one: only in the record's own way
 * of writing times, with every digit or as a count, on two rows. A form without trailing zeros writes nine rows of ten so.
 */
export function nearLostDigits(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Explained | undefined {
  for (const stored of storedTimes(probe, rows)) {
    for (const value of timeForms(stored)) {
      const { time } = value
      if ('epoch' in time ? time.as !== 'number' : time.zone !== ownZone(stored)) continue
      if ('digits' in time && (time.between !== stored.between || !/^\d$/.test(time.digits))) continue
      const canonical = withValue(base.canonical, stored.name, value)
      const recipe = canonical === undefined ? undefined : { ...base, canonical }
      const check = recipe === undefined ? undefined : probe.check(recipe)
      if (recipe === undefined || check === undefined || probe.exhausted) return undefined
      if (rows.slice(0, nearRows).some((row) => probe.reproduces(check, row))) return explained(recipe, stored)
    }
  }
  return undefined
}

/** A form in which one time field has three digits more than the record, and some value of them reproduces a row. */
export function lostDigits(probe: ResidueProbe, base: Recipe, rows: readonly number[]): Explained | undefined {
  const [first] = rows
  if (first === undefined) return undefined
  for (const stored of storedTimes(probe, rows)) {
    let best: { recipe: Recipe; hits: number } | undefined
    for (const value of timeForms(stored)) {
      const canonical = withValue(base.canonical, stored.name, value)
      if (canonical === undefined) return undefined
      const recipe: Recipe = { ...base, canonical }
      const check = probe.check(recipe)
      if (check === undefined || probe.exhausted) return best && explained(best.recipe, stored)
      if (!probe.reproduces(check, first)) continue
      // A form without trailing zeros and one with all digits agree on nine rows of ten.
      const hits = rows.slice(0, decidingRows).filter((row) => probe.reproduces(check, row)).length
      if (best === undefined || hits > best.hits) best = { recipe, hits }
      if (best.hits === Math.min(rows.length, decidingRows)) break
    }
    if (best !== undefined) return explained(best.recipe, stored)
  }
  return undefined
}

function explained(recipe: Recipe, stored: StoredTime): Explained {
  return {
    recipe,
    facts: { field: stored.name, digits: stored.digits, lost: 3 },
    fields: [stored.name],
  }
}

/** The form with one value written otherwise; raw bytes become the serialisation that writes compact JSON as it stands. */
function withValue(
  form: CanonicalForm,
  name: string,
  value: { readonly time: TimeForm; readonly lost: number },
): CanonicalForm | undefined {
  if (form.form === 'raw-minus-fields')
    return { form: 'json-stringify', ...memberForm(form), exclude: form.exclude, values: { [name]: value } }
  const values = { ...form.values, [name]: value }
  return { ...form, values }
}
