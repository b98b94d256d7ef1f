/** Form of a new engagement: name, period (UTC dates, both included), frameworks, and where the file goes. */
import { useState, type FormEvent } from 'react'
import { frameworks, type Engagement, type Framework } from '../../../shared/model/engagement.ts'
import { useApiCommand } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { Checkbox, TextField } from '../../ui/fields.tsx'
import { Stack, Toolbar } from '../../ui/layout.tsx'
import { fileNameFrom, isDate } from './engagement-form.ts'
import styles from './new-engagement.module.css'

export function NewEngagement({ onCreated }: { readonly onCreated: (engagement: Engagement) => void }) {
  const text = useText()
  const files = useFileChooser()
  const create = useApiCommand('engagement.create')
  const [name, setName] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [chosen, setChosen] = useState<readonly Framework[]>([])
  const [tried, setTried] = useState(false)

  const errors = {
    name: name.trim() === '' ? text.t('start.new.nameMissing') : undefined,
    from: isDate(from) ? undefined : text.t('start.new.dateForm'),
    to: !isDate(to) ? text.t('start.new.dateForm') : to < from ? text.t('start.new.dateOrder') : undefined,
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (errors.name !== undefined || errors.from !== undefined || errors.to !== undefined) return
    const target = await files.save('engagement', fileNameFrom(name))
    if (target === null) return
    create.mutate(
      { file: target.handle, name: name.trim(), period: { from, to }, frameworks: [...chosen] },
      { onSuccess: onCreated },
    )
  }
  const shown = (error: string | undefined) => (tried && error !== undefined ? { error } : {})

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <TextField
          label={text.t('start.new.name')}
          value={name}
          onChange={setName}
          required
          width="wide"
          {...shown(errors.name)}
        />
        <Toolbar>
          <TextField
            label={text.t('start.new.from')}
            value={from}
            onChange={setFrom}
            required
            width="short"
            mono
            placeholder={text.t('start.new.datePattern')}
            {...shown(errors.from)}
          />
          <TextField
            label={text.t('start.new.to')}
            value={to}
            onChange={setTo}
            required
            width="short"
            mono
            placeholder={text.t('start.new.datePattern')}
            {...shown(errors.to)}
          />
        </Toolbar>
        <fieldset>
          <legend className={styles['legend']}>{text.t('start.new.frameworks')}</legend>
          <div className={styles['boxes']}>
            {frameworks.map((framework) => (
              <Checkbox
                key={framework}
                selected={chosen.includes(framework)}
                onChange={(selected) =>
                  setChosen(
                    frameworks.filter((candidate) => (candidate === framework ? selected : chosen.includes(candidate))),
                  )
                }
              >
                {text.t(`template.${framework}`)}
              </Checkbox>
            ))}
          </div>
        </fieldset>
        {create.isError ? <ErrorView error={create.error} /> : null}
        {files.error === null ? null : <ErrorView error={files.error} />}
        <Toolbar>
          <Button kind="primary" submit disabled={create.isPending}>
            {text.t('start.new.create')}
          </Button>
        </Toolbar>
      </Stack>
    </form>
  )
}
