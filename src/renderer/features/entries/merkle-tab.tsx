/** Merkle proof of one entry: its ladder under the last finished Merkle check of its source. */
import { Link } from '@tanstack/react-router'
import { sourceOfEntry } from '../../../shared/model/digest.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { LadderPanel } from '../../lib/ladder-panel.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Muted, Notice, Stack } from '../../ui/layout.tsx'

/** As many runs as the list answers with at once. */
const runs = 200

export function MerkleTab({ entryId }: { readonly entryId: number }) {
  const text = useText()
  const { engagementId } = useEngagement()
  const query = useApiQuery('run.list', { engagementId, limit: runs })
  const sourceId = sourceOfEntry(entryId)
  return (
    <Stack>
      <Muted>{text.t('ladder.lead')}</Muted>
      <QueryView query={query}>
        {({ runs: kept }) => {
          const last = kept.find(
            (run) => run.kind === 'merkle' && run.sourceId === sourceId && run.state === 'finished',
          )
          return last === undefined ? (
            <Notice>
              {text.t('ladder.noRun')}{' '}
              <Link to="/integrity" search={{ source: sourceId }}>
                {text.t('ladder.toIntegrity')}
              </Link>
            </Notice>
          ) : (
            <LadderPanel of={{ kind: 'entry', entryId }} runId={last.runId} action={text.t('ladder.showFor')} />
          )
        }}
      </QueryView>
    </Stack>
  )
}
