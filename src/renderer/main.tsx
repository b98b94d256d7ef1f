/** Entry of the page. The first import must stay first: see there. */
import './lib/zod-jitless.ts'
import './ui/layers.css'
import './ui/tokens.css'
import './ui/base.css'
import { createHashHistory } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { App, BridgeMissing } from './app/app.tsx'
import { createText } from './lib/text.tsx'
import { createRpcClient } from './lib/rpc-client.ts'

const root = document.getElementById('root')
if (root === null) throw new TypeError('index.html has no #root')
const bridge = window.assay
const text = createText()
createRoot(root).render(
  bridge === undefined ? (
    <BridgeMissing text={text} />
  ) : (
    <App api={createRpcClient(bridge)} text={text} history={createHashHistory()} />
  ),
)
