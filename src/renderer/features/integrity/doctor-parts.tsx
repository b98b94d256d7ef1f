/** Parts of a Chain Doctor report: advice, the documented recipe, equivalents, and the size of what was tried. */
import type { DoctorReport } from '../../../shared/model/doctor.ts'
import { groupedNumber } from '../../../shared/text/numbers.ts'
import { useText } from '../../lib/text.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Muted, Notice, Section, Stack } from '../../ui/layout.tsx'
import styles from './integrity.module.css'

/** Groups of equivalent recipes that are listed; the report has all. */
const listedGroups = 20

export function DoctorAdvice({ report: { advice, outcome } }: { readonly report: DoctorReport }) {
  const text = useText()
  // With a recipe at hand this is about the rest; without one it is the answer.
  const found = outcome === 'found' || outcome === 'partly'
  if (advice.length === 0) return null
  return (
    <Notice title={text.t(found ? 'doctorScreen.advice' : 'doctorScreen.adviceTitle')} loud={!found}>
      <ul className={styles['advice']}>
        {advice.map(({ code, facts }) => (
          <li key={code}>
            {text.t(`doctor.advice.${code}.cause`, facts)}{' '}
            <strong>{text.t('doctorScreen.change', { change: text.t(`doctor.advice.${code}.change`, facts) })}</strong>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

export function DoctorDocumented({ report: { documented, sample, recipe } }: { readonly report: DoctorReport }) {
  const text = useText()
  if (documented === null) return null
  return (
    <Section title={text.t('doctorScreen.documentedTitle')}>
      <Stack>
        <p className={styles['reading']}>
          {text.t('doctor.documented', {
            name: documented.name,
            n: documented.matched,
            m: documented.of,
            inferred: sample.matched,
            of: sample.of,
          })}
        </p>
        {recipe === null ? null : documented.differences.length === 0 ? (
          <Muted>{text.t('doctorScreen.documentedSame')}</Muted>
        ) : (
          <DataTable
            caption={text.t('doctorScreen.documentedTitle')}
            rows={documented.differences}
            rowKey={(difference, index) => `${difference.aspect}-${index}`}
            columns={[
              {
                id: 'aspect',
                label: text.t('doctorScreen.aspect'),
                cell: (difference) => text.t(`doctor.aspect.${difference.aspect}`),
              },
              {
                id: 'left',
                label: text.t('doctorScreen.documentedSays'),
                mono: true,
                wrap: true,
                cell: (difference) => difference.left ?? text.t('doctor.nothing'),
              },
              {
                id: 'right',
                label: text.t('doctorScreen.recordsSay'),
                mono: true,
                wrap: true,
                cell: (difference) => difference.right ?? text.t('doctor.nothing'),
              },
            ]}
          />
        )}
      </Stack>
    </Section>
  )
}

export function DoctorEquivalents({ report: { equivalents, recipe } }: { readonly report: DoctorReport }) {
  const text = useText()
  if (recipe === null) return null
  return (
    <Section title={text.t('doctorScreen.equivalents')}>
      {equivalents.total === 0 ? (
        <Muted>{text.t('doctorScreen.none')}</Muted>
      ) : (
        <Stack>
          <p className={styles['reading']}>{text.t('doctor.equivalents', { count: equivalents.total })}</p>
          <Disclosure summary={text.t('doctorScreen.equivalentList')}>
            <DataTable
              caption={text.t('doctorScreen.equivalents')}
              rows={equivalents.groups.slice(0, listedGroups)}
              rowKey={(group, index) => `${group.aspects.join(' ')}-${index}`}
              columns={[
                {
                  id: 'aspects',
                  label: text.t('doctorScreen.aspect'),
                  wrap: 'words',
                  cell: (group) => group.aspects.map((aspect) => text.t(`doctor.aspect.${aspect}`)).join(', '),
                },
                {
                  id: 'rows',
                  label: text.t('doctorScreen.toldApart'),
                  wrap: 'words',
                  cell: (group) => group.toldApartBy.map((row) => text.t(`doctor.telling.${row}`)).join(', ') || '–',
                },
                {
                  id: 'count',
                  label: text.t('doctorScreen.equivalentsCount'),
                  align: 'end',
                  cell: (group) => groupedNumber(group.count),
                },
                {
                  id: 'first',
                  label: text.t('doctorScreen.equivalentJson'),
                  mono: true,
                  wrap: true,
                  cell: (group) => group.recipes[0]?.name ?? '–',
                },
              ]}
            />
          </Disclosure>
        </Stack>
      )}
    </Section>
  )
}

export function DoctorTried({ report: { tried, perChain } }: { readonly report: DoctorReport }) {
  const text = useText()
  const dimensions = Object.entries(tried.dimensions)
  return (
    <Section title={text.t('doctorScreen.tried')}>
      <Stack>
        <p className={styles['reading']}>
          {text.t('doctor.tried', { recipes: tried.recipes, hashes: tried.hashes })}{' '}
          {tried.cut ? text.t('doctor.cut') : null}
        </p>
        {dimensions.length === 0 ? null : (
          <Disclosure summary={text.t('doctorScreen.triedList')}>
            <DataTable
              caption={text.t('doctorScreen.tried')}
              rows={dimensions}
              rowKey={([name]) => name}
              columns={[
                {
                  id: 'name',
                  label: text.t('doctorScreen.dimension'),
                  cell: ([name]) => text.find(`doctorScreen.dimensions.${name}`) ?? name,
                },
                {
                  id: 'count',
                  label: text.t('doctorScreen.choices'),
                  align: 'end',
                  cell: ([, count]) => groupedNumber(count),
                },
              ]}
            />
          </Disclosure>
        )}
        {perChain.length < 2 ? null : (
          <Disclosure summary={text.t('doctorScreen.scopes')}>
            <DataTable
              caption={text.t('doctorScreen.scopes')}
              rows={perChain.slice(0, 200)}
              rowKey={(item) => item.scope}
              columns={[
                {
                  id: 'scope',
                  label: text.t('doctorScreen.chain'),
                  mono: true,
                  cell: (item) => (item.scope === '' ? text.t('doctorScreen.wholeSource') : item.scope),
                },
                {
                  id: 'matched',
                  label: text.t('doctorScreen.matched'),
                  align: 'end',
                  cell: (item) => text.t('sentence.nOfM', { n: item.matched, m: item.of }),
                },
              ]}
            />
          </Disclosure>
        )}
      </Stack>
    </Section>
  )
}
