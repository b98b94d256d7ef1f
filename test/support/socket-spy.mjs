/**
 * Loaded into a process before anything else (`node --import`): writes down every socket that is connected, every socket
 * that listens and every name that is looked up, whatever module does it and in whichever thread, as lines of JSON in the
 * file that ASSAY_TEST_SOCKET_LOG names.
 */
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

const log = process.env['ASSAY_TEST_SOCKET_LOG']

function note(what, target) {
  if (log !== undefined) appendFileSync(log, `${JSON.stringify({ argv: process.argv.slice(2), what, target })}\n`)
}

function spyOn(owner, name, what, targetOf) {
  const original = owner[name]
  owner[name] = function (...args) {
    note(what, targetOf(args))
    return original.apply(this, args)
  }
}

// Node hands its own arguments on as one list.
const firstOf = (args) => (Array.isArray(args[0]) ? args[0][0] : args[0])
spyOn(net.Socket.prototype, 'connect', 'connect', (args) => {
  const options = firstOf(args)
  if (typeof options !== 'object' || options === null) return `${args[1] ?? ''}:${String(options)}`
  return options.path ?? `${options.host ?? ''}:${options.port ?? ''}`
})
spyOn(net.Server.prototype, 'listen', 'listen', (args) => JSON.stringify(firstOf(args)))
spyOn(dgram.Socket.prototype, 'bind', 'datagram', () => '')
spyOn(dgram.Socket.prototype, 'send', 'datagram', () => '')
for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6']) {
  spyOn(dns, name, 'lookup', ([host]) => String(host))
  spyOn(dns.promises, name, 'lookup', ([host]) => String(host))
}
syncBuiltinESMExports()
