/** Places one can go to, in the order of the rail. The palette lists the same. */
import {
  Activity,
  ClipboardList,
  Database,
  Eraser,
  FileInput,
  Flag,
  LayoutDashboard,
  Link2,
  Package,
  ScrollText,
  Settings,
  TableProperties,
  type LucideIcon,
} from 'lucide-react'
import type { TextKey } from '../../shared/text/create-text.ts'

export interface Destination {
  readonly path: string
  readonly label: TextKey
  readonly icon: LucideIcon
  readonly group: 'evidence' | 'assurance' | 'privacy' | 'deliver' | 'record' | null
  readonly needsEngagement: boolean
}

export const destinations: readonly Destination[] = [
  { path: '/overview', label: 'nav.overview', icon: LayoutDashboard, group: 'evidence', needsEngagement: true },
  { path: '/sources', label: 'nav.sources', icon: Database, group: 'evidence', needsEngagement: true },
  { path: '/import', label: 'nav.import', icon: FileInput, group: 'evidence', needsEngagement: true },
  { path: '/entries', label: 'nav.entries', icon: TableProperties, group: 'evidence', needsEngagement: true },
  { path: '/integrity', label: 'nav.integrity', icon: Link2, group: 'assurance', needsEngagement: true },
  { path: '/anomalies', label: 'nav.anomalies', icon: Activity, group: 'assurance', needsEngagement: true },
  { path: '/findings', label: 'nav.findings', icon: Flag, group: 'assurance', needsEngagement: true },
  { path: '/erasure', label: 'nav.erasure', icon: Eraser, group: 'privacy', needsEngagement: true },
  { path: '/packages', label: 'nav.packages', icon: Package, group: 'deliver', needsEngagement: true },
  { path: '/custody', label: 'nav.custody', icon: ScrollText, group: 'record', needsEngagement: true },
  { path: '/', label: 'nav.start', icon: ClipboardList, group: null, needsEngagement: false },
  { path: '/settings', label: 'nav.settings', icon: Settings, group: null, needsEngagement: false },
]
