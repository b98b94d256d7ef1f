/** Facts of a source: what was imported, what a person stated that it adds up to, and where sensitive values stand. */
import { Link } from '@tanstack/react-router'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { utcText } from '../../lib/format.ts'
import { HashCopy } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { Facts, Stack } from '../../ui/layout.tsx'
import { ControlTotals } from './control-totals.tsx'
import { SensitiveFieldsView } from './sensitive-fields.tsx'

export function FactsTab({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { receipt } = source
  return (
    <Stack>
      <Facts
        rows={[
          { label: text.t('sources.imported'), value: utcText(source.importedAtMicros), mono: true },
          { label: text.t('sources.sha256'), value: <HashCopy value={receipt.sha256} /> },
          { label: text.t('sources.profile'), value: `${source.profileName} (${source.profileId})` },
          {
            label: text.t('sources.firstTime'),
            value: source.firstMicros === null ? text.t('common.unknown') : utcText(source.firstMicros),
            mono: true,
          },
          {
            label: text.t('sources.lastTime'),
            value: source.lastMicros === null ? text.t('common.unknown') : utcText(source.lastMicros),
            mono: true,
          },
          {
            label: text.t('sources.firstSequence'),
            value: source.firstSequence ?? text.t('common.none'),
            mono: true,
          },
          {
            label: text.t('sources.lastSequence'),
            value: source.lastSequence ?? text.t('common.none'),
            mono: true,
          },
          {
            label: text.t('integrity.kind.chain'),
            value: (
              <Link to="/integrity" search={{ source: source.sourceId, tab: 'doctor' }}>
                {text.t(source.hasChain ? 'sources.toDoctor' : 'sources.toDoctorNoChain')}
              </Link>
            ),
          },
          {
            label: text.t('sources.completeness'),
            value: `${source.completeness}: ${text.t(`completeness.${source.completeness}`)} ${text.t(`completenessNext.${source.completeness}`)}`,
          },
        ]}
      />
      <ControlTotals key={`totals-${source.sourceId}`} sourceId={source.sourceId} />
      <SensitiveFieldsView key={`sensitive-${source.sourceId}`} sourceId={source.sourceId} />
    </Stack>
  )
}
