/** The bridge client: answers are checked, errors become values with a code, events that do not fit are dropped. */
import { describe, expect, it } from 'vitest'
import type { Envelope } from '../../../src/shared/ipc/contract.ts'
import { ApiError, createRpcClient } from '../../../src/renderer/lib/rpc-client.ts'

function bridgeWith(envelope: Envelope) {
  const listeners: ((payload: unknown) => void)[] = []
  return {
    send: (payload: unknown) => listeners.forEach((listener) => listener(payload)),
    bridge: {
      call: () => Promise.resolve(envelope),
      subscribe: (_event: string, listener: (payload: unknown) => void) => (listeners.push(listener), () => undefined),
      handlesFor: () => Promise.resolve([]),
    },
  }
}

describe('the bridge client', () => {
  it('rejects with the code and details of an error answer', async () => {
    const { bridge } = bridgeWith({
      ok: false,
      error: { code: 'disk-full', message: 'The disk is full.', details: { free: '0' } },
    })
    const error = await createRpcClient(bridge)
      .call('app.info', {})
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'disk-full', details: { free: '0' } })
  })

  it('rejects an answer that does not fit the contract, instead of drawing it', async () => {
    const { bridge } = bridgeWith({ ok: true, value: { version: 1 } })
    await expect(createRpcClient(bridge).call('app.info', {})).rejects.toMatchObject({ code: 'internal' })
  })

  it('answers a job call with its id', async () => {
    const { bridge } = bridgeWith({ ok: true, value: { jobId: 'j1' } })
    expect(await createRpcClient(bridge).call('all.verify', { engagementId: 'e' })).toEqual({ jobId: 'j1' })
  })

  it('passes on events that fit and drops the others', () => {
    const { bridge, send } = bridgeWith({ ok: true, value: {} })
    const heard: unknown[] = []
    createRpcClient(bridge).subscribe('engagement.changed', (payload) => heard.push(payload))
    send({ engagementId: 'e', what: 'sources' })
    send({ engagementId: 'e', what: 'weather' })
    expect(heard).toEqual([{ engagementId: 'e', what: 'sources' }])
  })
})
