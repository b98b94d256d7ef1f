/**
 * Logs that hold what no log should: card numbers in every writing, card codes, tracks, secrets and identity numbers, in
 * mapped fields, nested, escaped, encoded, in rejected lines and in names. The numbers are of the card networks' test
 * ranges or made up with the check digit, and belong to nobody.
 */
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { fullWidth, type Secrets } from './leak-scanner.ts'

/** Ten numbers without the runs of zeros and ones that turn up by themselves. */
export const pans = [
  '4539148803436467',
  '5425233478163926',
  '374245455481926',
  '6011734829173657',
  '3566394857261431',
  '4716258394756128',
  '5187263948572614',
  '4929384756123843',
  '2221837465928374',
  '6759649826438453',
].map(withCheckDigit)

export const secretValues = {
  password: 'Rk7!quietHarbour',
  apiKey: 'zq81Jd02mWx93Lk47Pv5',
  iban: 'DE89370400440532013000',
  code: '7391',
} as const

/** What must not be in any output. Card codes are too short to be looked for by themselves. */
export const secrets: Secrets = { pans, others: [secretValues.password, secretValues.apiKey, secretValues.iban] }

function withCheckDigit(digits: string): string {
  const body = digits.slice(0, -1)
  const sum = [...body].toReversed().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return body + String((10 - (sum % 10)) % 10)
}

const groups = (pan: string, sign: string): string => (pan.match(/.{1,4}/g) ?? []).join(sign)

/** Card data by what it is written as; each goes through its own field. */
function cardRecords(): Record<string, unknown>[] {
  const [plain, spaced, dashed, encoded, url, wide, nested, inGzip, text, number] = pans as [string, ...string[]] as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return [
    { action: 'payment.create', new_values: { card_number: plain, amount: 1200 } },
    { action: 'payment.note', reason_note: `customer read card ${groups(spaced, ' ')} on the phone` },
    { action: 'payment.note', reason_note: `card: ${groups(dashed, '-')} declined` },
    {
      action: 'payment.webhook',
      new_values: { payload: Buffer.from(`{"card_number":"${encoded}"}`).toString('base64') },
    },
    { action: 'payment.redirect', reason_note: `GET /pay?card_number=${groups(url, '%20')}&cvv=${secretValues.code}` },
    { action: 'payment.note', reason_note: `card number ${fullWidth(wide)}` },
    {
      action: 'payment.update',
      old_values: JSON.stringify({ card: { pan: nested } }),
      new_values: JSON.stringify({ card: { pan: plain } }),
    },
    { action: 'payment.webhook', new_values: { payload: gzipSync(`{"card_number":"${inGzip}"}`).toString('base64') } },
    {
      actor_id: text,
      action: `payment by card ${text}`,
      resource_id: text,
      user_agent: `pos card=${text}`,
      actor_email: `${text}@example.com`,
    },
    // Who the reports' own lists name: administrators, exports without reason, changed addresses, logins at night.
    ...['user.login', 'user.login', 'orders.export', 'user.role.update', 'user.delete', 'card.read'].map(
      (action, index) => ({
        actor_id: text,
        actor_role: 'super_admin',
        action,
        resource_id: text,
        ip_address: `203.0.113.${index}`,
        timestamp: `2025-03-0${index + 1}T02:0${index}:00.000Z`,
        old_values: { role: 'clerk' },
        new_values: { role: 'super_admin' },
      }),
    ),
    { action: 'payment.number', new_values: { card_number: Number(number) } },
    { action: 'payment.track', reason_note: `%B${plain}^SAMPLE/CARD^29121010000000000000?` },
    { action: 'payment.long', reason_note: `${'x'.repeat(65_400)} card ${plain} ${'card '.repeat(40)}${spaced}` },
    {
      action: 'payment.edge',
      reason_note: `${'y'.repeat(4090)} card ${dashed}`,
      resource_id: `${'z'.repeat(248)} card ${nested}`,
    },
  ]
}

function secretRecords(): Record<string, unknown>[] {
  return [
    { action: 'user.login', new_values: { password: secretValues.password } },
    { action: 'key.rotate', reason_note: `api_key=${secretValues.apiKey}` },
    { action: 'payout.create', new_values: { iban: secretValues.iban } },
  ]
}

/** Lines in the shape of practice guide B, chained; `cards` says whether card data is among them. */
export function chainedLines(cards: boolean): string[] {
  let previous = '0'.repeat(64)
  const records = [...(cards ? cardRecords() : []), ...secretRecords()]
  // Enough plain ones around them for rules, fill rates and a recipe to work on.
  const plain = Array.from({ length: 60 }, (_, index) => ({
    action: index % 7 === 0 ? 'user.role.grant' : 'order.update',
    new_values: { price: index },
  }))
  return [...plain.slice(0, 30), ...records, ...plain.slice(30)].map((record, index) => {
    const body = {
      id: `ev_${index}`,
      actor_id: `u_${index % 5}`,
      actor_email: `u${index % 5}@example.com`,
      actor_role: index % 3 === 0 ? 'admin' : 'clerk',
      actor_type: 'human',
      resource_type: 'order',
      resource_id: `ord_${index}`,
      action: 'order.update',
      old_values: null,
      new_values: null,
      reason_code: null,
      reason_note: null,
      ip_address: `198.51.100.${index}`,
      user_agent: 'Mozilla/5.0',
      source: 'admin_panel',
      timestamp: new Date(Date.UTC(2025, 2, 1 + (index % 9), index % 24, 5)).toISOString(),
      sequence: 1000 + index,
      ...record,
      prev_hash: previous,
    }
    previous = createHash('sha256').update(JSON.stringify(body)).digest('hex')
    return JSON.stringify({ ...body, entry_hash: previous })
  })
}

/** NDJSON with rejected lines that hold card data as well. */
export function craftedNdjson(): string {
  const lines = chainedLines(true)
  const broken = [`{"actor_id":"u_1","card_number":"${pans[2]}"`, `not json at all, card number ${pans[5]}`]
  return [...lines.slice(0, 20), ...broken, ...lines.slice(20)].map((line) => `${line}\n`).join('')
}

/** CSV whose column is named after what it holds, and whose last line has a column too many. */
export function craftedCsv(): string {
  const rows = pans.map(
    (pan, index) =>
      `${index + 1},2025-03-0${(index % 9) + 1}T10:00:00Z,u_${index},payment.create,order,ord_${index},${index % 2 === 0 ? pan : groups(pan, ' ')},"paid by card ${groups(pan, '-')}"`,
  )
  return `${['id,timestamp,actor_id,action,resource_type,resource_id,card_number,note', ...rows, `99,2025-03-09T10:00:00Z,u_1,a,b,c,${pans[0]},card ${pans[1]},one too many`].join('\n')}\n`
}
