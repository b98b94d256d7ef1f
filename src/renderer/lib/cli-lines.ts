/** The exact command lines that repeat what a screen shows. Values that a shell would read as more than one word are quoted. */
import type { CheckKind } from '../../shared/model/check-run.ts'
import type { Framework, Period } from '../../shared/model/engagement.ts'
import type { FormatId } from '../../shared/model/source.ts'

/** One shell word; single quotes keep everything else as it is (POSIX shell). */
export function shellWord(value: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`
}

function line(...words: readonly (string | number | null)[]): string {
  return ['assay', ...words.filter((word) => word !== null).map((word) => shellWord(String(word)))].join(' ')
}

function option(name: string, value: string | null | undefined): readonly string[] {
  return value === null || value === undefined ? [] : [name, value]
}

export const cliLines = {
  create: (file: string, name: string, period: Period, frameworks: readonly Framework[]) =>
    line(
      'new',
      file,
      '--name',
      name,
      '--period',
      `${period.from}..${period.to}`,
      ...(frameworks.length === 0 ? [] : ['--framework', frameworks.join(',')]),
    ),
  /** Several files are the parts of one source. */
  import: (
    engagement: string,
    files: readonly string[],
    choices: {
      readonly format?: FormatId | null
      readonly profile?: string | null
      readonly zone?: string | null
      readonly unit?: string | null
      readonly pan?: string | null
    } = {},
  ) =>
    line(
      'import',
      engagement,
      ...files,
      files.length > 1 ? '--set' : null,
      ...option('--format', choices.format),
      ...option('--profile', choices.profile),
      ...option('--zone', choices.zone),
      ...option('--unit', choices.unit),
      ...option('--pan', choices.pan),
    ),
  sources: (engagement: string) => line('sources', engagement),
  ipe: (engagement: string, source: number) => line('ipe', engagement, source),
  facts: (engagement: string, source: number) => line('facts', engagement, source),
  sensitive: (engagement: string, source: number) => line('sensitive', engagement, source),
  compare: (engagement: string, left: number, right: number) => line('compare', engagement, left, right),
  verify: (kind: CheckKind | 'all' | 'continuity' | 'sequence' | 'ids', engagement: string, source: number | null) =>
    line('verify', kind, engagement, source),
  rerun: (engagement: string, run: number) => line('rerun', engagement, run),
  doctor: (engagement: string, source: number, recipeFile: string | null) =>
    line('doctor', engagement, source, ...option('--save-recipe', recipeFile)),
  explain: (engagement: string, source: number, record: number) =>
    line('explain', engagement, source, '--record', record),
  /** `options` say what is otherwise than the source's profile says. */
  proofMake: (engagement: string, source: number, record: number, options: readonly string[], out: string) =>
    line('proof', 'make', engagement, source, '--record', record, ...options, '-o', out),
  proofCheck: (file: string) => line('proof', 'check', file),
  anchorAdd: (engagement: string, file: string) => line('anchor', 'add', engagement, file),
  trustAdd: (engagement: string, hash: string, chainId: string, note: string) =>
    line('trust', 'add', engagement, '--block-hash', hash, '--chain-id', chainId, '--note', note),
  trustExport: (engagement: string) => `${line('trust', 'export', engagement)} > trust.ndjson`,
  anchorWindow: (engagement: string, source: number, basis: string, withinHours: number | null) =>
    line(
      'anchor',
      'window',
      engagement,
      source,
      '--basis',
      basis,
      ...option('--within-hours', withinHours === null ? null : String(withinHours)),
    ),
  /** With an example in place of the address: it may hold a token, and a copied line goes into a history. */
  anchorFetch: (engagement: string, source: number, contract: string | null) =>
    line(
      'anchor',
      'fetch',
      engagement,
      '--source',
      source,
      '--online',
      'https://node.example.com/',
      ...option('--contract', contract),
    ),
  findings: (engagement: string) => line('findings', engagement),
  inspect: (engagement: string, source: number, record: number) =>
    line('inspect', engagement, source, '--record', record),
  detect: (engagement: string) => line('detect', engagement),
  w5: (engagement: string) => line('w5', engagement),
  gaps: (engagement: string) => line('gaps', engagement),
  erasurePreview: (engagement: string, subjects: readonly string[], transform: string) =>
    line(
      'erasure',
      'preview',
      engagement,
      ...subjects.flatMap((subject) => ['--subject', subject]),
      '--transform',
      transform,
    ),
  packageBuild: (engagement: string, template: Framework, key: string, out: string) =>
    line('package', 'build', engagement, '--template', template, '--key', key, '-o', out),
  packageVerify: (file: string, certificates: readonly string[] = []) =>
    line('package', 'verify', file, ...certificates.flatMap((certificate) => ['--trust', certificate])),
  keyNew: (name: string, file: string) => line('key', 'new', '--name', name, '-o', file),
  logShow: (engagement: string) => line('log', 'show', engagement),
  logVerify: (engagement: string) => line('log', 'verify', engagement),
} as const
