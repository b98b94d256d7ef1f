/** Section 6, the integrity transcript: what was recomputed, from which bytes, how, what came out, and what it does not show. */
import type { AnchorVerdict } from '../../../../shared/model/anchor.ts'
import type { ChainResult } from '../../../../shared/model/check-run.ts'
import type { ReportBlock, ReportSection } from '../../../../shared/model/report.ts'
import { isoFromMicros } from '../../../../shared/core/time/instant.ts'
import {
  checkSentence,
  doesNotProve,
  endPromiseText,
  reasonText,
  rungText,
  scopeOf,
  type LimitKind,
} from '../../../../shared/text/verdict-text.ts'
import type { SourceFacts } from '../package-facts.ts'
import { safeName } from '../package-names.ts'
import { count, cutTable, nOfM, sheetBlocks, sourceTag, text, time, type ReportContext } from '../report-parts.ts'
import { counted } from '../../../../shared/text/numbers.ts'

const titles = { chain: 'Hash chain', merkle: 'Merkle roots', anchors: 'Anchors' } as const

export function integritySection(context: ReportContext): ReportSection {
  const { facts } = context
  const kinds = new Set<LimitKind>()
  const blocks = facts.sources.flatMap((source, index): ReportBlock[] => {
    const { chain, merkle, anchors } = source.results
    const results = [chain, merkle, anchors].filter((result) => result !== null)
    if (results.length === 0)
      return [{ kind: 'note', text: `${source.source.name}: no integrity check was run, or none applies.` }]
    return [
      { kind: 'subheading', text: source.source.name },
      ...results.flatMap((result): ReportBlock[] => {
        kinds.add(result.kind)
        return [
          {
            kind: 'verdict',
            verdict: result.verdict,
            scope: titles[result.kind],
            ...scopeOf(result),
            reason: result.reason === null ? null : reasonText(text, result.reason),
          },
          { kind: 'paragraph', text: checkSentence(text, result) },
          ...(result.kind === 'chain' ? chainBlocks(source, result, index) : []),
          ...(result.kind === 'merkle' ? merkleBlocks(source, index) : []),
          ...(result.kind === 'anchors' ? anchorBlocks(source, index) : []),
        ]
      }),
    ]
  })
  const limits = [...kinds].flatMap((kind) => doesNotProve(text, kind))
  return {
    id: 'integrity',
    heading: '6  Integrity verification',
    blocks: [
      ...sheetBlocks(context, 'hash-chain'),
      ...sheetBlocks(context, 'merkle-anchors'),
      {
        kind: 'paragraph',
        text: 'Everything was recomputed offline from the bytes of the sources, whose SHA-256 is in section 5. Nothing was fetched.',
      },
      ...blocks,
      ...(limits.length === 0 ? [] : [{ kind: 'subheading' as const, text: text.t('prove.heading') }]),
      ...limits.map((limit): ReportBlock => ({ kind: 'note', text: limit })),
    ],
  }
}

function chainBlocks({ breaks, breakCount, runs }: SourceFacts, chain: ChainResult, index: number): ReportBlock[] {
  const states = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .filter(([, value]) => value > 0)
      .map(([state, value]) => `${state} ${count(value)}`)
      .join(', ')
  const run = runs.find((candidate) => candidate.kind === 'chain')
  const blocks: ReportBlock[] = [
    {
      kind: 'facts',
      rows: [
        { label: 'Recipe', value: chain.recipeId ?? 'none reproduces the stored hashes' },
        { label: 'SHA-256 of the recipe', value: chain.recipeHash ?? 'none', mono: true },
        ...(chain.recipeId === null
          ? []
          : [{ label: 'Recipe document', value: `data/recipes/${safeName(chain.recipeId)}.json` }]),
        ...(chain.keys ?? []).map(({ keyId, entries }) => ({
          label: 'Key, by its id',
          value: `${keyId}: ${count(entries)} contents; the key itself is stored nowhere`,
        })),
        {
          label: 'Equally good recipes',
          value: chain.equivalentRecipes.length === 0 ? 'none' : chain.equivalentRecipes.join(', '),
        },
        { label: 'Links', value: states(chain.links) },
        { label: 'Contents', value: states(chain.contents) },
        { label: 'Chains found', value: count(chain.scopes) },
        { label: 'Head hash', value: chain.headHash ?? 'none', mono: true },
        { label: 'End of the chain', value: endText(chain) },
        {
          label: 'Second implementation',
          value:
            chain.secondOpinion === null
              ? 'not run'
              : `${chain.secondOpinion.implementation} ${chain.secondOpinion.version}, ${counted(chain.secondOpinion.entries, 'entries')}, ${chain.secondOpinion.agrees ? 'agrees' : 'differs'}`,
        },
        { label: 'Run', value: runText(run) },
      ],
    },
  ]
  if (breakCount === 0) return blocks
  return [
    ...blocks,
    ...cutTable(
      [
        { label: 'Line', align: 'right' },
        { label: 'Sequence' },
        { label: 'Link' },
        { label: 'Content' },
        { label: 'Expected', mono: true },
        { label: 'Found', mono: true },
      ],
      breaks.map((item) => [
        String(item.line),
        item.sequence ?? '',
        item.link ?? 'none',
        item.content,
        item.recomputed ?? item.expectedPrevious ?? '',
        item.stored ?? item.statedPrevious ?? '',
      ]),
      '',
      { total: breakCount, extract: `data/extracts/${sourceTag(index)}-breaks.csv` },
      500,
    ),
    {
      kind: 'note',
      text: 'Content rows show the hash recomputed and the hash stored; link rows the hash of the entry before and the one named. A row with link reorder and content ok is an entry that stands elsewhere in the file: it is listed, and lowers no verdict.',
    },
    {
      kind: 'paragraph',
      text: `${text.t('causes.contentFirst')} ${(['reserialised', 'numbers', 'lines', 'truncated', 'recipe'] as const).map((cause) => text.t(`causes.list.${cause}`)).join('; ')}.`,
    },
  ]
}

function endText({ end }: ChainResult): string {
  return [text.t(`chainEnd.state.${end.state}`), ...end.promises.map((item) => endPromiseText(text, item))].join(' ')
}

function merkleBlocks({ results, runs }: SourceFacts, index: number): ReportBlock[] {
  const { merkle } = results
  if (merkle === null) return []
  const differing = merkle.batches.filter((batch) => batch.verdict !== 'verified')
  const second = merkle.batches.filter((batch) => batch.secondOpinion !== null)
  const agreeing = second.filter((batch) => batch.secondOpinion?.agrees === true).length
  return [
    {
      kind: 'facts',
      rows: [
        { label: 'Leaf recipe, tree', value: `${merkle.leafRecipeId}, ${merkle.treeId}` },
        {
          label: 'Days with a claim and no entry',
          value: merkle.emptyBatches.length === 0 ? 'none' : merkle.emptyBatches.slice(0, 40).join(', '),
        },
        {
          label: 'Days with entries and no claim',
          value:
            merkle.unanchoredDays.length === 0
              ? 'none'
              : `${count(merkle.unanchoredDays.length)}: ${merkle.unanchoredDays.slice(0, 40).join(', ')}`,
        },
        ...(merkle.lateBatches === undefined || merkle.lateBatches.length === 0
          ? []
          : [
              {
                label: 'Days claimed more than a day late',
                value: `${count(merkle.lateBatches.length)}: ${merkle.lateBatches.slice(0, 40).join(', ')}`,
              },
            ]),
        {
          label: 'Second implementation',
          value:
            second.length === 0
              ? 'not run'
              : `${second[0]?.secondOpinion?.implementation ?? ''} ${second[0]?.secondOpinion?.version ?? ''}, agrees in ${nOfM(agreeing, second.length)}`,
        },
        { label: 'Run', value: runText(runs.find((candidate) => candidate.kind === 'merkle')) },
      ],
    },
    ...(differing.length === 0
      ? []
      : cutTable(
          [
            { label: 'Batch' },
            { label: 'Verdict' },
            { label: 'Entries', align: 'right' },
            { label: 'Recomputed root', mono: true },
            { label: 'Claimed roots', mono: true },
          ],
          differing.map((batch) => [
            batch.date,
            batch.verdict,
            count(batch.count),
            batch.recomputedRoot ?? '',
            batch.claimedRoots.join(' '),
          ]),
          '',
          { extract: `data/runs/${sourceTag(index)}-merkle.json` },
          500,
        )),
    ...(merkle.weaknesses ?? []).map((weakness): ReportBlock => ({
      kind: 'note',
      text: text.t(`treeWeakness.${weakness}`),
    })),
  ]
}

function anchorBlocks({ results, runs }: SourceFacts, index: number): ReportBlock[] {
  const { anchors } = results
  if (anchors === null) return []
  const rungs = new Map<string, number>()
  for (const anchor of anchors.anchors) rungs.set(anchor.rung, (rungs.get(anchor.rung) ?? 0) + 1)
  const first = anchors.anchors[0]
  const differing = anchors.anchors.filter((anchor) => anchor.verdict !== 'verified')
  const added = runs.find((candidate) => candidate.kind === 'anchors')
  return [
    {
      kind: 'facts',
      rows: [
        {
          label: 'Rungs reached',
          value: [...rungs].map(([rung, anchorCount]) => `${rung} ${count(anchorCount)}`).join(', '),
        },
        ...[...rungs.keys()].map((rung) => ({
          label: `Rung ${rung}`,
          value: rungText(text, rung as AnchorVerdict['rung']).meaning,
        })),
        {
          label: 'Chain id, contract',
          value: first === undefined ? 'none' : `${first.chainId ?? 'unknown'}, ${first.contract ?? 'unknown'}`,
        },
        { label: 'SHA-256 of the known block hashes', value: anchors.trustHash, mono: true },
        { label: 'Run', value: runText(added) },
      ],
    },
    {
      kind: 'paragraph',
      text: `${text.t('statement.times')} ${added === undefined ? '' : text.t('statement.anchorOffline', { date: isoFromMicros(added.startedAtMicros, 0).slice(0, 10) })}`,
    },
    ...timesTable(anchors.anchors, first),
    ...(differing.length === 0
      ? []
      : cutTable(
          [{ label: 'Batch' }, { label: 'Verdict' }, { label: 'Rung' }, { label: 'Reason' }],
          differing.map((anchor) => [
            anchor.date,
            anchor.verdict,
            anchor.rung,
            anchor.reason === null ? '' : reasonText(text, anchor.reason),
          ]),
          '',
          { extract: `data/runs/${sourceTag(index)}-anchors.json` },
          500,
        )),
  ]
}

/** First, last and the anchors with the largest difference of asserted and block time. */
function timesTable(anchors: readonly AnchorVerdict[], first: AnchorVerdict | undefined): ReportBlock[] {
  if (first === undefined) return []
  const lag = (anchor: AnchorVerdict): number => {
    const { assertedSeconds, blockSeconds } = anchor.times
    return assertedSeconds === null || blockSeconds === null
      ? -1
      : Math.abs(Number(blockSeconds) - Number(assertedSeconds))
  }
  const widest = anchors.toSorted((left, right) => lag(right) - lag(left) || (left.date < right.date ? -1 : 1))[0]
  const last = anchors.at(-1)
  const shown = [...new Set([first, last, widest])].filter((anchor) => anchor !== undefined)
  return [
    {
      kind: 'table',
      columns: [
        { label: 'Batch' },
        { label: 'Last entry' },
        { label: 'Asserted by the submitter' },
        { label: 'Block time' },
        { label: 'Difference', align: 'right' },
        { label: 'Shown as' },
      ],
      rows: shown.map((anchor) => [
        anchor.date,
        anchor.times.lastEntry ?? 'unknown',
        secondsText(anchor.times.assertedSeconds),
        secondsText(anchor.times.blockSeconds),
        lag(anchor) < 0 ? 'unknown' : `${count(lag(anchor))} s`,
        [anchor === first ? 'first' : '', anchor === last ? 'last' : '', anchor === widest ? 'widest' : '']
          .filter((part) => part !== '')
          .join(', '),
      ]),
      emptyText: '',
    },
  ]
}

function secondsText(seconds: string | null): string {
  return seconds === null || seconds.length > 11 ? 'unknown' : time(Number(seconds) * 1_000_000)
}

function runText(run: SourceFacts['runs'][number] | undefined): string {
  return run === undefined ? 'not recorded' : `no. ${run.runId}, ${time(run.startedAtMicros)}, Assay ${run.toolVersion}`
}
