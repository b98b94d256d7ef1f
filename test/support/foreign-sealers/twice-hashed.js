// SHA-256 of SHA-256, as in Bitcoin.
import { createHash } from 'node:crypto'

const sha256 = (data) => createHash('sha256').update(data).digest()
let prev = '0'.repeat(64)
for (let height = 0; height < 200; height += 1) {
  const body = {
    height,
    at: new Date(1_740_800_000_000 + height * 9000).toISOString(),
    signer: `u_${height % 3}`,
    ok: true,
  }
  const hash = sha256(sha256(prev + JSON.stringify(body))).toString('hex')
  console.log(JSON.stringify({ ...body, prev, hash }))
  prev = hash
}
