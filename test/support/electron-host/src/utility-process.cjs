'use strict'
/** `utilityProcess.fork`: a child Node process with Electron's interface on both sides (the other side is utility-child.cjs). */
const { EventEmitter } = require('node:events')
const { fork } = require('node:child_process')
const path = require('node:path')
const { PortRelay } = require('./ports.cjs')

class UtilityProcess extends EventEmitter {
  #child
  #relay
  pid = undefined
  stdout = null
  stderr = null

  constructor(modulePath, args = [], options = {}) {
    super()
    const stdio =
      options.stdio === 'pipe' || options.stdio === 'ignore' || options.stdio === 'inherit'
        ? [options.stdio, options.stdio, options.stdio]
        : (options.stdio ?? ['ignore', 'inherit', 'inherit'])
    this.#child = fork(path.join(__dirname, 'utility-child.cjs'), [modulePath, ...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      // Not process.execArgv: the main process may run with --inspect.
      execArgv: ['--disable-warning=ExperimentalWarning', ...(options.execArgv ?? [])],
      serialization: 'advanced', // structured clone, as in Electron
      stdio: ['ignore', stdio[1] ?? 'inherit', stdio[2] ?? 'inherit', 'ipc'],
    })
    this.#relay = new PortRelay((message) => this.#send(message))
    this.stdout = this.#child.stdout
    this.stderr = this.#child.stderr
    this.#child.on('spawn', () => {
      this.pid = this.#child.pid
      this.emit('spawn')
    })
    this.#child.on('message', (message) => {
      if (message.k === 'data') this.emit('message', message.data)
      else if (message.k === 'error') this.emit('error', 'FatalError', message.location, message.report)
      else this.#relay.receive(message)
    })
    this.#child.on('error', () => {})
    this.#child.on('exit', (code, signal) => {
      this.#relay.closeAll()
      this.pid = undefined
      this.emit('exit', code ?? (signal === 'SIGTERM' ? 15 : 1))
      const { app } = require('./app.cjs')
      if (code !== 0)
        app.emit(
          'child-process-gone',
          {},
          {
            type: 'Utility',
            reason: signal ? 'killed' : 'abnormal-exit',
            exitCode: code ?? 15,
            serviceName: options.serviceName ?? 'node.mojom.NodeService',
            name: options.serviceName ?? 'Node Utility Process',
          },
        )
    })
  }

  postMessage(data, transfer = []) {
    this.#send({ k: 'data', data, ports: transfer.map((port) => this.#relay.export(port)) })
  }

  #send(message) {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  kill() {
    if (this.pid === undefined && this.#child.exitCode !== null) return false
    return this.#child.kill('SIGTERM')
  }
}

const utilityProcess = {
  fork: (modulePath, args, options) =>
    Array.isArray(args) || args === undefined
      ? new UtilityProcess(modulePath, args, options)
      : new UtilityProcess(modulePath, [], args),
}
module.exports = { utilityProcess }
