'use strict'
process.parentPort.on('message', ({ data, ports }) => {
  if (data.k === 'hello')
    process.parentPort.postMessage({
      type: process.type,
      args: process.argv.slice(2),
      date: data.when instanceof Date,
      big: typeof data.map.get('a'),
    })
  if (data.k === 'port') {
    const [port] = ports
    port.on('message', (event) =>
      port.postMessage({ sum: event.data.a + event.data.b, bytes: new Uint8Array([1, 2, 3]) }),
    )
    port.start()
  }
  if (data.k === 'exit') process.exit(3)
})
