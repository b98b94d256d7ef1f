/** Prints a report of the Chain Doctor: what came out, the recipe, what does not recompute and why, what to do next. */
import type { DoctorReport } from '../../shared/model/doctor.ts'
import { aspectsOf } from '../../shared/core/doctor/recipe-difference.ts'
import { createText, type TextKey } from '../../shared/text/create-text.ts'
import { residueSentence } from '../../shared/text/residue-text.ts'
import { facts, grouped, line, paragraph, shellWord, table } from './output.ts'

const text = createText()

/** The files that a next step names. */
export interface DoctorPlace {
  readonly file: string
  readonly reference: string
  /** Recipe file that was asked for, and whether it was written. */
  readonly wanted: string | null
  readonly saved: boolean
}

export function printDoctorReport(report: DoctorReport, place: DoctorPlace): void {
  printOutcome(report)
  printColumns(report)
  printRecipe(report)
  printDocumented(report)
  printResidue(report)
  printAdvice(report)
  printEquivalents(report)
  printTried(report)
  printNext(report, place)
}

function printOutcome(report: DoctorReport): void {
  const { outcome, sample, confirmed, perChain, residue } = report
  paragraph(text.t(`doctor.outcome.${outcome}` as TextKey, { n: sample.matched, m: sample.of }))
  if (confirmed !== null) {
    const lost = residue.reduce((sum, { cause, rows }) => sum + (cause === 'time-precision-lost' ? rows : 0), 0)
    const key = lost > 0 ? 'doctor.confirmedLost' : 'doctor.confirmed'
    paragraph(text.t(key, { n: confirmed.matched, m: confirmed.entries, lost }))
  }
  if (perChain.length > 1)
    for (const item of perChain.slice(0, shownChains))
      line(`  chain ${item.scope}: ${grouped(item.matched)} of ${grouped(item.of)} sampled records`)
  if (perChain.length > shownChains) line(`  … and ${grouped(perChain.length - shownChains)} more chains`)
}

const shownChains = 10

function printColumns({ columns, chain, confirmed }: DoctorReport): void {
  if (columns.length > 0) {
    line()
    table(
      [
        ['Column', 'Role', 'Bytes', 'Written as', 'Records'],
        ...columns.map((column) => [
          column.name,
          column.role,
          String(column.bytes),
          column.encoding,
          grouped(column.rows),
        ]),
      ],
      ['left', 'left', 'right', 'left', 'right'],
    )
  }
  if (chain === null || chain.previousHash === null) return
  const chains = confirmed?.chains ?? chain.chains
  const order = text.t(`doctor.order.${chain.order}`, { field: chain.orderBy ?? '' })
  const scope = chain.scope.length > 0 ? chain.scope.join(', ') : chain.scopeDay === null ? '' : chain.scopeDay
  paragraph(
    [
      text.t('doctor.links', { n: chain.followed, m: chain.of }),
      order,
      text.t(scope === '' ? 'doctor.chains' : 'doctor.chainsBy', { count: chains, scope }),
    ].join('; '),
  )
}

function printRecipe({ recipe, outcome, previousImplied }: DoctorReport): void {
  if (recipe === null || outcome === 'none') return
  line()
  line(text.t('doctor.recipe', { name: recipe.name }))
  const told = Object.entries(aspectsOf(recipe))
  facts(
    told.map(([aspect, value]) => [text.t(`doctor.aspect.${aspect}` as TextKey), value] as const),
    '  ',
  )
  if (previousImplied) paragraph(text.t('doctor.previousImplied'))
}

function printDocumented({ documented, sample, recipe }: DoctorReport): void {
  if (documented === null) return
  line()
  paragraph(
    text.t('doctor.documented', {
      name: documented.name,
      n: documented.matched,
      m: documented.of,
      inferred: sample.matched,
      of: sample.of,
    }),
  )
  if (recipe === null) return
  for (const { aspect, left, right } of documented.differences)
    paragraph(
      text.t('doctor.difference', {
        aspect: text.t(`doctor.aspect.${aspect}` as TextKey),
        left: left ?? text.t('doctor.nothing'),
        right: right ?? text.t('doctor.nothing'),
      }),
      '  ',
      '  ',
    )
}

function printResidue({ residue, residueCut, documented }: DoctorReport): void {
  // What the document says otherwise stands above, part by part.
  const groups = residue.filter(({ cause }) => cause !== 'documented-differs' || documented === null)
  if (groups.length === 0) return
  line()
  line(text.t('doctor.residue'))
  for (const group of groups) paragraph(`- ${residueSentence(text, group)}`, '  ', '  ')
  if (residueCut === true) paragraph(text.t('doctor.residueCut'), '  ', '  ')
}

function printAdvice({ advice, outcome }: DoctorReport): void {
  if (advice.length === 0) return
  line()
  line(text.t(outcome === 'found' ? 'doctor.advised' : 'doctor.missing'))
  for (const { code, facts: values } of advice) {
    paragraph(`- ${text.t(`doctor.advice.${code}.cause` as TextKey, values)}`, '  ', '  ')
    paragraph(text.t(`doctor.advice.${code}.change` as TextKey, values), '    ')
  }
}

/** Kinds of difference and kinds of record over all groups, once each; `--json` has the groups. */
function printEquivalents({ equivalents }: DoctorReport): void {
  if (equivalents.total === 0) return
  const aspects = new Set(equivalents.groups.flatMap((group) => group.aspects))
  const rows = new Set(equivalents.groups.flatMap((group) => group.toldApartBy))
  line()
  paragraph(text.t('doctor.equivalents', { count: equivalents.total }))
  paragraph(
    text.t('doctor.equivalentsApart', {
      aspects: [...aspects].map((aspect) => text.t(`doctor.aspect.${aspect}` as TextKey)).join(', '),
      rows: [...rows].map((row) => text.t(`doctor.telling.${row}` as TextKey)).join(', '),
    }),
    '  ',
  )
}

function printTried({ tried }: DoctorReport): void {
  if (tried.recipes === 0) return
  line()
  paragraph(text.t('doctor.tried', { recipes: tried.recipes, hashes: tried.hashes }))
  if (tried.cut) paragraph(text.t('doctor.cut'))
}

/** Lines that can be run as they stand. A recipe whose previous hash no column states can be checked by no command. */
function printNext(report: DoctorReport, { file, reference, wanted, saved }: DoctorPlace): void {
  const { outcome, recipe, residue, previousImplied, advice } = report
  if (wanted !== null) {
    line()
    line(text.t(saved ? 'doctor.saved' : 'doctor.notSaved', { file: wanted }))
  }
  if (advice.some(({ code }) => code === 'root-only')) {
    line()
    line(text.t('doctor.next'))
    line(`  assay verify merkle ${shellWord(file)} ${shellWord(reference)}`)
  }
  if (recipe === null || previousImplied || (outcome !== 'found' && outcome !== 'partly')) return
  const recipeFile = wanted ?? 'recipe.json'
  const named = `${shellWord(file)} ${shellWord(reference)}`
  const option = `--recipe ${shellWord(recipeFile)}`
  line()
  line(text.t('doctor.next'))
  if (!saved) line(`  assay doctor ${named} --save-recipe ${recipeFile}`)
  line(`  assay verify chain ${named} ${option}`)
  const odd = residue.find(({ cause }) => explainable.has(cause))?.examples[0]
  if (odd !== undefined) line(`  assay explain ${named} --record ${odd.index + 1} ${option}`)
}

/** Causes of which one record shows something in its bytes. */
const explainable: ReadonlySet<string> = new Set([
  'content-differs',
  'content-blanked',
  'erased-with-receipt',
  'time-precision-lost',
  'nested-not-hashed',
])
