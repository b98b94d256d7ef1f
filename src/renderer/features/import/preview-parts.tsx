/** Parts of a preview: which formats claim the bytes and why, how times are read, what is read in which order. */
import type { ImportPreview } from '../../../shared/ipc/payloads.ts'
import { confidenceText } from '../../../shared/text/confidence-text.ts'
import { noteText } from '../../../shared/text/finding-text.ts'
import { HashShort } from '../../lib/hash-view.tsx'
import { memberColumns } from '../../lib/member-columns.tsx'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Bullets, Facts, Muted, Notice, Section } from '../../ui/layout.tsx'

/** Members that are listed before the rest is only counted. */
const shownMembers = 200

export function Candidates({ preview }: { readonly preview: ImportPreview }) {
  const text = useText()
  const claims = preview.candidates.some(({ format }) => format === preview.format)
  return (
    <>
      {claims ? null : <Bullets items={preview.evidence} />}
      {claims ? null : <Muted>{text.t('import.chosenByHand')}</Muted>}
      {preview.candidates.length === 0 ? null : (
        <DataTable
          caption={text.t('import.candidates')}
          rows={preview.candidates}
          rowKey={(candidate) => candidate.format}
          isCurrent={(candidate) => candidate.format === preview.format}
          columns={[
            {
              id: 'format',
              label: text.t('sources.format'),
              wrap: 'words',
              cell: (candidate) => (
                <>
                  {candidate.title}{' '}
                  {candidate.format === preview.format ? <Muted>{text.t('import.inUse')}</Muted> : null}
                </>
              ),
            },
            {
              id: 'confidence',
              label: text.t('import.confidence.label'),
              wrap: 'words',
              cell: (candidate) => confidenceText(text, candidate.confidence),
            },
            {
              id: 'evidence',
              label: text.t('common.reason'),
              wrap: true,
              cell: (candidate) => candidate.evidence.join(' '),
            },
          ]}
        />
      )}
    </>
  )
}

export function Times({ preview }: { readonly preview: ImportPreview }) {
  const text = useText()
  const { time, timeNotes, profile } = preview
  return (
    <Section title={text.t('import.times')}>
      {time === null ? (
        <p>{text.t('import.noTimes')}</p>
      ) : (
        <Facts
          rows={[
            { label: text.t('import.time'), value: `"${time.text}" → ${time.utc} (${time.reading})`, mono: true },
            {
              label: text.t('sources.profile'),
              value: `${profile.name} (${text.t('import.profileFacts', { id: profile.id, version: profile.version })})`,
            },
            { label: text.t('import.profileHash'), value: <HashShort value={preview.profileHash} /> },
          ]}
        />
      )}
      {timeNotes.length === 0 ? null : <Bullets items={timeNotes} />}
    </Section>
  )
}

/** Nothing for one plain file of which everything is read. */
export function Members({ preview }: { readonly preview: ImportPreview }) {
  const text = useText()
  const { members, memberCount, notes } = preview
  const [only] = members
  const isPlain = memberCount === 1 && only !== undefined && only.packing.length === 0
  if (isPlain && notes.length === 0) return null
  return (
    <Section title={text.t('import.members')} note={text.t('import.membersHint', { n: memberCount })}>
      {isPlain ? null : (
        <DataTable
          caption={text.t('import.members')}
          rows={members.slice(0, shownMembers)}
          rowKey={(member) => member.name}
          columns={memberColumns(text)}
        />
      )}
      {memberCount > shownMembers ? (
        <Muted>{text.t('import.membersMore', { n: memberCount - shownMembers })}</Muted>
      ) : null}
      {notes.length === 0 ? null : (
        <Notice title={text.t('import.memberNotes')}>
          <Bullets
            items={notes.map((note) => `${noteText(text, note)}${note.detail === '' ? '' : `: ${note.detail}`}`)}
          />
        </Notice>
      )}
    </Section>
  )
}
