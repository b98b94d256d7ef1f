/** The profile a source was read with, whole: what every result of it rests on. */
import { entryFields } from '../../../shared/model/profile.ts'
import type { SourceSummary } from '../../../shared/model/source.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { HashCopy } from '../../lib/hash-view.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Stack } from '../../ui/layout.tsx'

export function MappingFacts({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const query = useApiQuery('source.members', { engagementId, sourceId: source.sourceId })
  return (
    <QueryView query={query}>
      {({ profile, profileHash }) => (
        <Stack>
          <Facts
            rows={[
              {
                label: text.t('sources.profile'),
                value: `${profile.name} (${text.t('import.profileFacts', { id: profile.id, version: profile.version })})`,
              },
              { label: text.t('sources.mapping.hash'), value: <HashCopy value={profileHash} /> },
              { label: text.t('sources.mapping.zone'), value: profile.zone, mono: true },
              { label: text.t('sources.mapping.unit'), value: text.t(`import.unitWord.${profile.epochUnit}`) },
            ]}
          />
          <DataTable
            caption={text.t('import.mapping')}
            rows={entryFields.flatMap((field) => {
              const names = profile.fields[field]
              return names === undefined ? [] : [{ field, names }]
            })}
            rowKey={(row) => row.field}
            columns={[
              { id: 'field', label: text.t('import.field'), cell: (row) => row.field },
              {
                id: 'from',
                label: text.t('import.from'),
                mono: true,
                wrap: true,
                cell: (row) => row.names.join(' | '),
              },
            ]}
          />
          <Muted>{text.t('sources.mapping.fixed')}</Muted>
        </Stack>
      )}
    </QueryView>
  )
}
