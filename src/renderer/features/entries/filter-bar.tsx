/** Filters by field. They act on Enter or Apply, never on each keystroke. */
import { useState, type FormEvent } from 'react'
import { Filter } from 'lucide-react'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, SelectField, TextField } from '../../ui/fields.tsx'
import { Toolbar } from '../../ui/layout.tsx'
import { microsFromDate, type EntrySearch } from './entry-search.ts'

export interface FilterBarProps {
  readonly search: EntrySearch
  readonly sources: readonly SourceSummary[]
  readonly onChange: (search: EntrySearch) => void
}

export function FilterBar({ search, sources, onChange }: FilterBarProps) {
  const text = useText()
  const [actor, setActor] = useState(search.actor ?? '')
  const [action, setAction] = useState(search.action ?? '')
  const [resource, setResource] = useState(search.resource ?? '')
  const [from, setFrom] = useState(search.from ?? '')
  const [to, setTo] = useState(search.to ?? '')
  const dateError = (value: string) =>
    value === '' || microsFromDate(value) !== null ? {} : { error: text.t('start.new.dateForm') }
  const bad = (from !== '' && microsFromDate(from) === null) || (to !== '' && microsFromDate(to) === null)
  const applied = (change: EntrySearch): EntrySearch => ({
    ...search,
    entry: undefined,
    actor,
    action,
    resource,
    from,
    to,
    ...change,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!bad) onChange(applied({}))
  }
  const anything =
    [search.actor, search.action, search.resource, search.from, search.to].some((value) => value !== undefined) ||
    search.breaks === true
  return (
    <form onSubmit={submit} role="search" aria-label={text.t('entries.filter')}>
      <Toolbar>
        <SelectField
          label={text.t('common.source')}
          value={String(search.source ?? '')}
          options={[
            { value: '', label: text.t('common.allSources') },
            ...sources.map((source) => ({ value: String(source.sourceId), label: source.name })),
          ]}
          onChange={(value) => onChange(applied({ source: value === '' ? undefined : Number(value) }))}
        />
        <TextField label={text.t('entries.actor')} value={actor} onChange={setActor} width="short" />
        <TextField
          label={text.t('entries.action')}
          value={action}
          onChange={setAction}
          width="short"
          placeholder={text.t('entries.prefixHint')}
        />
        <TextField label={text.t('entries.resource')} value={resource} onChange={setResource} width="short" />
        <TextField
          label={text.t('entries.from')}
          value={from}
          onChange={setFrom}
          width="short"
          mono
          placeholder={text.t('start.new.datePattern')}
          {...dateError(from)}
        />
        <TextField
          label={text.t('entries.to')}
          value={to}
          onChange={setTo}
          width="short"
          mono
          placeholder={text.t('start.new.datePattern')}
          {...dateError(to)}
        />
        <Checkbox selected={search.breaks === true} onChange={(breaks) => onChange(applied({ breaks }))}>
          {text.t('entries.breaksOnly')}
        </Checkbox>
        <Button submit icon={Filter}>
          {text.t('action.apply')}
        </Button>
        {anything ? (
          <Button kind="quiet" onPress={() => onChange({ source: search.source })}>
            {text.t('action.clear')}
          </Button>
        ) : null}
      </Toolbar>
    </form>
  )
}
