/**
 * Ready lines that have a system repeat what is due: Assay runs nothing by itself and stays in memory for nothing. Each
 * runs daily; `--due` ends at once on a day on which nothing is due, so a computer that was off loses nothing.
 */
import { shellWord } from './output.ts'

export interface ScheduleLine {
  readonly system: string
  readonly command: string
}

/** `file` is the whole path of the engagement. */
export function scheduleLines(file: string): readonly ScheduleLine[] {
  const posix = shellWord(file)
  return [
    { system: 'cron', command: `17 6 * * * assay rerun ${percentForCron(posix)} --due --quiet` },
    {
      system: 'systemd',
      command: `systemd-run --user --on-calendar=daily --timer-property=Persistent=true assay rerun ${posix} --due --quiet`,
    },
    {
      system: 'Task Scheduler',
      command: `schtasks /Create /SC DAILY /ST 06:17 /TN "Assay checks" /TR "assay rerun \\"${file}\\" --due --quiet"`,
    },
  ]
}

/** cron turns a bare per cent sign into a line end. */
function percentForCron(text: string): string {
  return text.replaceAll('%', String.raw`\%`)
}
