// Runs the conformance page and prints what it saw, one line per observation.
//   node conformance/observe.mjs <executable> [electron flags] > host.txt
// Run it on this host and on a real Electron, then compare the two files (diff host.txt electron.txt).
import path from 'node:path'
import { createRequire } from 'node:module'

const { _electron } = createRequire(path.join(process.cwd(), 'package.json'))('playwright')
const [executable, ...flags] = process.argv.slice(2)
if (!executable) throw new Error('usage: node observe.mjs <electron executable | electron-host> [flags]')

const app = await _electron.launch({
  executablePath: path.resolve(executable),
  args: [...flags, path.join(import.meta.dirname, 'app')],
})
try {
  const page = await app.firstWindow()
  await page.waitForFunction(() => document.getElementById('o')?.textContent !== 'waiting')
  for (const [key, value] of Object.entries(JSON.parse(await page.locator('#o').textContent())))
    console.log(`${key} ${JSON.stringify(value)}`)
  const main = await app.evaluate(({ app, BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().length,
    type: process.type,
    ready: app.isReady(),
    url: BrowserWindow.getAllWindows()[0].webContents.getURL().replace(/.*\//, ''),
  }))
  console.log(`main ${JSON.stringify(main)}`)
} finally {
  await app.close()
}
