'use strict'
/** How the main process reacts to signals and to errors nobody caught. */

/** Ctrl+C and friends quit the app in order, as in Electron; a second signal ends it at once. */
function quitOnSignals(app) {
  let seen = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (seen) process.exit(1)
      seen = true
      app.quit()
    })
  }
}

/**
 * Electron shows a dialog and lives on. In tests an uncaught error should be loud and final, so the host prints it
 * and exits with status 1. An app with its own 'uncaughtException' handler keeps control.
 */
function reportCrash(app, error) {
  if (process.listenerCount('uncaughtException') > 1) return
  process.stderr.write(`electron-host: uncaught exception in the main process\n${error?.stack ?? error}\n`)
  app.exit(1)
}

module.exports = { quitOnSignals, reportCrash }
