/**
 * Times with a 12-hour clock, as web shops print them for people, as ISO 8601. What they do not say is not added: without a
 * zone that means one thing only, the result has none.
 */
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Abbreviations of zones (IANA time zone data) that name one offset; `CST`, `IST`, `BST` and others name several. */
const offsetByZone: Readonly<Record<string, string>> = {
  UTC: 'Z',
  GMT: 'Z',
  Z: 'Z',
  WET: '+00:00',
  WEST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
  EET: '+02:00',
  EEST: '+03:00',
  MSK: '+03:00',
  SAST: '+02:00',
  JST: '+09:00',
  KST: '+09:00',
  AEST: '+10:00',
  AEDT: '+11:00',
  ACST: '+09:30',
  ACDT: '+10:30',
  AWST: '+08:00',
  NZST: '+12:00',
  NZDT: '+13:00',
  EST: '-05:00',
  EDT: '-04:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
  AKST: '-09:00',
  AKDT: '-08:00',
  HST: '-10:00',
}

/** `2024/05/04 03:13:22 PM EST` (PHP's `Y/m/d h:i:s A T`); null for any other text. */
export function isoFromStreamDate(text: string): string | null {
  const match =
    /^(\d{4})\/(\d{2})\/(\d{2}) (\d{2}):(\d{2}):(\d{2}) ([AP]M)(?: ([A-Z]{1,5}|[+-]\d{2}(?::?\d{2})?))?$/.exec(text)
  if (match === null) return null
  const [, year, month, day, hour = '', minute, second, half, zone = ''] = match
  const clock = hour24(hour, half === 'PM')
  if (clock === null) return null
  return `${year}-${month}-${day}T${clock}:${minute}:${second}${offsetFrom(zone)}`
}

/**
 * `Jul 18, 2023, 5:09:16 PM` (ICU's medium date and time in the locale en_US, with any of the spaces it has used before
 * AM and PM); null for any other text.
 */
export function isoFromUsDate(text: string): string | null {
  const match =
    /^([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (\d{4}),? (?:at )?(\d{1,2}):(\d{2})(?::(\d{2}))?[ \u00a0\u202f]([AP]M)$/.exec(
      text,
    )
  if (match === null) return null
  const [, name = '', day = '', year, hour = '', minute, second = '00', half] = match
  const month = months.indexOf(name) + 1
  const clock = hour24(hour, half === 'PM')
  if (month === 0 || clock === null) return null
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}T${clock}:${minute}:${second}`
}

function hour24(hour: string, afternoon: boolean): string | null {
  const number = Number(hour)
  if (number < 1 || number > 12) return null
  return String((number % 12) + (afternoon ? 12 : 0)).padStart(2, '0')
}

function offsetFrom(zone: string): string {
  const match = /^([+-]\d{2}):?(\d{2})?$/.exec(zone)
  if (match !== null) return `${match[1]}:${match[2] ?? '00'}`
  return Object.hasOwn(offsetByZone, zone) ? (offsetByZone[zone] as string) : ''
}
