/** Totals that somebody obtained of a source, typed in and compared with the imported records. */
import { Plus, X } from 'lucide-react'
import { useEffect, useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import {
  controlTotalSchema,
  totalOrigins,
  type CheckedTotal,
  type ControlTotal,
  type TotalOrigin,
} from '../../../shared/model/source-facts.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'

const measures = controlTotalSchema.shape.measure.options
type Measure = ControlTotal['measure']

export function ControlTotals({ sourceId }: { readonly sourceId: number }) {
  const text = useText()
  const client = useQueryClient()
  const { engagementId, fileName, readOnly } = useEngagement()
  const query = useApiQuery('source.facts', { engagementId, sourceId })
  const job = useJob('source.setFacts', `source.setFacts.${sourceId}`)
  const done = job.state.kind === 'done' ? job.state.result : null
  // The sheet and the rung of the source say what was stated, too.
  useEffect(() => {
    if (done === null) return
    for (const name of ['source.facts', 'source.ipe', 'source.list'])
      void client.invalidateQueries({ queryKey: [name] })
  }, [client, done])
  return (
    <Section title={text.t('controlTotals.title')}>
      <Stack>
        <Muted>{text.t('controlTotals.lead')}</Muted>
        <QueryView query={query}>
          {({ facts }) => {
            const totals = (done ?? facts)?.totals ?? []
            return totals.length === 0 ? (
              <Muted>{text.t('controlTotals.none')}</Muted>
            ) : (
              <Stack tight>
                <TotalTable totals={totals} />
                <div>
                  <Button
                    kind="quiet"
                    icon={X}
                    disabled={readOnly || job.busy}
                    onPress={() => job.start({ engagementId, sourceId, changes: { clearTotals: true } })}
                  >
                    {text.t('controlTotals.clear')}
                  </Button>
                </div>
              </Stack>
            )
          }}
        </QueryView>
        <TotalForm
          disabled={readOnly || job.busy}
          onAdd={(total) => job.start({ engagementId, sourceId, changes: { totals: [total] } })}
        />
        <JobStateView state={job.state} onCancel={job.cancel} />
        <CliCommand command={cliLines.facts(fileName, sourceId)} />
      </Stack>
    </Section>
  )
}

function TotalTable({ totals }: { readonly totals: readonly CheckedTotal[] }) {
  const text = useText()
  return (
    <DataTable
      caption={text.t('controlTotals.title')}
      rows={totals}
      rowKey={(total) => `${total.measure} ${total.field ?? ''} ${total.obtained}`}
      isExceptional={(total) => total.result === 'differs'}
      columns={[
        {
          id: 'total',
          label: text.t('controlTotals.total'),
          wrap: 'words',
          cell: (total) => text.t(`controlTotals.of.${total.measure}`, { field: total.field ?? '' }),
        },
        {
          id: 'stated',
          label: text.t('controlTotals.stated'),
          mono: true,
          align: 'end',
          cell: (total) => total.value,
        },
        {
          id: 'imported',
          label: text.t('controlTotals.imported'),
          mono: true,
          align: 'end',
          cell: (total) => total.imported ?? text.t('controlTotals.notFormed'),
        },
        {
          id: 'result',
          label: text.t('controlTotals.result'),
          wrap: 'words',
          cell: (total) => (
            <>
              <strong>{text.t(`totalResult.${total.result}`)}</strong>
              {total.absent + total.unreadable === 0 ? null : (
                <div>
                  <Muted>
                    {text.t('controlTotals.leftOut', { absent: total.absent, unreadable: total.unreadable })}
                  </Muted>
                </div>
              )}
            </>
          ),
        },
        {
          id: 'origin',
          label: text.t('controlTotals.obtained'),
          wrap: 'words',
          cell: (total) => (
            <>
              {text.t(`totalOrigin.${total.obtained}`)}
              <div>
                <Muted>{total.how}</Muted>
              </div>
            </>
          ),
        },
      ]}
    />
  )
}

function TotalForm({ disabled, onAdd }: { readonly disabled: boolean; readonly onAdd: (total: ControlTotal) => void }) {
  const text = useText()
  const [measure, setMeasure] = useState<Measure>('count')
  const [field, setField] = useState('')
  const [value, setValue] = useState('')
  const [obtained, setObtained] = useState<TotalOrigin>('exporter')
  const [how, setHow] = useState('')
  const [tried, setTried] = useState(false)
  const needsField = measure !== 'count'
  const fieldBad = needsField && field.trim() === ''
  const valueBad = !isValue(measure, value.trim())
  const howBad = how.trim() === ''
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (fieldBad || valueBad || howBad) return
    onAdd({
      measure,
      ...(needsField ? { field: field.trim() } : {}),
      value: value.trim(),
      obtained,
      how: how.trim(),
    })
    setValue('')
    setTried(false)
  }
  return (
    <form onSubmit={submit} noValidate aria-label={text.t('controlTotals.form')}>
      <Stack tight>
        <Toolbar fields>
          <SelectField
            label={text.t('controlTotals.total')}
            value={measure}
            options={measures.map((item) => ({ value: item, label: text.t(`controlTotals.measure.${item}`) }))}
            onChange={setMeasure}
          />
          {needsField ? (
            <TextField
              label={text.t('controlTotals.field')}
              value={field}
              onChange={setField}
              mono
              required
              {...(tried && fieldBad ? { error: text.t('controlTotals.fieldForm') } : {})}
            />
          ) : null}
          <TextField
            label={text.t('controlTotals.stated')}
            value={value}
            onChange={setValue}
            mono
            required
            {...(tried && valueBad ? { error: text.t(`controlTotals.valueForm.${measure}`) } : {})}
          />
          <SelectField
            label={text.t('controlTotals.obtained')}
            value={obtained}
            options={totalOrigins.map((item) => ({ value: item, label: text.t(`totalOrigin.${item}`) }))}
            onChange={setObtained}
          />
        </Toolbar>
        <TextField
          label={text.t('controlTotals.how')}
          value={how}
          onChange={setHow}
          width="wide"
          required
          {...(tried && howBad ? { error: text.t('controlTotals.howForm') } : {})}
        />
        <div>
          <Button submit icon={Plus} disabled={disabled}>
            {text.t('controlTotals.add')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

/** What the engine takes: a count is a whole number, a sum a decimal number, the others are any text. */
function isValue(measure: Measure, value: string): boolean {
  if (measure === 'count') return /^\d{1,15}$/.test(value)
  if (measure === 'sum') return /^[+-]?\d+(?:\.\d+)?$/.test(value)
  return value !== ''
}
