/** The engine's connections as the shell counts them, over restarts of the engine. */
import { expect, it } from 'vitest'
import { createEngineConnections } from '../../../src/main/shell/engine-connections.ts'

it('are the last count told, and stay counted when the engine is started anew', () => {
  const connections = createEngineConnections()
  expect(connections.total()).toBe(0)
  connections.observe('network.connected', { connections: 1 })
  connections.observe('network.connected', { connections: 3 })
  expect(connections.total()).toBe(3)
  connections.restarted()
  expect(connections.total()).toBe(3)
  connections.observe('network.connected', { connections: 2 })
  expect(connections.total()).toBe(5)
})

it('are told by that event alone, and never go down', () => {
  const connections = createEngineConnections()
  connections.observe('network.connected', { connections: 4 })
  connections.observe('network.connected', { connections: 1 })
  connections.observe('job.finished', { connections: 9 })
  for (const payload of [null, {}, { connections: '7' }, { connections: 0.5 }])
    connections.observe('network.connected', payload)
  expect(connections.total()).toBe(4)
})
