/**
 * The renderer with the mock `Api` in a plain browser: the same App, the same CSS, no Electron. The address chooses the
 * screen; the scene is what `look.ts` left in `globalThis.scene` (a query would become part of the hash route).
 */
import '../../../src/renderer/lib/zod-jitless.ts'
import '../../../src/renderer/ui/layers.css'
import '../../../src/renderer/ui/tokens.css'
import '../../../src/renderer/ui/base.css'
import { createHashHistory } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { App } from '../../../src/renderer/app/app.tsx'
import { useSession } from '../../../src/renderer/lib/session.ts'
import { createText } from '../../../src/renderer/lib/text.tsx'
import { cardDataFound, createMockApi, mockEngagement } from './mock-api.ts'

const parameters = new URLSearchParams((globalThis as never as { scene?: string }).scene ?? '')
const api = createMockApi({
  empty: parameters.get('scene') === 'empty',
  autoFinish: parameters.get('jobs') !== 'held',
  ...(parameters.get('scene') === 'sensitive' ? { answers: { 'source.import': cardDataFound() } } : {}),
})
if (parameters.get('engagement') !== 'none') useSession.getState().setEngagement(mockEngagement)
const theme = parameters.get('theme')
if (theme === 'dark' || theme === 'light') useSession.getState().setTheme(theme)
Object.assign(globalThis, { mock: api })

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App api={api} text={createText()} history={createHashHistory()} />)
