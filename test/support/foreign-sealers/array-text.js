// JSON.stringify of a list of the values, not of an object.
import { createHash } from 'node:crypto'

let prev = null
for (let seq = 1; seq <= 200; seq += 1) {
  const [ts, actor, action] = [1_740_800_000_000 + seq * 2500, `u_${seq % 5}`, seq % 2 === 0 ? 'open "file"' : 'close']
  const meta = { size: seq, tags: ['a', 'b'] }
  const hash = createHash('sha256')
    .update(JSON.stringify([seq, ts, actor, action, meta, prev]))
    .digest('hex')
  console.log(JSON.stringify({ seq, ts, actor, action, meta, prev, hash }))
  prev = hash
}
