/** Import wizard: files, format and mapping, recipe trial, review. Nothing is verified here; a source appears whole or not at all. */
import { ChevronLeft, ChevronRight, FilePlus2, FolderPlus, X } from 'lucide-react'
import { useEffect } from 'react'
import type { Text } from '../../../shared/text/create-text.ts'
import { useFileChooser } from '../../lib/choose-files.ts'
import { ErrorView } from '../../lib/query-view.tsx'
import { useEngagement, useSession } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { DataTable, type DataColumn } from '../../ui/data-table.tsx'
import { DropTarget } from '../../ui/drop-target.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Page, Stack, Toolbar } from '../../ui/layout.tsx'
import {
  addFiles,
  changeFile,
  goToStep,
  removeFile,
  resetWizard,
  steps,
  useWizard,
  type WizardFile,
} from './import-store.ts'
import { FormatStep } from './format-step.tsx'
import { RecipeStep } from './recipe-step.tsx'
import { ReviewStep } from './review-step.tsx'
import styles from './import.module.css'

const hashForm = /^[0-9a-fA-F]{64}$/

export function ImportScreen() {
  const text = useText()
  const { engagementId } = useEngagement()
  const { step, files, together, engagementId: heldFor } = useWizard()
  const offered = useSession((session) => session.importFiles)
  const setOffered = useSession((session) => session.setImportFiles)

  useEffect(() => {
    if (heldFor !== engagementId) resetWizard(engagementId)
    if (offered.length > 0) {
      addFiles(offered)
      setOffered([])
    }
  }, [engagementId, heldFor, offered, setOffered])

  const position = steps.indexOf(step)
  const badHash =
    !(together && files.length > 1) &&
    files.some((file) => file.expectSha256.trim() !== '' && !hashForm.test(file.expectSha256.trim()))
  const previous = steps[position - 1]
  const next = steps[position + 1]
  return (
    <Page title={text.t('import.title')} lead={text.t('import.lead')}>
      <ol className={styles['steps']} aria-label={text.t('import.steps')}>
        {steps.map((name, index) => (
          <li
            key={name}
            className={classNames(styles['step'], name === step && styles['current'])}
            aria-current={name === step ? 'step' : undefined}
          >
            <span className={styles['number']}>{index + 1}</span>
            {text.t(`import.step.${name}`)}
          </li>
        ))}
      </ol>
      {step === 'files' ? <FilesStep /> : null}
      {step === 'format' ? <FormatStep /> : null}
      {step === 'recipe' ? <RecipeStep /> : null}
      {step === 'review' ? <ReviewStep /> : null}
      <Toolbar>
        {previous === undefined ? null : (
          <Button icon={ChevronLeft} onPress={() => goToStep(previous)}>
            {text.t('action.back')}
          </Button>
        )}
        {next === undefined ? null : (
          <Button kind="primary" disabled={files.length === 0 || badHash} onPress={() => goToStep(next)}>
            {text.t('action.next')}
            <ChevronRight size={15} aria-hidden />
          </Button>
        )}
      </Toolbar>
    </Page>
  )
}

function FilesStep() {
  const text = useText()
  const chooser = useFileChooser()
  const { files, together } = useWizard()
  return (
    <Stack>
      <DropTarget
        label={text.t('import.step.files')}
        hint={text.t('import.drop')}
        onFiles={(dropped) => void chooser.dropped(dropped).then(addFiles)}
      >
        <Button
          kind={files.length === 0 ? 'primary' : 'plain'}
          icon={FilePlus2}
          onPress={() => void chooser.open('import', true).then(addFiles)}
        >
          {text.t('action.chooseFiles')}
        </Button>
        <Button icon={FolderPlus} onPress={() => void chooser.open('import', true, true).then(addFiles)}>
          {text.t('import.chooseFolders')}
        </Button>
      </DropTarget>
      {chooser.error === null ? null : <ErrorView error={chooser.error} />}
      {files.length === 0 ? null : (
        <DataTable
          caption={text.t('import.step.files')}
          rows={files}
          rowKey={(file) => file.handle}
          columns={[
            { id: 'name', label: text.t('common.file'), cell: (file) => file.name },
            ...(together && files.length > 1 ? [] : [expectedColumn(text)]),
            {
              id: 'remove',
              label: text.t('action.remove'),
              cell: (file) => (
                <Button
                  kind="quiet"
                  icon={X}
                  label={text.t('import.removeFile', { file: file.name })}
                  onPress={() => removeFile(file.handle)}
                >
                  {text.t('action.remove')}
                </Button>
              ),
            },
          ]}
        />
      )}
      {files.length < 2 ? null : (
        <Choice
          legend={text.t('import.grouping', { n: files.length })}
          name="grouping"
          value={together ? 'together' : 'separate'}
          options={(['separate', 'together'] as const).map((value) => ({
            value,
            label: text.t(`import.${value}`),
            hint: text.t(`import.${value}Hint`),
          }))}
          onChange={(value) => useWizard.setState({ together: value === 'together' })}
        />
      )}
    </Stack>
  )
}

/** One file has one hash; the parts of one log have none that anybody would send. */
function expectedColumn(text: Text): DataColumn<WizardFile> {
  return {
    id: 'expected',
    label: text.t('import.expected'),
    cell: (file) => {
      const bad = file.expectSha256.trim() !== '' && !hashForm.test(file.expectSha256.trim())
      return (
        <>
          <input
            className={styles['hash']}
            aria-label={text.t('import.expectedOf', { file: file.name })}
            aria-invalid={bad}
            value={file.expectSha256}
            spellCheck={false}
            placeholder={text.t('import.expectedHint')}
            onChange={(event) => changeFile(file.handle, { expectSha256: event.target.value })}
          />
          {bad ? <div className={styles['bad']}>{text.t('import.expectedForm')}</div> : null}
        </>
      )
    },
  }
}
