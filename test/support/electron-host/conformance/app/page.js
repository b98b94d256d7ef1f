'use strict'
window.pageGlobal = 1
;(() => {
  // a top-level "api" would clash with the exposed one
  const { api } = window
  const attempt = async (f) => {
    try {
      return await f()
    } catch (e) {
      return `ERR ${e instanceof Error ? `${e.name}: ` : '(not an Error) '}${e.message}`
    }
  }
  window.addEventListener('load', async () => {
    const r = {}
    r.leak = typeof window.preloadLeak
    r.require = typeof require
    r.process = typeof process
    r.seesPage = api.seesPage()
    r.n = api.n
    r.deep = JSON.stringify(api.nested)
    try {
      api.n = 99
    } catch (e) {
      r.writeError = e.name
    }
    r.afterWrite = api.n
    try {
      window.api = 1
    } catch (e) {
      r.replaceError = e.name
    }
    r.replaced = typeof window.api
    r.frozen = Object.isFrozen(api)
    r.nestedFrozen = Object.isFrozen(api.nested.deep)
    r.sync = api.sync(2, 3)
    r.thrower = await attempt(() => api.thrower())
    r.asyncReject = await attempt(() => api.asyncReject())
    r.cb = api.cb((x) => x + 1)
    r.cbLater = await new Promise((ok) => api.cbLater(ok))
    r.kinds = await attempt(() =>
      api.kinds({ date: new Date(), map: new Map(), u8: new Uint8Array(1), big: 1n, undef: undefined }),
    )
    r.giveK = await attempt(() => {
      const k = api.giveK()
      return `${Object.keys(k)}:${typeof k.m}`
    })
    r.blob = await attempt(() => api.blob(new Blob(['abc'])))
    r.file = await attempt(() => api.blob(new File(['abcd'], 'n')))
    r.sameFn = await attempt(() => {
      const f = () => 1
      return api.sameFn(f, f)
    })
    r.echo = await attempt(() => api.echo(1, 'a', null, [1, { b: 2 }]))
    r.boom = await attempt(() => api.boom())
    r.none = await attempt(() => api.none())
    r.fnBack = await api.fnBack()
    r.types = await api.types()
    r.ret = await api.ret()
    r.fnOverIpc = await api.fnOverIpc()
    r.sendSync = await api.sendSync()
    const got = []
    await new Promise((ok) =>
      api.hi(5, (y) => {
        got.push(y)
        if (got.length === 2) ok()
      }),
    )
    r.hi = got.join()
    r.reqFs = api.reqFs()
    r.reqEvents = api.reqEvents()
    r.reqTimers = api.reqTimers()
    r.reqUrl = api.reqUrl()
    r.buf = api.buf()
    r.bufHex = api.bufHex()
    r.gl = api.gl()
    r.imm = api.imm()
    r.ver = api.ver()
    r.expose2 = await attempt(() => api.expose2())
    r.frameApi = window.frameApi
    r.open = String(window.open('about:blank'))
    r.evalBlocked = (await attempt(() => eval('1+1'))).slice(0, 13)
    r.loc = location.protocol
    r.origin = origin
    r.secure = isSecureContext
    r.symbol = await attempt(() => api.sync(Symbol('x'), 1))
    document.getElementById('o').textContent = JSON.stringify(r)
  })
})()
