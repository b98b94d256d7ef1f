/** One route per screen under the shell; hash history in the product, any history in tests. */
import { createRootRoute, createRoute, createRouter, type RouterHistory } from '@tanstack/react-router'
import type { JSX } from 'react'
import { AnomaliesScreen } from '../features/anomalies/anomalies-screen.tsx'
import { CustodyScreen } from '../features/custody/custody-screen.tsx'
import { EntriesScreen } from '../features/entries/entries-screen.tsx'
import { ErasureScreen } from '../features/erasure/erasure-screen.tsx'
import { FindingsScreen } from '../features/findings/findings-screen.tsx'
import { ImportScreen } from '../features/import/import-screen.tsx'
import { IntegrityScreen } from '../features/integrity/integrity-screen.tsx'
import { OverviewScreen } from '../features/overview/overview-screen.tsx'
import { PackagesScreen } from '../features/packages/packages-screen.tsx'
import { PackageResultScreen } from '../features/packages/package-result-screen.tsx'
import { SettingsScreen } from '../features/settings/settings-screen.tsx'
import { SourcesScreen } from '../features/sources/sources-screen.tsx'
import { StartScreen } from '../features/start/start-screen.tsx'
import { FaultView } from './fault-boundary.tsx'
import { Shell } from './shell.tsx'

const screens: readonly (readonly [path: string, screen: () => JSX.Element])[] = [
  ['/', StartScreen],
  ['/verify', PackageResultScreen],
  ['/overview', OverviewScreen],
  ['/sources', SourcesScreen],
  ['/import', ImportScreen],
  ['/entries', EntriesScreen],
  ['/integrity', IntegrityScreen],
  ['/anomalies', AnomaliesScreen],
  ['/findings', FindingsScreen],
  ['/erasure', ErasureScreen],
  ['/packages', PackagesScreen],
  ['/custody', CustodyScreen],
  ['/settings', SettingsScreen],
]

export function createAppRouter(history: RouterHistory) {
  const root = createRootRoute({ component: Shell, notFoundComponent: StartScreen })
  const children = screens.map(([path, component]) => createRoute({ getParentRoute: () => root, path, component }))
  return createRouter({
    routeTree: root.addChildren(children),
    history,
    defaultPreload: false,
    defaultErrorComponent: FaultView,
  })
}
