// Express middleware: a template text of previous hash, time, actor, action and details; the chain begins with a word.
import { createHash } from 'node:crypto'

let prev = 'GENESIS'
for (let number = 1; number <= 200; number += 1) {
  const ts = new Date(1_740_800_000_000 + number * 4321).toISOString()
  const actor = `u_${number % 12}`
  const action = ['USER_LOGIN', 'DOC_VIEW', 'DOC_SIGN'][number % 3]
  const details = { ip: `10.0.0.${number % 200}`, doc: { title: 'Vertrag "A" & B', pages: number } }
  const hash = createHash('sha256')
    .update(`${prev}|${ts}|${actor}|${action}|${JSON.stringify(details)}`)
    .digest('hex')
  console.log(JSON.stringify({ id: `a${number}`, action, actor, details, ts, prev, hash }))
  prev = hash
}
