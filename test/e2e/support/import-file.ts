/**
 * Makes an engagement with one imported source, with the product's own engine and without a window, so that a test of
 * the window need not wait for a million rows: `node import-file.ts ENGAGEMENT FROM TO FILE`.
 */
import { MessageChannel } from 'node:worker_threads'
import { createEngine } from '../../../src/main/engine/create-engine.ts'
import { connect } from '../../../src/main/worker/client.ts'
import { serve } from '../../../src/main/worker/serve.ts'

const [engagement = '', from = '', to = '', file = ''] = process.argv.slice(2)
const { port1, port2 } = new MessageChannel()
serve(port1, await createEngine({ version: 'e2e', actor: 'e2e' }))
const client = connect(port2)
const { engagementId } = await client.call('engagement.create', {
  file: engagement,
  name: 'Large shop',
  period: { from, to },
  frameworks: ['soc2'],
})
const summary = await client.runJob('source.import', { engagementId, file })
process.stdout.write(`${JSON.stringify(summary.receipt)}\n`)
await client.close()
port1.close()
