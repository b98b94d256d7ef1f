/** Runs in the page's world of every frame, before the page's own scripts. */
// eslint-disable-next-line no-unused-vars
function startPage(token, makeBridge, makeCodec) {
  const bridge = makeBridge('page', token, makeCodec)
  // window.open: Electron asks setWindowOpenHandler in the main process. That answer cannot be awaited here, so the page
  // always gets null; an allowed window is opened by the main process a moment later.
  window.open = function open(url = '', target = '', features = '') {
    bridge.post(
      { k: 'window-open' },
      {
        url: url === '' ? 'about:blank' : new URL(url, document.baseURI).href,
        frameName: String(target),
        features: String(features),
      },
    )
    return null
  }
}
