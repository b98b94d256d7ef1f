/** What the Chain Doctor found: the recipe in words, what it reproduces, what is left and why, and what was tried. */
import { FileDown, Play } from 'lucide-react'
import { Fragment } from 'react'
import type { DoctorReport, StoredDoctorReport } from '../../../shared/model/doctor.ts'
import type { Recipe } from '../../../shared/model/recipe.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { utcText } from '../../lib/format.ts'
import { useApiCommand } from '../../lib/api-context.tsx'
import { useFileChooser } from '../../lib/choose-files.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { CliCommand } from '../../lib/cli-command.tsx'
import { cliLines } from '../../lib/cli-lines.ts'
import { HashCopy } from '../../lib/hash-view.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Facts, Muted, Notice, Section, Stack, Toolbar } from '../../ui/layout.tsx'
import { ScrollArea } from '../../ui/scroll-area.tsx'
import { DoctorAdvice, DoctorDocumented, DoctorEquivalents, DoctorTried } from './doctor-parts.tsx'
import { DoctorResidue } from './doctor-residue.tsx'
import { RecipeFacts } from './recipe-facts.tsx'
import styles from './integrity.module.css'

export interface DoctorReportProps {
  readonly stored: StoredDoctorReport
  readonly disabled: boolean
  readonly onVerify: (sourceId: number, recipe: Recipe) => void
}

export function DoctorReportView({ stored, disabled, onVerify }: DoctorReportProps) {
  const text = useText()
  const { fileName } = useEngagement()
  const { report, atMicros, toolVersion } = stored
  const { sample, outcome, recipe, sourceId, sourceName } = report
  const found = outcome === 'found' || outcome === 'partly'
  const chooser = useFileChooser()
  const exportRecipe = useApiCommand('recipe.export')
  const saveError = chooser.error ?? exportRecipe.error
  const saveRecipe = async (chosen: Recipe) => {
    const file = await chooser.save('recipe', `${chosen.id}.json`)
    // The dialog has asked already whether an existing file may go.
    if (file !== null) exportRecipe.mutate({ recipe: chosen, out: file.handle, force: true })
  }
  return (
    <Section
      title={text.t('doctorScreen.reportOf', { source: sourceName, at: utcText(atMicros) })}
      note={text.t('doctorScreen.sampled', { n: report.sampled, version: toolVersion })}
    >
      <Stack>
        <p className={styles['reading']}>
          {text.t(`doctor.outcome.${outcome}`, { n: sample.matched, m: sample.of })}
          {found ? null : <Muted> {text.t('doctorScreen.answer')}</Muted>}
        </p>
        {found ? null : <DoctorAdvice report={report} />}
        <Facts rows={[...confirmedRows(text, report), ...chainRows(text, report)]} />
        {recipe === null ? null : (
          <Section
            title={text.t(found ? 'doctorScreen.recipe' : 'doctorScreen.recipeBest')}
            note={text.t('sentence.nOfM', { n: sample.matched, m: sample.of })}
            actions={
              <Toolbar>
                <CopyButton text={recipeJson(recipe)} copiedText={text.t('action.copied')}>
                  {text.t('doctorScreen.copy')}
                </CopyButton>
                <Button icon={FileDown} onPress={() => void saveRecipe(recipe)}>
                  {text.t('doctorScreen.save')}
                </Button>
                <Button icon={Play} disabled={disabled} onPress={() => onVerify(sourceId, recipe)}>
                  {text.t('doctorScreen.verify')}
                </Button>
              </Toolbar>
            }
          >
            <Stack tight>
              {saveError === null ? null : <ErrorView error={saveError} />}
              {exportRecipe.data === undefined ? null : (
                <Muted>{text.t('doctorScreen.saved', { hash: exportRecipe.data.sha256 })}</Muted>
              )}
              <RecipeFacts recipe={recipe} />
              {report.recipeHash === null ? null : (
                <Facts rows={[{ label: text.t('chain.recipeHash'), value: <HashCopy value={report.recipeHash} /> }]} />
              )}
              {report.previousImplied ? <Notice>{text.t('doctor.previousImplied')}</Notice> : null}
              <RecipeJson recipe={recipe} />
            </Stack>
          </Section>
        )}
        <DoctorDocumented report={report} />
        <DoctorResidue report={report} />
        {found ? <DoctorAdvice report={report} /> : null}
        <DoctorColumns report={report} />
        <DoctorEquivalents report={report} />
        <DoctorTried report={report} />
        <CliCommand command={cliLines.doctor(fileName, sourceId, recipe === null ? null : `${recipe.id}.json`)} />
      </Stack>
    </Section>
  )
}

/** The recipe as a recipe file has it. */
function recipeJson(recipe: Recipe): string {
  return `${JSON.stringify(recipe, null, 2)}\n`
}

function RecipeJson({ recipe }: { readonly recipe: Recipe }) {
  const text = useText()
  return (
    <Disclosure summary={text.t('doctorScreen.json')}>
      <ScrollArea className={styles['json']} label={text.t('doctorScreen.json')}>
        <pre>{recipeJson(recipe)}</pre>
      </ScrollArea>
    </Disclosure>
  )
}

function confirmedRows(text: ReturnType<typeof useText>, { sample, confirmed }: DoctorReport) {
  return [
    { label: text.t('doctorScreen.matched'), value: text.t('sentence.nOfM', { n: sample.matched, m: sample.of }) },
    ...(confirmed === null
      ? []
      : [
          {
            label: text.t('doctorScreen.confirmed'),
            value: text.t('doctorScreen.confirmedText', {
              n: confirmed.matched,
              m: confirmed.entries,
              mismatch: confirmed.mismatch,
              open: confirmed.notRecomputable,
            }),
          },
        ]),
  ]
}

function chainRows(text: ReturnType<typeof useText>, { chain, confirmed }: DoctorReport) {
  if (chain === null) return []
  return [
    {
      label: text.t('doctorScreen.links'),
      value:
        chain.previousHash === null
          ? text.t('doctorScreen.noLinks')
          : text.t('doctorScreen.linksText', { n: chain.followed, m: chain.of }),
    },
    { label: text.t('doctorScreen.chains'), value: groupedNumber(confirmed?.chains ?? chain.chains) },
  ]
}

function DoctorColumns({ report }: { readonly report: DoctorReport }) {
  const text = useText()
  if (report.columns.length === 0) return null
  return (
    <Section title={text.t('doctorScreen.columns')}>
      <DataTable
        caption={text.t('doctorScreen.columns')}
        rows={report.columns}
        rowKey={(column) => column.name}
        columns={[
          { id: 'name', label: text.t('doctorScreen.column'), mono: true, cell: (column) => column.name },
          {
            id: 'role',
            label: text.t('doctorScreen.role'),
            cell: (column) => text.t(`doctorScreen.roles.${column.role}`),
          },
          { id: 'encoding', label: text.t('doctorScreen.encoding'), cell: (column) => column.encoding },
          { id: 'bytes', label: text.t('doctorScreen.bytes'), align: 'end', cell: (column) => column.bytes },
          {
            id: 'rows',
            label: text.t('doctorScreen.rows'),
            align: 'end',
            cell: (column) => groupedNumber(column.rows),
          },
          {
            id: 'distinct',
            label: text.t('doctorScreen.distinct'),
            align: 'end',
            cell: (column) => groupedNumber(column.distinct),
          },
          {
            id: 'algorithms',
            label: text.t('doctorScreen.algorithms'),
            wrap: 'words',
            cell: (column) =>
              column.algorithms.map((algorithm, index) => (
                <Fragment key={algorithm}>
                  {index === 0 ? '' : ', '}
                  <span className={styles['whole']}>{algorithm}</span>
                </Fragment>
              )),
          },
        ]}
      />
    </Section>
  )
}
