/**
 * Path two's own numbers and times: how languages print a parsed number, decimals, and points in time, from README
 * section 4. Plain whole-number arithmetic and `Date`, no code of path one.
 */
import type { JsonDialect, TimeForm } from '../../../shared/model/recipe.ts'

/** A double's shortest digits and where the point stands: value = 0.digits × 10^point. */
function digitsOf(value: number, text = JSON.stringify(Math.abs(value))): { digits: string; point: number } {
  const [mantissa = '', power = '0'] = text.split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const all = whole + fraction
  const zeros = /^0*/.exec(all)?.[0].length ?? 0
  const digits = all.slice(zeros).replace(/0+$/, '')
  return digits === '' ? { digits: '0', point: 1 } : { digits, point: whole.length - zeros + Number(power) }
}

interface FloatLook {
  /** Without exponent from 10^-4 (Java 10^-3) up to this many digits before the point. */
  readonly least: number
  readonly most: number
  readonly whole: string
  readonly single: string
  readonly mark: string
  readonly plus: string
  readonly width: number
}

const looks: Readonly<Record<'python' | 'php' | 'ruby' | 'java', FloatLook>> = {
  python: { least: -3, most: 16, whole: '.0', single: '', mark: 'e', plus: '+', width: 2 },
  php: { least: -3, most: 17, whole: '', single: '.0', mark: 'e', plus: '+', width: 1 },
  ruby: { least: -3, most: 15, whole: '.0', single: '.0', mark: 'e', plus: '+', width: 2 },
  java: { least: -2, most: 7, whole: '.0', single: '.0', mark: 'E', plus: '', width: 1 },
}

function float(token: string, language: keyof typeof looks): string {
  const value = Number(token)
  const look = looks[language]
  let { digits, point } = digitsOf(value)
  if (language === 'java' && digits.length === 1 && value !== 0)
    ({ digits, point } = digitsOf(value, Math.abs(value).toPrecision(2)))
  const sign = Object.is(value, -0) || value < 0 ? '-' : ''
  if (point < look.least || point > look.most) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : look.single
    const power = point - 1
    const size = `${Math.abs(power)}`.padStart(look.width, '0')
    return `${sign}${digits[0] ?? ''}${rest}${look.mark}${power < 0 ? '-' : look.plus}${size}`
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  const whole = digits.slice(0, point).padEnd(point, '0')
  return sign + whole + (digits.length > point ? `.${digits.slice(point)}` : look.whole)
}

/** A number as a dialect prints it; undefined where its language has none. */
export function plainNumber(token: string, dialect: JsonDialect): string | undefined {
  const whole = /^-?\d+$/.test(token)
  const integer = token === '-0' ? '0' : token
  const finite = Number.isFinite(Number(token))
  const infinity = token.startsWith('-') ? '-Infinity' : 'Infinity'
  switch (dialect) {
    case 'python':
    case 'python-compact':
    case 'python-utf8':
    case 'python-compact-utf8':
      if (whole) return token.replace('-', '').length > 4300 ? undefined : integer
      return finite ? float(token, 'python') : infinity
    case 'php':
    case 'php-plain':
      if (whole && token.length <= 20 && BigInt.asIntN(64, BigInt(token)) === BigInt(token)) return integer
      return finite ? float(token, 'php') : undefined
    case 'go':
    case 'go-plain':
      if (!finite) return undefined
      return Object.is(Number(token), -0) ? '-0' : JSON.stringify(Number(token))
    case 'jackson':
      if ((token.match(/\d/g) ?? []).length > 1000) return undefined
      if (whole) return integer
      return finite ? float(token, 'java') : `"${infinity}"`
    case 'ruby':
      if (whole) return integer
      return finite ? float(token, 'ruby') : undefined
    case 'pg-json':
      return token
  }
}

/** Exactly so many decimals, rounded half away from zero. */
export function plainDecimals(token: string, decimals: number): string | undefined {
  const [mantissa = '', power = '0'] = token.toLowerCase().split('e')
  if (Math.abs(Number(power)) > 1000) return undefined
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  // value = digits / 10^scale; wanted: a whole number of 10^-decimals.
  const scale = BigInt(fraction.length) - BigInt(Number(power)) - BigInt(decimals)
  const digits = BigInt(whole + fraction)
  const unit = 10n ** (scale < 0n ? -scale : scale)
  const rounded = scale <= 0n ? digits * unit : (digits * 2n + unit) / (unit * 2n)
  const text = rounded.toString().padStart(decimals + 1, '0')
  const sign = rounded !== 0n && token.startsWith('-') ? '-' : ''
  if (decimals === 0) return sign + text
  return `${sign}${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}

const firstNanos = BigInt(Date.parse('0000-01-01T00:00:00Z')) * 1_000_000n
const endNanos = (BigInt(Date.parse('9999-12-31T23:59:59Z')) + 1000n) * 1_000_000n

/** A point in time in a form; undefined when the text names none. */
export function plainTime(text: string, form: TimeForm): string | undefined {
  const nanos = nanosOf(text)
  if (nanos === undefined || nanos < firstNanos || nanos >= endNanos) return undefined
  const second = 1_000_000_000n
  const part = ((nanos % second) + second) % second
  if ('epoch' in form) {
    const unit = { s: second, ms: 1_000_000n, us: 1000n, ns: 1n }[form.epoch]
    return `${(nanos - (((nanos % unit) + unit) % unit)) / unit}`
  }
  const shown = new Date(Number((nanos - part) / 1_000_000n)).toISOString().slice(0, 19).replace('T', form.between)
  const nine = `${part}`.padStart(9, '0')
  const zone = form.zone === 'none' ? '' : form.zone
  return `${shown}${fraction(nine, form.digits)}${zone}`
}

function fraction(nine: string, digits: '0' | '3' | '6' | '9' | 'shortest' | 'by-three' | 'six-or-none'): string {
  const point = (text: string): string => (text === '' ? '' : `.${text}`)
  if (digits === 'shortest') return point(nine.replace(/0+$/, ''))
  if (digits === 'by-three') return point(nine.replace(/(?:000)+$/, ''))
  if (digits === 'six-or-none') return point(nine.slice(0, 6).replace(/^0{6}$/, ''))
  return point(nine.slice(0, Number(digits)))
}

function nanosOf(text: string): bigint | undefined {
  const bare = /^(-?)(\d{1,20})(?:\.(\d+))?$/.exec(text)
  if (bare !== null) {
    const digits = (bare[2] ?? '').replace(/^0+(?=\d)/, '')
    const power = digits.length > 17 ? 0 : digits.length > 14 ? 3 : digits.length > 11 ? 6 : 9
    // Nine digits of the second's fraction count, wherever the number has its point.
    const nanos =
      BigInt(digits) * 10n ** BigInt(power) + BigInt((bare[3] ?? '').padEnd(power, '0').slice(0, power) || '0')
    return bare[1] === '-' ? -nanos : nanos
  }
  const date = text.slice(0, 10)
  const rest = text.slice(11)
  const clock = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)? ?(.*)$/s.exec(rest)
  if (clock === null || !/^\d{4}-\d\d-\d\d$/.test(date) || !/^[Tt ]$/.test(text.slice(10, 11))) return undefined
  const [, hour = '', minute = '', second = '00', part = '', zone = ''] = clock
  if (rest.endsWith(' ')) return undefined
  const day = Date.parse(`${date}T00:00:00Z`)
  // Date takes 31 February for 3 March.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined
  const offset = /^(?:[Zz]?|([+-])(\d\d):?(\d\d)?)$/.exec(zone)
  if (offset === null || zone.endsWith(':')) return undefined
  const minutes = Number(offset[2] ?? 0) * 60 + Number(offset[3] ?? 0)
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  if (minutes > 18 * 60 || Number(offset[3] ?? 0) > 59) return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - (offset[1] === '-' ? -60 : 60) * minutes
  return BigInt(day / 1000 + seconds) * 1_000_000_000n + BigInt(part.slice(0, 9).padEnd(9, '0'))
}
