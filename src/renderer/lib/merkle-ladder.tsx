/** Merkle ladder: an entry's leaf hash, each level with both sides in their places, the root against the claimed one. */
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { LadderLevel, TreeLadder } from '../../shared/model/tree-ladder.ts'
import { groupedNumber } from '../../shared/text/numbers.ts'
import { ladderText, leafFormula, nodeFormula, treeRules } from '../../shared/text/tree-text.ts'
import { reasonText, rungText } from '../../shared/text/verdict-text.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Bullets, Facts, Muted, Notice, Section, Stack } from '../ui/layout.tsx'
import { HashCopy, HashFull, HashPair } from './hash-view.tsx'
import { useText } from './text.tsx'
import { VerdictChip } from './verdict-chip.tsx'
import styles from './merkle-ladder.module.css'

/** Hostile: a claims file may repeat a day as often as it likes. */
const shownClaims = 10

export function MerkleLadder({ ladder }: { readonly ladder: TreeLadder }) {
  const text = useText()
  const { levels, tree, position, treeSize, leafIndex, leafInputBytes } = ladder
  return (
    <Stack>
      <Facts
        columns={2}
        rows={[
          {
            label: text.t('ladder.entry'),
            value: (
              <Link
                to="/entries"
                search={{ source: ladder.sourceId, entry: ladder.entryId }}
                className={styles['link'] ?? ''}
              >
                {text.t('ladder.entryAt', { line: ladder.line, source: ladder.sourceName })}
              </Link>
            ),
          },
          { label: text.t('ladder.batch'), value: ladder.batch, mono: true },
          {
            label: text.t('ladder.place'),
            value: tree.sortLeaves
              ? text.t('ladder.placeSorted', { n: position, m: treeSize, k: leafIndex + 1 })
              : text.t('ladder.placeOf', { n: position, m: treeSize }),
          },
          { label: text.t('ladder.inputBytes'), value: text.t('ladder.inputLength', { count: leafInputBytes }) },
          { label: text.t('ladder.run'), value: text.t('ladder.runNumber', { run: String(ladder.runId) }) },
        ]}
      />
      <Section
        title={text.t('ladder.levels')}
        note={groupedNumber(levels.length)}
        actions={
          <CopyButton text={ladderText(text, ladder)} copiedText={text.t('action.copied')}>
            {text.t('ladder.copyLevels')}
          </CopyButton>
        }
      >
        <ol className={styles['ladder']}>
          <li className={styles['step']}>
            <Hash
              label={text.t('ladder.leafHash')}
              note={leafFormula(tree) ?? text.t('treeRule.given')}
              value={ladder.leafHash}
              what={text.t('ladder.leafHash')}
              own
            />
            {levels.length === 0 ? <Muted>{text.t('ladder.single')}</Muted> : null}
          </li>
          {levels.map((level, index) => (
            <Level key={index} level={level} number={index + 1} of={levels.length} formula={nodeFormula(tree)} />
          ))}
        </ol>
      </Section>
      <RootAgainstClaims ladder={ladder} />
      <Anchors ladder={ladder} />
      <Section title={text.t('ladder.rules')}>
        <Bullets items={treeRules(text, tree, ladder.leaf)} />
      </Section>
    </Stack>
  )
}

function Level({
  level,
  number,
  of,
  formula,
}: {
  readonly level: LadderLevel
  readonly number: number
  readonly of: number
  readonly formula: string
}) {
  const text = useText()
  const { node, sibling, siblingSide, join, parent } = level
  const name = text.t(number === of ? 'ladder.levelRoot' : 'ladder.level', { n: number, m: of })
  const sides = siblingSide === 'left' ? (['sibling', 'thisPath'] as const) : (['thisPath', 'sibling'] as const)
  return (
    <li className={styles['step']} data-join={join}>
      <h3 className={styles['name']}>{name}</h3>
      {join === 'sibling' && sibling !== null ? (
        <div className={styles['pair']}>
          {sides.map((side, index) => (
            <Hash
              key={side}
              label={text.t(index === 0 ? 'ladder.left' : 'ladder.right')}
              note={text.t(`ladder.${side}`)}
              value={side === 'sibling' ? sibling : node}
              // This path's hash was copied from below, where it became what it is.
              what={side === 'sibling' ? `${name}, ${text.t('ladder.sibling')}` : null}
              own={side === 'thisPath'}
            />
          ))}
        </div>
      ) : (
        <Muted>{text.t(join === 'itself' ? 'ladder.both' : 'ladder.promoted')}</Muted>
      )}
      <Hash
        label={text.t(join === 'promoted' ? 'ladder.stays' : 'ladder.becomes')}
        note={join === 'promoted' ? null : formula}
        value={parent}
        what={name}
        own
      />
    </li>
  )
}

/** One whole hash with its place in words; `what` names it for the copy button, null for none. */
function Hash({
  label,
  note,
  value,
  what,
  own,
}: {
  readonly label: string
  readonly note: string | null
  readonly value: string
  readonly what: string | null
  readonly own: boolean
}) {
  const text = useText()
  return (
    <div className={classNames(styles['hash'], own && styles['own'])}>
      <div className={styles['label']}>
        <span className={styles['place']}>{label}</span> {note === null ? null : <span>{note}</span>}
        {what === null ? null : (
          <CopyButton
            text={value}
            kind="quiet"
            label={text.t('ladder.copyOf', { what })}
            copiedText={text.t('action.copied')}
          >
            {text.t('action.copy')}
          </CopyButton>
        )}
      </div>
      <HashFull value={value} />
    </div>
  )
}

function RootAgainstClaims({ ladder: { claimed, root } }: { readonly ladder: TreeLadder }) {
  const text = useText()
  const shown = claimed.slice(0, shownClaims)
  return (
    <Section title={text.t('ladder.root')}>
      {claimed.length === 0 ? <Notice>{text.t('ladder.noClaim')}</Notice> : null}
      {shown.map((claim, index) => (
        <Fragment key={index}>
          <HashPair
            expectedLabel={
              claimed.length === 1
                ? text.t('merkle.claimedExpected')
                : text.t('merkle.claimedNumber', { n: index + 1, m: claimed.length })
            }
            expected={claim.root}
            actualLabel={text.t('ladder.computed')}
            actual={root}
          />
          {claim.equal ? (
            <p>
              {claimed.length === 1
                ? text.t('ladder.equal')
                : text.t('ladder.equalNumber', { n: index + 1, m: claimed.length })}
            </p>
          ) : null}
        </Fragment>
      ))}
      {claimed.length > shown.length ? (
        <Muted>{text.t('common.sampled', { n: shown.length, m: claimed.length })}</Muted>
      ) : null}
    </Section>
  )
}

function Anchors({ ladder: { anchors, sourceId } }: { readonly ladder: TreeLadder }) {
  const text = useText()
  if (anchors.length === 0)
    return (
      <Section title={text.t('ladder.anchors')}>
        <Muted>{text.t('ladder.noAnchors')}</Muted>
      </Section>
    )
  return (
    <Section title={text.t('ladder.anchors')} note={groupedNumber(anchors.length)}>
      {anchors.slice(0, shownClaims).map((anchor, index) => (
        <Facts
          key={index}
          rows={[
            { label: text.t('common.verdict'), value: <VerdictChip verdict={anchor.verdict} quiet /> },
            { label: text.t('ladder.rung'), value: `${anchor.rung}: ${rungText(text, anchor.rung).meaning}` },
            ...(anchor.reason === null
              ? []
              : [{ label: text.t('common.reason'), value: reasonText(text, anchor.reason) }]),
            { label: text.t('ladder.transaction'), value: <HashCopy value={anchor.transactionHash} /> },
            { label: text.t('ladder.anchoredRoot'), value: <HashCopy value={anchor.claimedRoot} /> },
            {
              label: text.t('ladder.run'),
              value: (
                <Link to="/integrity" search={{ source: sourceId, run: anchor.runId }} className={styles['link'] ?? ''}>
                  {text.t('ladder.anchorRun', { run: String(anchor.runId) })}
                </Link>
              ),
            },
          ]}
        />
      ))}
      {anchors.length > shownClaims ? (
        <Muted>{text.t('common.sampled', { n: shownClaims, m: anchors.length })}</Muted>
      ) : null}
    </Section>
  )
}
