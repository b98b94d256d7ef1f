/** What `import --dry-run` prints: format and why, members, times, mapping with its counts, chain trial, room needed. */
import type { ImportPreview } from '../../shared/ipc/payloads.ts'
import { confidenceText } from '../../shared/text/confidence-text.ts'
import { createText } from '../../shared/text/create-text.ts'
import { grouped, line, table } from './output.ts'
import { counted } from '../../shared/text/numbers.ts'

const text = createText()
const shownMembers = 20

export function printPreview(preview: ImportPreview): void {
  line(`${preview.fileName}: ${preview.format}`)
  for (const sentence of preview.evidence) line(`  ${sentence}`)
  for (const other of preview.candidates)
    if (other.format !== preview.format)
      line(`  also possible: ${other.format} (${confidenceText(text, other.confidence)})`)
  if (preview.memberCount > 1) {
    line(`  members in reading order: ${grouped(preview.memberCount)}`)
    for (const { name, packing } of preview.members.slice(0, shownMembers))
      line(`    ${name}${packing.length === 0 ? '' : ` (${packing.join(', ')})`}`)
    if (preview.memberCount > shownMembers) line(`    and ${grouped(preview.memberCount - shownMembers)} more`)
  }
  for (const { code, detail } of preview.notes)
    line(`  not read: ${text.find(`note.${code}`) ?? code}${detail === '' ? '' : `: ${detail}`}`)
  const { profile } = preview
  line(`  profile: ${profile.name}; ${counted(preview.records, 'records')} read, ${grouped(preview.rejected)} rejected`)
  line(`    ${profile.id}, version ${profile.version}, SHA-256 ${preview.profileHash}`)
  if (preview.time !== null) line(`  time: ${preview.time.text} read as ${preview.time.utc} (${preview.time.reading})`)
  for (const sentence of preview.timeNotes) line(`  ${sentence}`)
  printTrial(preview)
  const { needed, free } = preview.space
  line(
    `  space: about ${counted(needed, 'bytes')}${free === null ? '' : ` of ${grouped(free)} free`}${free !== null && needed > free ? '; that is not enough' : ''}`,
  )
  if (preview.alreadyImported) line('  these bytes are in the engagement already')
  table(
    [
      ['  Field', 'From', 'Present', 'Null', 'Empty', 'Absent', 'Unparseable', 'Sample'],
      ...preview.mapping
        .filter((item) => item.from !== null)
        .map((item) => [
          `  ${item.field}`,
          item.from ?? '',
          grouped(item.present),
          grouped(item.null),
          grouped(item.empty),
          grouped(item.absent),
          grouped(item.unparseable),
          item.sample ?? '',
        ]),
    ],
    ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  )
}

function printTrial({ chainTrial }: ImportPreview): void {
  if (chainTrial === null) return
  const { recipeId, matching, of, fits, runnerUp } = chainTrial
  line(
    fits
      ? `  chain: ${recipeId} matches ${grouped(matching)} of ${grouped(of)}`
      : `  chain: best ${recipeId}, ${grouped(matching)} of ${grouped(of)}; not a match`,
  )
  if (runnerUp !== null && matching > 0) line(`    next: ${runnerUp.recipeId}, ${grouped(runnerUp.matching)}`)
}
