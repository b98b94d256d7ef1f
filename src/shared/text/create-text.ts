/**
 * The one catalogue, ready to use. Screen, command line and PDF make their sentences here, so that they agree.
 * i18next's framework-free core; no clock, no platform language detection: the language is a parameter.
 */
import { createInstance, type i18n } from 'i18next'
import { groupedNumber } from './numbers.ts'
import { resources } from './resources.ts'

type Plain<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K
type Leaves<T> = {
  [K in keyof T & string]: T[K] extends string ? Plain<K> : `${K}.${Leaves<T[K]>}`
}[keyof T & string]

/** Key of a text, dots between levels; a plural pair `x_one`, `x_other` is the key `x` and needs `count`. */
export type TextKey = Leaves<(typeof resources)['en']>
export type TextParameters = Readonly<Record<string, string | number>>
export type Language = keyof typeof resources

export interface Text {
  /** The text of a key. Numbers are grouped (`10,000,000`); for plurals pass `count`, which the text shows as `{{counted}}`. */
  t(key: TextKey, parameters?: TextParameters): string
  /** The text of a key that may not exist, such as one built from a code of a newer version; null when it does not. */
  find(key: string, parameters?: TextParameters): string | null
  readonly language: Language
  /** For `react-i18next`'s provider. */
  readonly instance: i18n
}

/** i18next options for a set of parameters. Numbers become grouped text; `count` also selects the plural form. */
export function textOptions(parameters: TextParameters): Record<string, string | number | boolean> {
  const options: Record<string, string | number | boolean> = {}
  for (const [name, value] of Object.entries(parameters)) {
    if (name === 'count' && typeof value === 'number') {
      options['count'] = value
      options['counted'] = groupedNumber(value)
    } else options[name] = typeof value === 'number' ? groupedNumber(value) : value
  }
  return options
}

export function createText(language: Language = 'en'): Text {
  const instance = createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources: Object.fromEntries(Object.entries(resources).map(([lng, translation]) => [lng, { translation }])),
    initAsync: false,
    returnNull: false,
    interpolation: {
      // React and the PDF writer escape by themselves; the terminal neutralises control characters itself.
      escapeValue: false,
      // Hostile: parameters hold evidence. A value such as `$t(key)` or `{{n}}` must stay text, so nesting gets a prefix
      // that no catalogue text and no file name can sensibly hold, and values are never interpolated again.
      nestingPrefix: '\u0001nest(',
      nestingSuffix: '\u0001)',
      skipOnVariables: true,
    },
  })
  return {
    language,
    instance,
    t: (key, parameters = {}) => instance.t(key, textOptions(parameters)),
    find: (key, parameters = {}) => (instance.exists(key) ? instance.t(key, textOptions(parameters)) : null),
  }
}
