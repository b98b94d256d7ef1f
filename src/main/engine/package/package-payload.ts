/**
 * Payload files of a package but the report: sources, extracts as CSV, check runs, IPE sheets, recipes, proofs. Lists in
 * extracts are as long as they were gathered; the report shows their first rows.
 */
import type { Framework } from '../../../shared/model/engagement.ts'
import { eventClasses } from '../../../shared/core/control/event-classes.ts'
import { leafRecipeById } from '../../../shared/core/merkle/leaf-recipes.ts'
import { maskedValue } from '../../../shared/core/sensitive/mask-value.ts'
import { treeProfileById } from '../../../shared/core/merkle/tree-profiles.ts'
import { isoFromMicros } from '../../../shared/core/time/instant.ts'
import { listAnchorFiles, listTrust } from '../../store/anchors.ts'
import { custodyLines } from '../../store/custody.ts'
import type { ReadableStore } from '../../store/open.ts'
import { VaultReader } from '../../store/vault.ts'
import { ipeDocument } from '../query/ipe-sheet.ts'
import { csvFile } from './csv-file.ts'
import { exceptionRegister, referredRows } from './exception-rows.ts'
import type { PackageFacts, SourceFacts } from './package-facts.ts'
import { safeName, sourcePath } from './package-names.ts'
import { referencedSources } from './referenced-sources.ts'
import { recipeOfChain } from './repeatable-checks.ts'
import { proceduresOf } from './report-sections.ts'
import { outsidePath } from './sections/further-checks.ts'
import { windowPath } from './sections/trust-windows.ts'
import { withoutFolders } from './without-folders.ts'

export function packagePayload(
  store: ReadableStore,
  template: Framework,
  facts: PackageFacts,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  const referenced = referencedSources(facts)
  for (const [index, item] of facts.sources.entries()) {
    if (!referenced.has(item)) {
      files.set(sourcePath(item, index), new VaultReader(store, item.source.sourceId).read(0, item.source.bytes))
    }
    addSource(files, store, template, item, index)
  }
  for (const [index, item] of facts.outside.entries()) {
    const { run, result } = item
    files.set(outsidePath(item, index), json(withoutFolders({ schema: `assay.verify.${result.kind}/1`, run, result })))
  }
  files.set('data/runs/history.json', json(withoutFolders({ schema: 'assay.runs/1', checks: facts.history })))
  files.set('data/proofs/trust-store.json', json(listTrust(store)))
  const register = exceptionRegister(facts, proceduresOf(template))
  files.set(
    'data/extracts/exceptions.csv',
    csvFile(
      ['id', 'kind', 'source', 'item', 'observed', 'items'],
      register.rows.map((row) => [row.id, row.kind, row.source, row.item, row.observed, String(row.weight)]),
    ),
  )
  files.set(
    'data/extracts/referred-items.csv',
    csvFile(
      ['id', 'source', 'rule', 'name', 'line', 'time', 'readings', 'context'],
      referredRows(facts).map((row) => [
        row.id,
        row.source,
        row.rule,
        row.name,
        String(row.line ?? ''),
        iso(row.occurredAtMicros),
        row.readings,
        row.context,
      ]),
    ),
  )
  files.set(
    'data/extracts/custody-log.ndjson',
    Buffer.from([...custodyLines(store)].map((line) => `${line}\n`).join('')),
  )
  return files
}

function addSource(
  files: Map<string, Uint8Array>,
  store: ReadableStore,
  template: Framework,
  item: SourceFacts,
  index: number,
): void {
  const { source, results } = item
  const tag = `source-${index + 1}`
  const extract = (name: string, header: readonly string[], rows: readonly (readonly string[])[]): void =>
    void files.set(`data/extracts/${tag}-${name}.csv`, csvFile(header, rows))
  extract(
    'coverage',
    ['date', 'events'],
    item.coverage.days.map((day) => [day.date, String(day.count)]),
  )
  extract(
    'administrators',
    ['time', 'change', 'role', 'who', 'by', 'line'],
    item.admins.changes.map((change) => [
      iso(change.occurredAtMicros),
      change.change,
      change.role,
      change.grantee,
      change.actor,
      String(change.pointer.line ?? ''),
    ]),
  )
  extract(
    'administrators-seen',
    ['who', 'role', 'first', 'last', 'entries'],
    item.admins.seen.map((seen) => [
      seen.actor,
      seen.role,
      iso(seen.firstMicros),
      iso(seen.lastMicros),
      String(seen.entries),
    ]),
  )
  extract(
    'changes',
    ['month', 'resource_type', 'action', 'changes'],
    item.changes.groups.map((group) => [group.month ?? '', group.resourceType, group.action, String(group.count)]),
  )
  if (item.rejects.length > 0)
    extract(
      'rejects',
      ['line', 'byte_start', 'byte_length', 'reason', 'message'],
      item.rejects.map((reject) => [
        String(reject.line),
        String(reject.byteStart),
        String(reject.byteLength),
        reject.reason,
        reject.message,
      ]),
    )
  if (item.breaks.length > 0)
    extract(
      'breaks',
      [
        'line',
        'sequence',
        'link',
        'content',
        'recomputed',
        'stored',
        'expected_previous',
        'stated_previous',
        'missing_before',
      ],
      item.breaks.map((item2) => [
        String(item2.line),
        item2.sequence ?? '',
        item2.link ?? '',
        item2.content,
        item2.recomputed ?? '',
        item2.stored ?? '',
        item2.expectedPrevious ?? '',
        item2.statedPrevious ?? '',
        item2.missingBefore,
      ]),
    )
  files.set(`data/extracts/${tag}-rules.json`, json(item.rules))
  files.set(`data/extracts/${tag}-fields.json`, json(item.fillRates))
  addTemplateExtracts(template, item, extract)
  files.set(
    `data/ipe/${tag}.json`,
    json({
      schema: 'assay.ipe/1',
      source: {
        name: source.name,
        bytes: source.bytes,
        sha256: source.sha256,
        profile: source.profile,
        profileHash: source.profileHash,
        receipt: source.receipt,
      },
      sections: item.ipe,
      document: ipeDocument(store, source),
      sequence: item.sequence,
    }),
  )
  for (const kind of ['chain', 'merkle', 'anchors'] as const) {
    const result = results[kind]
    const run = item.runs.find((candidate) => candidate.kind === kind)
    if (result !== null)
      files.set(
        `data/runs/${tag}-${kind}.json`,
        json({ schema: `assay.verify.${kind}/1`, run, result, ...(kind === 'chain' ? { breaks: item.breaks } : {}) }),
      )
  }
  for (const { run, result } of item.further)
    files.set(
      `data/runs/${tag}-${result.kind}.json`,
      json(withoutFolders({ schema: `assay.verify.${result.kind}/1`, run, result })),
    )
  if (item.window !== null) files.set(windowPath(index), json({ schema: 'assay.anchor.window/1', ...item.window }))
  if (item.doctor !== null) {
    files.set(`data/runs/${tag}-doctor.json`, json({ schema: 'assay.doctor/1', ...item.doctor }))
    const { recipe, outcome } = item.doctor.report
    // A recipe that reproduces next to nothing is in the statement, as what was tried; it is no document to work with.
    if (recipe !== null && outcome !== 'none') files.set(`data/recipes/${tag}-inferred.json`, json(recipe))
  }
  addRecipes(files, item)
  for (const [number, file] of listAnchorFiles(store, source.sourceId).entries()) {
    // What a file does not say of itself stands in its name: without the height nobody else could use the headers.
    const from = typeof file.startHeight === 'number' ? `from-${file.startHeight}-` : ''
    files.set(`data/proofs/${tag}-${file.kind}-${number + 1}-${from}${safeName(file.name)}`, file.bytes)
  }
}

/** Lists that only one framework's report refers to: no package carries more than its report speaks of. */
function addTemplateExtracts(
  template: Framework,
  item: SourceFacts,
  extract: (name: string, header: readonly string[], rows: readonly (readonly string[])[]) => void,
): void {
  const { registers, duties, adjustments, classes, actors } = item
  if (template !== 'sox') {
    extract(
      'reviews',
      ['time', 'actor', 'action', 'resource', 'reason', 'line'],
      registers.reviews.entries.map((entry) => [
        iso(entry.occurredAtMicros),
        entry.actor,
        entry.action,
        entry.resource,
        entry.reason,
        String(entry.pointer.line ?? ''),
      ]),
    )
  }
  if (template !== 'pci') {
    extract(
      'duty-pairs',
      ['time', 'pair', 'actor', 'object', 'made_on_line', 'line'],
      duties.hits.map((hit) => [
        iso(hit.occurredAtMicros),
        hit.kind,
        hit.actor,
        hit.object,
        String(hit.madeOnLine ?? ''),
        String(hit.pointer.line ?? ''),
      ]),
    )
  }
  if (template === 'soc2') {
    extract(
      'exports',
      ['actor', 'resource_type', 'exports', 'with_reason'],
      registers.exports.groups.map((group) => [
        group.actor,
        group.resourceType,
        String(group.count),
        String(group.withReason),
      ]),
    )
  }
  if (template === 'pci') {
    extract(
      'event-classes',
      ['class', 'events', 'line', 'time', 'actor', 'action', 'resource'],
      classes.flatMap((kind) => {
        const examples = kind.examples.map((example) => [
          kind.id,
          String(kind.count),
          String(example.pointer.line ?? ''),
          iso(example.occurredAtMicros),
          example.actor,
          example.action,
          example.resource,
        ])
        return examples.length > 0
          ? examples
          : [
              [
                kind.id,
                String(kind.count),
                '',
                '',
                '',
                '',
                eventClasses.find((candidate) => candidate.id === kind.id)?.title ?? '',
              ],
            ]
      }),
    )
    extract(
      'address-changes',
      ['actor', 'changes', 'entries', 'first_line'],
      actors.addressChanges.map((change) => [
        change.actor,
        String(change.changes),
        String(change.entries),
        String(change.first.line ?? ''),
      ]),
    )
  }
  if (template === 'sox') {
    extract(
      'adjustments',
      ['line', 'time', 'kind', 'amount', 'unit', 'posted_by', 'about', 'reason', 'criteria'],
      adjustments.selected.map((entry) => [
        String(entry.pointer.line ?? ''),
        iso(entry.occurredAtMicros),
        entry.kind,
        entry.amount,
        entry.unit,
        entry.actor,
        entry.object,
        entry.hasReason ? 'yes' : 'no',
        entry.criteria.join(' '),
      ]),
    )
    extract(
      'control-totals',
      ['month', 'kind', 'unit', 'entries', 'with_amount', 'total'],
      adjustments.totals.map((total) => [
        total.month ?? '',
        total.kind,
        total.unit,
        String(total.entries),
        String(total.withAmount),
        total.total ?? '',
      ]),
    )
  }
}

function addRecipes(files: Map<string, Uint8Array>, { source, results, runs }: SourceFacts): void {
  const id = results.chain?.recipeId
  if (id !== null && id !== undefined) {
    const recipe = recipeOfChain({ results, runs })
    if (recipe !== undefined) files.set(`data/recipes/${safeName(id)}.json`, json(recipe))
  }
  if (source.profile.batches === undefined) return
  files.set(
    `data/recipes/leaf-${source.profile.batches.leafRecipe}.json`,
    json(leafRecipeById(source.profile.batches.leafRecipe)),
  )
  files.set(`data/recipes/tree-${source.profile.batches.tree}.json`, json(treeProfileById(source.profile.batches.tree)))
}

/** Texts from evidence are masked here as in the CSV files; digests, recipes and proofs hold nothing that could be. */
function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(maskedValue(value), null, 2)}\n`)
}

function iso(micros: number | null): string {
  return micros === null ? '' : isoFromMicros(micros)
}
