/** Roots under a leaf, a tree or batches that a person states, and the search for what gives known roots. */
import { FileUp, Play, Search, X } from 'lucide-react'
import { useRef, useState } from 'react'
import type { BatchPlan, BatchStatement, MerkleChoice } from '../../../shared/model/batch-plan.ts'
import type { TreeInference } from '../../../shared/model/tree-inference.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useApiQuery } from '../../lib/api-context.tsx'
import { readBatchListFile } from '../../lib/batch-list-file.ts'
import { JobStateView } from '../../lib/job-panel.tsx'
import { useEngagement } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { useJob } from '../../lib/use-job.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { SelectField, TextField } from '../../ui/fields.tsx'
import { Muted, Notice, Stack, Toolbar, ToolbarText } from '../../ui/layout.tsx'

const plans = ['utc-day', 'count', 'field', 'ranges'] as const
const encodings = ['hex', '0x-hex', 'base64', 'text'] as const
/** Value of the choice "one field of the record"; no recipe has this id. */
const oneField = 'field'

interface MerkleFormProps {
  /** Null where more than one source is meant. */
  readonly sourceId: number | null
  readonly busy: boolean
  readonly onVerify: (sourceId: number, choice: MerkleChoice) => void
}

export function MerkleForm({ sourceId, busy, onVerify }: MerkleFormProps) {
  const text = useText()
  return (
    <Stack tight>
      <Muted>{text.t('merkleForm.lead')}</Muted>
      {sourceId === null ? (
        <Notice>{text.t('merkleForm.chooseSource')}</Notice>
      ) : (
        <FormOfSource key={sourceId} sourceId={sourceId} busy={busy} onVerify={onVerify} />
      )}
    </Stack>
  )
}

interface Stated {
  readonly name: string
  readonly statements: BatchStatement[]
}

function FormOfSource({ sourceId, busy, onVerify }: MerkleFormProps & { readonly sourceId: number }) {
  const text = useText()
  const { engagementId, readOnly } = useEngagement()
  const shipped = useApiQuery('merkle.profiles', {})
  const job = useJob('merkle.infer', `merkle.infer.${sourceId}`)
  const [tree, setTree] = useState('')
  const [leaf, setLeaf] = useState('')
  const [field, setField] = useState('')
  const [encoding, setEncoding] = useState<(typeof encodings)[number]>('hex')
  const [by, setBy] = useState<(typeof plans)[number]>('utc-day')
  const [count, setCount] = useState('')
  const [batchField, setBatchField] = useState('')
  const [list, setList] = useState<Stated | null>(null)
  const [tried, setTried] = useState(false)

  const leafId = leaf === oneField ? (field.trim() === '' ? null : `field-${encoding}:${field.trim()}`) : leaf
  const batches = planFrom(by, count, batchField, list)
  const choice: MerkleChoice | null =
    leafId === null || batches === null
      ? null
      : {
          ...(tree === '' ? {} : { tree }),
          ...(leafId === '' ? {} : { leaf: leafId }),
          batches,
          ...(list === null ? {} : { statements: list.statements }),
        }
  const submit = (send: (given: MerkleChoice) => void) => {
    setTried(true)
    if (choice !== null) send(choice)
  }
  const options = (kept: readonly { readonly id: string; readonly name: string }[] | undefined, chosen: string) => [
    { value: '', label: text.t('merkleForm.asProfile') },
    ...(kept ?? []).map(({ id, name }) => ({ value: id, label: `${id}: ${name}` })),
    // What the search found may be no shipped recipe.
    ...(chosen === '' || chosen === oneField || (kept ?? []).some(({ id }) => id === chosen)
      ? []
      : [{ value: chosen, label: chosen }]),
  ]
  return (
    <Stack tight>
      <Toolbar label={text.t('merkleForm.title')} fields>
        <SelectField
          label={text.t('merkleForm.tree')}
          value={tree}
          options={options(shipped.data?.trees, tree)}
          onChange={setTree}
        />
        <SelectField
          label={text.t('merkleForm.leaf')}
          value={leaf}
          options={[...options(shipped.data?.leaves, leaf), { value: oneField, label: text.t('merkleForm.field') }]}
          onChange={setLeaf}
        />
        {leaf === oneField ? (
          <>
            <TextField
              label={text.t('merkleForm.fieldName')}
              value={field}
              onChange={setField}
              mono
              {...(tried && field.trim() === '' ? { error: text.t('merkleForm.needField') } : {})}
            />
            <SelectField
              label={text.t('merkleForm.fieldAs')}
              value={encoding}
              options={encodings.map((value) => ({ value, label: text.t(`merkleForm.encoding.${value}`) }))}
              onChange={setEncoding}
            />
          </>
        ) : null}
        <SelectField
          label={text.t('merkleForm.by')}
          value={by}
          options={plans.map((value) => ({ value, label: text.t(`merkleForm.byPlan.${value}`) }))}
          onChange={setBy}
        />
        {by === 'count' ? (
          <TextField
            label={text.t('merkleForm.byCount')}
            value={count}
            onChange={setCount}
            width="short"
            {...(tried && batches === null ? { error: text.t('merkleForm.needNumber') } : {})}
          />
        ) : null}
        {by === 'field' ? (
          <TextField
            label={text.t('merkleForm.byField')}
            value={batchField}
            onChange={setBatchField}
            mono
            {...(tried && batches === null ? { error: text.t('merkleForm.needField') } : {})}
          />
        ) : null}
      </Toolbar>
      <ListFile list={list} disabled={job.busy} onList={setList} />
      {tried && by === 'ranges' && list === null ? <Notice loud>{text.t('merkleForm.needList')}</Notice> : null}
      <Toolbar>
        <Button
          icon={Play}
          disabled={readOnly || busy || job.busy}
          onPress={() => submit((given) => onVerify(sourceId, given))}
        >
          {text.t('merkleForm.verify')}
        </Button>
        <Button
          icon={Search}
          disabled={busy || job.busy}
          onPress={() => submit((given) => job.start({ engagementId, sourceId, choice: given }))}
        >
          {text.t('merkleForm.infer')}
        </Button>
      </Toolbar>
      <Muted>{text.t('merkleForm.inferHint')}</Muted>
      <JobStateView state={job.state} onCancel={job.cancel} />
      {job.state.kind === 'done' ? (
        <Found
          inference={job.state.result}
          onUse={(found) => {
            setTree(found.tree.id)
            setLeaf(found.leaf.id)
          }}
        />
      ) : null}
    </Stack>
  )
}

/** Null where something is missing or no number. */
function planFrom(by: (typeof plans)[number], count: string, field: string, list: Stated | null): BatchPlan | null {
  switch (by) {
    case 'count':
      return /^[1-9]\d{0,8}$/.test(count.trim()) ? { by, entries: Number(count) } : null
    case 'field':
      return field.trim() === '' || field.trim().length > 200 ? null : { by, field: field.trim() }
    case 'ranges':
      return list === null ? null : { by }
    default:
      return { by }
  }
}

/** The page reads the list by itself: it is what somebody states, and no evidence that is stored. */
function ListFile({
  list,
  disabled,
  onList,
}: {
  readonly list: Stated | null
  readonly disabled: boolean
  readonly onList: (list: Stated | null) => void
}) {
  const text = useText()
  const input = useRef<HTMLInputElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const read = async (file: File) => {
    const statements = await readBatchListFile(file)
    const fits = typeof statements !== 'string'
    onList(fits ? { name: file.name, statements } : null)
    setProblem(fits ? null : text.t('merkleForm.listInvalid', { file: file.name, problem: statements }))
  }
  return (
    <Stack tight>
      <Toolbar>
        <input
          ref={input}
          type="file"
          accept=".json,.ndjson,.jsonl"
          hidden
          aria-label={text.t('merkleForm.list')}
          onChange={(event) => {
            const [file] = event.target.files ?? []
            // The same file may be chosen again after it was changed.
            event.target.value = ''
            if (file !== undefined) void read(file)
          }}
        />
        <Button icon={FileUp} disabled={disabled} onPress={() => input.current?.click()}>
          {text.t('merkleForm.list')}
        </Button>
        {list === null ? null : (
          <>
            <ToolbarText>
              {text.t('merkleForm.listGiven', { file: list.name, count: list.statements.length })}
            </ToolbarText>
            <Button kind="quiet" icon={X} onPress={() => onList(null)}>
              {text.t('merkleForm.listDrop')}
            </Button>
          </>
        )}
      </Toolbar>
      {problem === null ? null : (
        <div role="alert">
          <Notice loud>{problem}</Notice>
        </div>
      )}
    </Stack>
  )
}

function Found({
  inference,
  onUse,
}: {
  readonly inference: TreeInference
  readonly onUse: (found: TreeInference['found'][number]) => void
}) {
  const text = useText()
  const { found, tried, batches } = inference
  return (
    <Stack tight>
      <p role="status">
        {text.t('merkleForm.tried', { tried, batches: batches.length, found: found.length })}{' '}
        {found.length === 0 ? text.t('merkleForm.nothing') : null}
      </p>
      {found.length === 0 ? null : (
        <DataTable
          caption={text.t('merkleForm.foundTitle')}
          rows={found}
          rowKey={(way) => `${way.tree.id} ${way.leaf.id} ${way.order}`}
          columns={[
            { id: 'tree', label: text.t('merkle.tree'), mono: true, wrap: 'words', cell: (way) => way.tree.id },
            { id: 'leaf', label: text.t('merkle.leaf'), mono: true, wrap: true, cell: (way) => way.leaf.id },
            { id: 'order', label: text.t('merkleForm.order'), cell: (way) => text.t(`merkleForm.orders.${way.order}`) },
            {
              id: 'use',
              label: text.t('merkleForm.use'),
              wrap: 'words',
              cell: (way) =>
                way.order === 'file' ? (
                  <Button
                    kind="quiet"
                    label={text.t('merkleForm.useOf', { tree: way.tree.id, leaf: way.leaf.id })}
                    onPress={() => onUse(way)}
                  >
                    {text.t('merkleForm.use')}
                  </Button>
                ) : (
                  <Muted>{text.t('merkleForm.otherOrder')}</Muted>
                ),
            },
          ]}
        />
      )}
      <Muted>
        {text.t('merkleForm.triedOver', {
          batches: batches.map(({ batch, entries }) => `${batch} (${groupedNumber(entries)})`).join(', '),
        })}
      </Muted>
    </Stack>
  )
}
