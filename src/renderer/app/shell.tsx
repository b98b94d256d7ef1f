/** The frame of the window: rail, top bar, content, status bar, live region. F6 walks through the panes. */
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useApi } from '../lib/api-context.tsx'
import { clearSlots, startJob } from '../lib/jobs.ts'
import { useSession } from '../lib/session.ts'
import { useText } from '../lib/text.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { LiveRegion } from '../ui/live-region.tsx'
import { Empty } from '../ui/states.tsx'
import { CommandPalette } from './command-palette.tsx'
import { destinations } from './destinations.ts'
import { StatusBar } from './status-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import styles from './shell.module.css'

const groups = ['evidence', 'assurance', 'privacy', 'deliver', 'record'] as const

export function Shell() {
  const text = useText()
  const api = useApi()
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const engagement = useSession((session) => session.engagement)
  const announcement = useSession((session) => session.announcement)
  const [paletteOpen, setPaletteOpen] = useState(false)
  useShortcuts({ openPalette: () => setPaletteOpen(true), go: (to) => void navigate({ to }) })

  useEffect(() => {
    const title = engagement === null ? text.t('app.name') : `${engagement.name} – ${text.t('app.name')}`
    document.title = title
    api.call('window.setTitle', { title }).catch(() => undefined)
  }, [api, engagement, text])

  // A double-clicked or dropped file arrives from the shell, at any time and on any screen.
  useEffect(
    () =>
      api.subscribe('shell.openFile', ({ kind, handle, name }) => {
        const session = useSession.getState()
        if (kind === 'package') {
          session.setPackageFile({ handle, name })
          void startJob(api, 'package.verify', 'package.verify', { file: handle })
          void navigate({ to: '/verify' })
          return
        }
        void api.call('engagement.open', { file: handle }).then(
          (opened) => {
            clearSlots()
            session.setEngagement(opened)
            void navigate({ to: '/overview' })
          },
          () => navigate({ to: '/' }),
        )
      }),
    [api, navigate],
  )

  const needs = destinations.some((destination) => destination.path === path && destination.needsEngagement)
  return (
    <div className={styles['shell']}>
      <a
        className={styles['skip']}
        href="#content"
        onClick={(event) => {
          // The address holds the route, so the jump is made by hand.
          event.preventDefault()
          document.getElementById('content')?.focus()
        }}
      >
        {text.t('app.skip')}
      </a>
      <header className={styles['top']} data-pane="top">
        <Link to={engagement === null ? '/' : '/overview'} className={styles['brand'] ?? ''}>
          {text.t('app.name')}
        </Link>
        <div className={styles['where']}>
          {engagement === null ? (
            <span className={styles['muted']}>{text.t('status.noEngagement')}</span>
          ) : (
            <>
              <strong className={styles['engagement']}>{engagement.name}</strong>
              <span className={styles['muted']}>{text.t('common.periodText', engagement.period)}</span>
              <span className={styles['state']}>{text.t(engagement.readOnly ? 'status.readOnly' : 'status.open')}</span>
            </>
          )}
        </div>
        <Button icon={Search} kind="plain" onPress={() => setPaletteOpen(true)}>
          {text.t('palette.open')}
          <kbd className={styles['key']}>{text.t('palette.shortcut')}</kbd>
        </Button>
      </header>
      <nav className={styles['rail']} aria-label={text.t('nav.label')} data-pane="rail">
        {groups.map((group) => (
          <div key={group} className={styles['group']}>
            <h2 className={styles['groupName']} aria-hidden>
              {text.t(`nav.group.${group}`)}
            </h2>
            <ul aria-label={text.t(`nav.group.${group}`)}>
              {destinations
                .filter((destination) => destination.group === group)
                .map((destination) => (
                  <RailItem key={destination.path} path={destination.path} current={path === destination.path} />
                ))}
            </ul>
          </div>
        ))}
        <ul className={styles['bottom']}>
          {destinations
            .filter((destination) => destination.group === null)
            .map((destination) => (
              <RailItem key={destination.path} path={destination.path} current={path === destination.path} />
            ))}
        </ul>
      </nav>
      <main id="content" className={styles['content']} tabIndex={-1} data-pane="content">
        {needs && engagement === null ? (
          <div className={styles['gate']}>
            <Empty
              title={text.t('status.noEngagement')}
              action={<Button onPress={() => void navigate({ to: '/' })}>{text.t('nav.start')}</Button>}
            >
              {text.t('start.gate')}
            </Empty>
          </div>
        ) : (
          <Outlet />
        )}
      </main>
      <StatusBar />
      <LiveRegion text={announcement} />
      <CommandPalette open={paletteOpen} onClose={() => setPaletteOpen(false)} onGo={(to) => void navigate({ to })} />
    </div>
  )
}

function RailItem({ path, current }: { readonly path: string; readonly current: boolean }) {
  const text = useText()
  const destination = destinations.find((candidate) => candidate.path === path)
  if (destination === undefined) return null
  const Icon = destination.icon
  const label = text.t(destination.label)
  return (
    <li>
      <Link
        to={path}
        className={classNames(styles['item'], current && styles['current'])}
        aria-current={current ? 'page' : undefined}
        title={label}
      >
        <Icon size={15} strokeWidth={2} aria-hidden />
        <span className={styles['itemText']}>{label}</span>
      </Link>
    </li>
  )
}
