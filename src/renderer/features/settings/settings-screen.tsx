/** Settings of this slice: appearance, and what is running here. */
import { useApiQuery } from '../../lib/api-context.tsx'
import { QueryView } from '../../lib/query-view.tsx'
import { useSession, type Theme } from '../../lib/session.ts'
import { useText } from '../../lib/text.tsx'
import { verdictWords } from '../../../shared/model/verdict.ts'
import { VerdictChip } from '../../lib/verdict-chip.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Choice } from '../../ui/fields.tsx'
import { Facts, Page, Section } from '../../ui/layout.tsx'

const themes: readonly Theme[] = ['system', 'light', 'dark']

export function SettingsScreen() {
  const text = useText()
  const info = useApiQuery('app.info', {})
  const theme = useSession((session) => session.theme)
  const setTheme = useSession((session) => session.setTheme)
  return (
    <Page title={text.t('nav.settings')} narrow>
      <Section title={text.t('settings.appearance')}>
        <Choice
          legend={text.t('settings.theme')}
          name="theme"
          value={theme}
          onChange={setTheme}
          options={themes.map((value) => ({ value, label: text.t(`settings.themes.${value}`) }))}
        />
      </Section>
      <Section title={text.t('settings.about')}>
        <QueryView query={info}>
          {({ version, runtime, connections }) => (
            <Facts
              rows={[
                { label: text.t('settings.version'), value: version, mono: true },
                { label: text.t('settings.runtime'), value: runtime, mono: true },
                {
                  label: text.t('settings.connections'),
                  value: text.t('settings.connectionsMade', { count: connections }),
                },
              ]}
            />
          )}
        </QueryView>
      </Section>
      <Section title={text.t('settings.glossary')}>
        <DataTable
          caption={text.t('settings.glossary')}
          rows={verdictWords}
          rowKey={(verdict) => verdict}
          columns={[
            { id: 'word', label: text.t('common.verdict'), cell: (verdict) => <VerdictChip verdict={verdict} /> },
            {
              id: 'meaning',
              label: text.t('settings.meaning'),
              wrap: true,
              cell: (verdict) => text.t(`verdict.${verdict}`),
            },
          ]}
        />
      </Section>
    </Page>
  )
}
