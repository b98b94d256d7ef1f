/** IPE sheet of a source, as the engine states it; the printed sheet has the same rows. */
import { useApiQuery } from '../../lib/api-context.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { Columns, Facts, Section, Stack } from '../../ui/layout.tsx'

export function IpeSheet({ sourceId }: { readonly sourceId: number }) {
  const { engagementId, fileName } = useEngagement()
  const query = useApiQuery('source.ipe', { engagementId, sourceId })
  return (
    <QueryView query={query}>
      {({ sections }) => (
        <Stack>
          <Columns wide>
            {sections.map((section) => (
              <Section key={section.heading} title={section.heading}>
                <Facts rows={section.rows} />
              </Section>
            ))}
          </Columns>
          <CliCommand command={cliLines.ipe(fileName, sourceId)} />
        </Stack>
      )}
    </QueryView>
  )
}
