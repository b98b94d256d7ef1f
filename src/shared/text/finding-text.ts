/** Texts of findings, rules, package checks, errors and notes, made from stable codes. */
import type { ErasureRow, RuleId, RuleMode } from '../model/analysis.ts'
import type { Pointer } from '../model/entry.ts'
import type { Finding, FindingKind } from '../model/finding.ts'
import type { RejectReason } from '../model/source.ts'
import type { Text } from './create-text.ts'
import { reasonText } from './verdict-text.ts'

export interface FindingText {
  readonly title: string
  /** States the fact with its first pointer; never a cause, never a person's intent. */
  readonly sentence: string
  /** Every further detail the finding carries, label and value, in the order given. */
  readonly facts: readonly { readonly name: string; readonly label: string; readonly value: string }[]
}

/** Title of a kind, for filters and headings. */
export function findingTitle(text: Text, kind: FindingKind): string {
  return text.t(`finding.title.${kind}`)
}

/** "line 1,204 (sequence 48291040)", as exact as the pointer allows. Sequences are identifiers and are not grouped. */
export function whereText(text: Text, pointer: Pointer | undefined): string {
  if (pointer === undefined) return text.t('finding.where.unknown')
  const { line, sequence, byteStart } = pointer
  if (line !== null && sequence !== null) return text.t('finding.where.lineAndSequence', { line, sequence })
  if (line !== null) return text.t('finding.where.line', { line })
  if (sequence !== null) return text.t('finding.where.sequence', { sequence })
  if (byteStart !== null) return text.t('finding.where.bytes', { byte: byteStart })
  return text.t('finding.where.unknown')
}

/**
 * Texts of a finding. `sourceName` is looked up by the caller from the first pointer's source; without it the detail
 * `sourceName` or `source` is used.
 */
export function findingText(text: Text, finding: Finding, sourceName?: string): FindingText {
  const source =
    sourceName ?? finding.details['sourceName'] ?? finding.details['source'] ?? text.t('finding.someSource')
  const about = { source, subject: subjectText(text, finding), where: whereText(text, finding.pointers[0]) }
  return {
    title: findingTitle(text, finding.kind),
    // Only the kinds that concern a whole source name their reason.
    sentence: text.t(`finding.sentence.${finding.kind}`, { ...about, reason: subjectReason(text, finding) }),
    facts: Object.entries(finding.details)
      .filter(([name, value]) => name !== 'source' && name !== 'sourceName' && value !== '')
      .map(([name, value]) => ({ name, label: detailLabel(text, name), value: detailValue(text, name, value) })),
  }
}

/** Limits of trees have sentences of their own; every other reason is a reason code. */
function subjectReason(text: Text, { kind, subject }: Finding): string {
  const limit = kind === 'tree-weakness' ? text.find(`treeWeakness.${subject}`) : null
  return limit ?? reasonText(text, subject)
}

/** Rules by id and name, reject reasons as words, everything else as it stands. */
function subjectText(text: Text, finding: Finding): string {
  if (finding.kind === 'rule-hit' || finding.kind === 'rule-not-testable') {
    const name = text.find(`rule.${finding.subject}.name`)
    return name === null ? finding.subject : `${finding.subject} (${name})`
  }
  if (finding.kind === 'record-rejected') return text.find(`reject.${finding.subject}`) ?? finding.subject
  return finding.subject
}

function detailLabel(text: Text, name: string): string {
  return text.find(`detail.${name}`) ?? name
}

function detailValue(text: Text, name: string, value: string): string {
  if (name === 'check') return text.find(`integrity.kind.${value}`) ?? value
  if (name === 'reason') {
    const sentence = text.find(`reject.${value}`) ?? reasonText(text, value)
    return sentence === value ? value : `${value}: ${sentence}`
  }
  return value
}

/** Name of a rule and what it looks for in a mode. */
export function ruleText(
  text: Text,
  rule: RuleId,
  mode: RuleMode,
): { readonly name: string; readonly criterion: string; readonly mode: string } {
  return {
    name: text.t(`rule.${rule}.name`),
    criterion: text.t(`rule.${rule}.${mode}`),
    mode: text.t(`rule.mode.${mode}`),
  }
}

export function rejectReasonText(text: Text, reason: RejectReason): string {
  return text.t(`reject.${reason}`)
}

/** Note of an import receipt: words of the catalogue, else the format's own, else the code. */
export function noteText(text: Text, note: { readonly code: string; readonly text?: string | undefined }): string {
  return text.find(`note.${note.code}`) ?? note.text ?? note.code
}

export function erasureRoleText(text: Text, role: ErasureRow['role']): string {
  return text.t(`erasure.role.${role}`)
}

export function erasureWarningText(text: Text, code: string): string {
  return text.find(`erasure.warning.${code}`) ?? code
}

/** Name of a line of a package check. */
export function packageCheckText(text: Text, check: string): string {
  return text.find(`packageCheck.${check}`) ?? check
}

export function packageReasonText(text: Text, reason: string): string {
  return text.find(`packageReason.${reason}`) ?? text.find(`reason.${reason}`) ?? reason
}

/** What happened, in one sentence, for an error code; details come with the error itself. */
export function errorText(text: Text, code: string): string {
  return text.find(`error.${code}`) ?? text.t('error.unknown')
}
