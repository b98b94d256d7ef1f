/** The ladder of one entry of a chosen batch, by its place in the batch. */
import { useState } from 'react'
import type { BatchResult } from '../../../shared/model/check-run.ts'
import { LadderPanel } from '../../lib/ladder-panel.tsx'
import { useText } from '../../lib/text.tsx'
import { TextField } from '../../ui/fields.tsx'
import { Muted, Section, Stack, Toolbar } from '../../ui/layout.tsx'

export function LadderSection({
  sourceId,
  runId,
  batch,
}: {
  readonly sourceId: number
  readonly runId: number
  /** Undefined where no batch has an entry. */
  readonly batch: BatchResult | undefined
}) {
  const text = useText()
  const [typed, setTyped] = useState('1')
  if (batch === undefined || batch.recomputedRoot === null) return null
  const position = /^[1-9]\d{0,14}$/.test(typed.trim()) ? Number(typed) : 0
  const fits = position >= 1 && position <= batch.count
  return (
    <Section
      title={text.t('ladder.title')}
      note={text.t('merkleScreen.chosen', { batch: batch.date, count: batch.count })}
    >
      <Stack>
        <Muted>{text.t('ladder.lead')}</Muted>
        <Toolbar fields>
          <TextField
            label={text.t('merkleScreen.position')}
            value={typed}
            onChange={setTyped}
            width="short"
            {...(fits ? {} : { error: text.t('merkleScreen.positionForm', { n: batch.count }) })}
          />
        </Toolbar>
        {fits ? (
          <LadderPanel
            key={position}
            of={{ kind: 'place', sourceId, batch: batch.date, position }}
            runId={runId}
            action={text.t('ladder.show')}
          />
        ) : null}
      </Stack>
    </Section>
  )
}
