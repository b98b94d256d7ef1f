/** A recipe in plain words, one fact per line; what it leaves at its usual value is not said. */
import type { CanonicalForm, Recipe, ValueForm } from '../../../shared/model/recipe.ts'
import type { Text } from '../../../shared/text/create-text.ts'
import { useText } from '../../lib/text.tsx'
import { Bullets, Facts, type FactRow } from '../../ui/layout.tsx'

/** A text of the recipe in quotes, its control characters visible; an empty one says so. */
function quoted(text: Text, value: string): string {
  return value === '' ? text.t('recipeWords.nothingBetween') : JSON.stringify(value)
}

export function RecipeFacts({ recipe }: { readonly recipe: Recipe }) {
  const text = useText()
  const { canonical, previous, stored, link } = recipe
  const details = detailsOf(text, canonical)
  const rows: FactRow[] = [
    {
      label: text.t('recipeWords.algorithm'),
      value: recipe.mac === 'hmac' ? text.t('recipeWords.keyed', { algorithm: recipe.algorithm }) : recipe.algorithm,
    },
    { label: text.t('recipeWords.content'), value: formText(text, canonical) },
    ...('fields' in canonical
      ? [{ label: text.t('recipeWords.fields'), value: canonical.fields.join(', '), mono: true }]
      : []),
    ...('label' in canonical && canonical.label !== undefined
      ? [
          {
            label: text.t('recipeWords.label'),
            value: text.t('recipeWords.labelText', { label: quoted(text, canonical.label) }),
          },
        ]
      : []),
    ...('include' in canonical && canonical.include !== undefined
      ? [{ label: text.t('recipeWords.include'), value: canonical.include.join(', '), mono: true }]
      : []),
    ...('exclude' in canonical && canonical.exclude.length > 0
      ? [{ label: text.t('recipeWords.exclude'), value: canonical.exclude.join(', '), mono: true }]
      : []),
    ...(details.length === 0 ? [] : [{ label: text.t('recipeWords.details'), value: <Bullets items={details} /> }]),
    ...(recipe.prefix === undefined
      ? []
      : [{ label: text.t('recipeWords.prefix'), value: quoted(text, recipe.prefix), mono: true }]),
    {
      label: text.t('recipeWords.previous'),
      value: text.t(`recipeWords.placement.${previous.placement}`, {
        column: stored.previousHash ?? '@previous_hash',
        encoding: previous.encoding,
        between:
          previous.separator === ''
            ? ''
            : ` ${text.t('recipeWords.separator', { separator: quoted(text, previous.separator) })}`,
      }),
    },
    {
      label: text.t('recipeWords.genesis'),
      value: text.t(`recipeWords.genesisText.${recipe.genesis.previous}`, {
        literal: quoted(text, recipe.genesis.literal ?? ''),
      }),
    },
    {
      label: text.t('recipeWords.stored'),
      value: text.t(stored.previousHash === null ? 'recipeWords.storedText' : 'recipeWords.storedBoth', {
        entry: stored.entryHash,
        previous: stored.previousHash ?? '',
        encoding: stored.encoding,
      }),
    },
    ...(link === undefined
      ? []
      : [
          {
            label: text.t('recipeWords.link'),
            value: text.t('recipeWords.linkText', { stored: link.stored, previous: link.previous }),
          },
        ]),
    { label: text.t('recipeWords.scope'), value: scopeText(text, recipe) },
    {
      label: text.t('recipeWords.order'),
      value: text.t(`recipeWords.orderText.${recipe.order}`, { field: recipe.orderBy ?? '' }),
    },
  ]
  return <Facts rows={rows} />
}

function formText(text: Text, canonical: CanonicalForm): string {
  return text.t(`recipeWords.form.${canonical.form}`, {
    ...(canonical.form === 'json-text' ? { dialect: canonical.dialect } : {}),
    ...(canonical.form === 'fields-joined' ? { delimiter: quoted(text, canonical.delimiter) } : {}),
  })
}

function scopeText(text: Text, { scope, scopeDay }: Recipe): string {
  const parts = [
    ...(scope.length === 0 ? [] : [text.t('recipeWords.scopeText', { fields: scope.join(', ') })]),
    ...(scopeDay === undefined ? [] : [text.t('recipeWords.scopeDay', { field: scopeDay })]),
  ]
  return parts.length === 0 ? text.t('recipeWords.scopeNone') : parts.join(', ')
}

function detailsOf(text: Text, canonical: CanonicalForm): readonly string[] {
  const found: string[] = []
  if ('sort' in canonical && canonical.sort !== undefined)
    found.push(text.t(canonical.sort === 'deep' ? 'recipeWords.detail.sortDeep' : 'recipeWords.detail.sortTop'))
  if ('nested' in canonical && canonical.nested !== undefined)
    found.push(
      text.t(canonical.nested === 'flattened' ? 'recipeWords.detail.flattened' : 'recipeWords.detail.allowListed'),
    )
  if ('nulls' in canonical && canonical.nulls === 'omit') found.push(text.t('recipeWords.detail.omitNulls'))
  if ('memberOrder' in canonical && canonical.memberOrder !== undefined)
    found.push(text.t('recipeWords.detail.memberOrder'))
  if ('rename' in canonical)
    for (const [from, to] of Object.entries(canonical.rename ?? {}))
      found.push(text.t('recipeWords.detail.rename', { from, to }))
  if ('values' in canonical)
    for (const [field, form] of Object.entries(canonical.values ?? {})) found.push(valueText(text, field, form))
  if ('nullText' in canonical && canonical.nullText !== undefined)
    found.push(text.t('recipeWords.detail.nullText', { value: quoted(text, canonical.nullText) }))
  if ('absentText' in canonical && canonical.absentText !== undefined)
    found.push(text.t('recipeWords.detail.absentText', { value: quoted(text, canonical.absentText) }))
  if ('booleans' in canonical && canonical.booleans !== undefined)
    found.push(text.t('recipeWords.detail.booleans', { value: canonical.booleans }))
  if (canonical.form === 'length-prefixed')
    found.push(text.t('recipeWords.detail.length', { length: canonical.length, unit: canonical.unit }))
  return found
}

function valueText(text: Text, field: string, form: ValueForm): string {
  if ('time' in form) {
    const { time, lost } = form
    const words =
      'epoch' in time
        ? text.t('recipeWords.detail.timeEpoch', { unit: time.epoch, as: time.as })
        : text.t('recipeWords.detail.timeDigits', {
            digits: time.digits,
            between: JSON.stringify(time.between),
            zone: time.zone,
          })
    const said = text.t('recipeWords.detail.time', { field, form: words })
    return lost === undefined ? said : `${said}; ${text.t('recipeWords.detail.timeLost', { lost })}`
  }
  if ('number' in form)
    return text.t('recipeWords.detail.number', {
      field,
      form:
        form.number === 'double'
          ? text.t('recipeWords.detail.double')
          : text.t('recipeWords.detail.decimals', { n: form.number.decimals }),
    })
  if ('json' in form) return text.t('recipeWords.detail.json', { field, form: form.json })
  return text.t('recipeWords.detail.case', { field, form: form.case })
}
