/** What a source was read from: the files as handed over, and the members that were read of them, in reading order. */
import type { SourceSummary } from '../../../shared/model/source.ts'
import type { ResultOf } from '../../../shared/ipc/contract.ts'
import type { Text } from '../../../shared/text/create-text.ts'
import { noteText } from '../../../shared/text/finding-text.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { HashCopy } from '../../lib/hash-view.tsx'
import { memberColumns } from '../../lib/member-columns.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Muted, Section, Stack } from '../../ui/layout.tsx'

type Member = ResultOf<'source.members'>['members'][number]

export function MemberList({ source }: { readonly source: SourceSummary }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const query = useApiQuery('source.members', { engagementId, sourceId: source.sourceId })
  return (
    <QueryView query={query}>
      {({ originals, members, total }) => (
        <Stack>
          <Muted>{text.t('sources.members.note')}</Muted>
          <Section title={text.t('sources.members.originals')}>
            <DataTable
              caption={text.t('sources.members.originals')}
              rows={originals}
              rowKey={(original) => original.name}
              columns={[
                { id: 'name', label: text.t('common.name'), mono: true, wrap: true, cell: (original) => original.name },
                {
                  id: 'bytes',
                  label: text.t('common.bytes'),
                  align: 'end',
                  cell: (original) => groupedNumber(original.bytes),
                },
                {
                  id: 'hash',
                  label: text.t('sources.sha256'),
                  cell: (original) => <HashCopy value={original.sha256} />,
                },
              ]}
            />
          </Section>
          <Section
            title={text.t('sources.members.members')}
            {...(total > members.length
              ? { note: text.t('sources.members.first', { n: members.length, m: total }) }
              : {})}
          >
            <DataTable
              caption={text.t('sources.members.members')}
              rows={members}
              rowKey={(_, index) => String(index)}
              isExceptional={(member) => member.notes.length > 0}
              columns={[
                ...memberColumns(text),
                {
                  id: 'bytes',
                  label: text.t('common.bytes'),
                  align: 'end',
                  cell: (member) => groupedNumber(member.bytes),
                },
                {
                  id: 'entries',
                  label: text.t('sources.members.entries'),
                  align: 'end',
                  cell: (member) => groupedNumber(member.entries),
                },
                { id: 'hash', label: text.t('sources.sha256'), cell: (member) => <HashCopy value={member.sha256} /> },
                {
                  id: 'notes',
                  label: text.t('sources.members.notes'),
                  wrap: true,
                  cell: (member) => (member.notes.length === 0 ? '–' : notesOf(text, member)),
                },
              ]}
            />
          </Section>
        </Stack>
      )}
    </QueryView>
  )
}

function notesOf(text: Text, { notes }: Member): string {
  return notes
    .map((note) => (note.detail === undefined ? noteText(text, note) : `${noteText(text, note)}: ${note.detail}`))
    .join('; ')
}
