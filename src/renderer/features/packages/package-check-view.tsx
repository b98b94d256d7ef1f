/** Result of checking a package: integrity, identity and time are three separate lines, then each check with its problems. */
import type { PackageCheck } from '../../../shared/model/package.ts'
import { frameworks } from '../../../shared/model/engagement.ts'
import { packageCheckText, packageReasonText } from '../../../shared/text/finding-text.ts'
import { verdictSentence } from '../../../shared/text/verdict-text.ts'
import { sizeText } from '../../lib/format.ts'
import { HashFull, HashPair } from '../../lib/hash-view.tsx'
import { useText } from '../../lib/text.tsx'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Facts, Muted, Section, Stack } from '../../ui/layout.tsx'
import styles from './packages.module.css'

export function PackageCheckView({ check }: { readonly check: PackageCheck }) {
  const text = useText()
  const held = check.lines.filter((line) => line.verdict === 'verified').length
  const problems = check.lines.flatMap((line) => line.problems.map((problem) => ({ line, problem })))
  const template = frameworks.find((framework) => framework === check.template)
  return (
    <Stack>
      <dl className={styles['three']}>
        <div>
          <dt>{text.t('packages.integrity')}</dt>
          <dd>
            <VerdictChip verdict={check.integrity} />
            <span>
              {verdictSentence(text, { kind: 'package', verdict: check.integrity, n: held, m: check.lines.length })}
            </span>
          </dd>
        </div>
        <div>
          <dt>{text.t('packages.identity')}</dt>
          <dd>
            <VerdictChip verdict={check.identity.verdict} />
            <span>
              {check.identity.subject === null
                ? packageReasonText(text, check.identity.reason ?? 'no-signature')
                : text.t(`sentence.identity.${check.identity.verdict}`, { subject: check.identity.subject })}{' '}
              {check.identity.selfSigned ? <Muted>{text.t('packages.selfSignedShort')}</Muted> : null}
            </span>
          </dd>
        </div>
        <div>
          <dt>{text.t('packages.time')}</dt>
          <dd>
            <span>
              {check.signedAt === null
                ? text.t('packages.noTime')
                : text.t('packages.signedAt', { time: check.signedAt })}
            </span>
          </dd>
        </div>
      </dl>
      {problems.length === 0 ? null : (
        <Section title={text.t('packages.problems')} note={text.t('packages.problemCount', { count: problems.length })}>
          <ul className={styles['problems']}>
            {problems.slice(0, 100).map(({ line, problem }, index) => (
              <li key={index}>
                <p>
                  <code>{problem.file}</code> <strong>{packageReasonText(text, problem.reason)}</strong>{' '}
                  <Muted>{packageCheckText(text, line.check)}</Muted>
                </p>
                {problem.expected === null && problem.actual === null ? null : (
                  <HashPair
                    expectedLabel={text.t('common.expected')}
                    expected={problem.expected}
                    actualLabel={text.t('common.actual')}
                    actual={problem.actual}
                  />
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <DataTable
        caption={text.t('packages.checks')}
        rows={check.lines}
        rowKey={(line) => line.check}
        isExceptional={(line) => line.verdict !== 'verified'}
        columns={[
          { id: 'check', label: text.t('common.check'), cell: (line) => packageCheckText(text, line.check) },
          {
            id: 'verdict',
            label: text.t('common.verdict'),
            cell: (line) => <VerdictChip verdict={line.verdict} quiet />,
          },
          {
            id: 'n',
            label: text.t('common.result'),
            cell: (line) => text.t('sentence.nOfM', { n: line.n, m: line.m }),
          },
          {
            id: 'detail',
            label: text.t('action.details'),
            wrap: true,
            mono: true,
            cell: (line) =>
              line.problems
                .map((problem) => problem.file)
                .slice(0, 5)
                .join(', ') || '–',
          },
        ]}
      />
      <Facts
        columns={2}
        rows={[
          { label: text.t('packages.engagement'), value: check.engagement ?? text.t('common.unknown') },
          { label: text.t('common.period'), value: check.period ?? text.t('common.unknown') },
          {
            label: text.t('packages.template'),
            value:
              template === undefined ? (check.template ?? text.t('common.unknown')) : text.t(`template.${template}`),
          },
          { label: text.t('packages.id'), value: check.packageId ?? text.t('common.unknown'), mono: true },
          {
            label: text.t('import.size'),
            value: `${sizeText(check.bytes)} (${text.t('import.bytes', { n: check.bytes })})`,
          },
          { label: text.t('sources.sha256'), value: <HashFull value={check.sha256} /> },
          {
            label: text.t('packages.fingerprint'),
            value:
              check.identity.fingerprint === null ? (
                text.t('common.none')
              ) : (
                <HashFull value={check.identity.fingerprint} />
              ),
          },
        ]}
      />
    </Stack>
  )
}
