/**
 * What a report on the sample exports must say, computed a second time from the files alone: plain Node, whole files in
 * memory, quadratic where that is simpler, no import from the product. Understands the two guides' shapes by their file
 * names, `shop-a.ndjson` and `shop-b.ndjson`, and nothing else.
 *
 *   node test/support/plain-facts.mjs FOLDER FROM TO     prints the facts as JSON
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const adminRoles = ['admin', 'administrator', 'superuser', 'super_admin', 'root', 'sysadmin']
const day = 86_400_000

/** @param {string} folder @param {string} from @param {string} to */
export function plainFacts(folder, from, to) {
  return {
    'shop-a.ndjson': factsOf(readLines(join(folder, 'shop-a.ndjson')), shapeA, from, to),
    'shop-b.ndjson': factsOf(readLines(join(folder, 'shop-b.ndjson')), shapeB, from, to),
  }
}

/** One entry in words that both guides share. */
const shapeA = {
  read: (e) => ({
    actor: e.user_id ?? '',
    email: e.user_email ?? '',
    roles: e.user_roles ?? [],
    hasRole: e.user_roles !== null && e.user_roles !== undefined,
    type: undefined,
    action: e.action ?? '',
    resource: e.resource_type ?? '',
    id: e.resource_id ?? '',
    status: e.status_code ?? '',
    before: e.previous_state ?? null,
    after: e.new_state ?? null,
    meta: e.metadata ?? {},
    code: e.metadata?.refund_reason ?? e.metadata?.reason_code ?? '',
    note: e.metadata?.reason_note ?? '',
    ip: e.ip_address ?? e.metadata?.ip_address ?? '',
    agent: e.user_agent ?? e.metadata?.user_agent ?? '',
    via: e.path ?? '',
    time: e.timestamp ?? '',
    sequence: undefined,
  }),
  absent: ['actor type', 'sequence', 'location'],
}
const shapeB = {
  read: (e) => ({
    actor: e.actor_id ?? '',
    email: e.actor_email ?? '',
    roles: e.actor_role ? [e.actor_role] : [],
    hasRole: Boolean(e.actor_role),
    type: e.actor_type,
    action: e.action ?? '',
    resource: e.resource_type ?? '',
    id: e.resource_id ?? '',
    status: '',
    before: e.old_values ?? null,
    after: e.new_values ?? null,
    meta: {},
    code: e.reason_code ?? '',
    note: e.reason_note ?? '',
    ip: e.ip_address ?? '',
    agent: e.user_agent ?? '',
    via: e.source ?? '',
    time: e.timestamp ?? '',
    sequence: e.sequence,
  }),
  absent: ['location'],
}

function readLines(path) {
  const texts = readFileSync(path, 'utf8').split('\n')
  const cut = texts.at(-1) !== ''
  if (!cut) texts.pop()
  const rows = []
  const rejected = []
  for (const [index, text] of texts.entries()) {
    try {
      rows.push({ line: index + 1, entry: JSON.parse(text) })
    } catch {
      rejected.push(index + 1)
    }
  }
  return { rows, rejected, cut: cut && rejected.length > 0, physical: texts.length }
}

function factsOf({ rows, rejected, cut, physical }, shape, from, to) {
  const records = rows.map(({ line, entry }) => recordFrom(line, entry, shape.read(entry)))
  const perDay = countBy(records, (r) => r.time.slice(0, 10))
  const days = datesFrom(from, to)
  return {
    physical,
    entries: records.length,
    rejected,
    cut,
    days: Object.fromEntries(days.map((date) => [date, perDay[date] ?? 0])),
    emptyDays: days.filter((date) => !perDay[date]),
    admins: records.flatMap(adminChanges),
    changes: countBy(
      records.filter((r) => r.before !== null || r.after !== null),
      (r) => `${r.time.slice(0, 7)}|${r.resource}|${r.action}`,
    ),
    rules: shape === shapeA ? rulesOf(records) : {},
    chain: shape === shapeB ? chainOf(rows) : { contents: [], gaps: [] },
    fields: fieldsOf(records, shape.absent),
    classes: classesOf(records),
    withoutActor: records.filter((r) => r.actor === '').map((r) => r.line),
    persons: new Set(records.filter((r) => r.actor !== '' && !r.machine).map((r) => r.actor)).size,
    programs: new Set(records.filter((r) => r.actor !== '' && r.machine).map((r) => r.actor)).size,
    exports: exportsOf(records),
    reviews: records.filter(isReview).map((r) => r.line),
    adjustments: adjustmentsOf(records),
    clockAgainstSequence: pairsOf(records).filter(
      ([a, b]) =>
        a.sequence !== undefined &&
        b.sequence > a.sequence !== b.micros > a.micros &&
        b.micros !== a.micros &&
        b.sequence !== a.sequence,
    ).length,
    months: countBy(records, (r) => r.time.slice(0, 7)),
    first: records
      .map((r) => r.time)
      .toSorted()[0]
      ?.slice(0, 10),
    last: records
      .map((r) => r.time)
      .toSorted()
      .at(-1)
      ?.slice(0, 10),
  }
}

function recordFrom(line, entry, r) {
  const words = (text) =>
    text
      .toLowerCase()
      .split(/[._:-]/)
      .filter(Boolean)
  const action = words(r.action)
  const last = action.length > 1 ? action.at(-1) : ''
  const fraction = /\.(\d+)Z$/.exec(r.time)?.[1] ?? ''
  return {
    ...r,
    line,
    entry,
    words: action,
    about: [...action, ...words(r.resource)],
    failed:
      ['failed', 'failure', 'denied', 'rejected', 'error', 'blocked'].includes(last) ||
      /^[45]\d\d$/.test(String(r.status)),
    reads: action.some((word) => ['read', 'view', 'list', 'get', 'check'].includes(word)),
    machine:
      ['api', 'system', 'cron', 'service', 'integration', 'webhook', 'job'].includes(r.type) ||
      /^(system|service|api|cron|job|webhook|bot)([:_-]|$)/i.test(r.actor),
    ms: Date.parse(r.time),
    micros: Number(BigInt(Date.parse(`${r.time.slice(0, 19)}Z`)) * 1000n) + Number(fraction.padEnd(6, '0').slice(0, 6)),
    digits: fraction.length,
  }
}

/** Roles gained and lost, whoever they belong to. */
function roleMoves(r) {
  const list = (state) => [state?.roles ?? [], state?.role ?? [], state?.permission ?? []].flat()
  const named = r.about.some((word) =>
    ['role', 'roles', 'permission', 'permissions', 'privilege', 'privileges'].includes(word),
  )
  if (r.reads || (!named && r.resource !== 'user')) return { gained: [], lost: [] }
  const [before, after] = [list(r.before), list(r.after)]
  if (after.length === 0) return { gained: [], lost: [] }
  return {
    gained: after.filter((role) => !before.includes(role)),
    lost: before.filter((role) => !after.includes(role)),
  }
}

function adminChanges(r) {
  if (r.failed) return []
  const { gained, lost } = roleMoves(r)
  const row = (change) => (role) => ({
    time: `${r.time.slice(0, 19)}Z`,
    change,
    role,
    who: r.id,
    by: r.actor,
    line: r.line,
  })
  const isAdmin = (role) => adminRoles.includes(role.toLowerCase())
  return [...gained.filter(isAdmin).map(row('granted')), ...lost.filter(isAdmin).map(row('revoked'))]
}

function rulesOf(records) {
  const is =
    (...names) =>
    (r) =>
      names.includes(r.entry.action)
  const lines = (meets) => records.filter(meets).map((r) => r.line)
  const login = is('user.login.failed')
  const orders = is('order.create', 'order.create.success')
  const total = (r) => r.after?.total_amount
  return {
    '1a': {
      written: renewed(records.filter(login), (r) => r.actor || 'undefined', 5),
      strict: windowed(records.filter(login), (r) => r.actor, 5),
    },
    '1b': {
      written: renewed(records.filter(login), (r) => r.meta.ip_address ?? 'undefined', 10),
      strict: windowed(records.filter(login), (r) => r.ip, 10),
    },
    2: {
      written: lines((r) => is('product.update.success')(r) && priceJump(r, false)),
      strict: lines((r) => is('product.update', 'product.update.success')(r) && priceJump(r, true)),
    },
    '3a': {
      written: renewed(records.filter(is('order.create.success')), (r) => r.actor || 'undefined', 5),
      strict: windowed(records.filter(orders), (r) => r.actor, 5),
    },
    '3b': {
      written: lines((r) => is('order.create.success')(r) && total(r) > 10_000),
      strict: lines((r) => orders(r) && total(r) > 10_000),
    },
    4: {
      written: lines((r) => /permission|role|privilege/.test(r.action)),
      strict: lines(
        (r) =>
          r.words.some((word) => /^(permission|role|privilege)s?$/.test(word)) &&
          !r.reads &&
          !/(failed|denied)$/.test(r.action),
      ),
    },
    5: { written: lines((r) => outOfHours(r, false)), strict: lines((r) => outOfHours(r, true)) },
  }
}

function renewed(events, keyOf, limit) {
  const counts = new Map()
  const hits = []
  for (const r of events) {
    const known = counts.get(keyOf(r))
    const count = known !== undefined && r.ms - known.ms < 3_600_000 ? known.count + 1 : 1
    counts.set(keyOf(r), { count, ms: r.ms })
    if (count > limit) hits.push(r.line)
  }
  return hits
}

function windowed(events, keyOf, limit) {
  const known = events.filter((r) => keyOf(r) !== '')
  return known
    .filter(
      (r, at) =>
        known
          .slice(0, at + 1)
          .filter((other) => keyOf(other) === keyOf(r) && other.ms > r.ms - 3_600_000 && other.ms <= r.ms).length >
        limit,
    )
    .map((r) => r.line)
}

function priceJump(r, strict) {
  const [old, now] = [r.before?.price, r.after?.price]
  // In whole cents: 4.10 to 6.15 is exactly half more, which the quotient of two doubles is not.
  const cents = (value) => Math.round(value * 100)
  if (strict)
    return (
      old !== undefined &&
      now !== undefined &&
      (old === 0 || now === 0 ? old !== now : 2 * Math.abs(cents(now) - cents(old)) > cents(old))
    )
  return old > 0 && now > 0 && Math.abs(now - old) / old > 0.5
}

function outOfHours(r, strict) {
  if (r.action === 'user.login.success' || !r.roles.some((role) => role === 'admin' || role === 'superuser'))
    return false
  return strict ? offHours(r) : Number(r.time.slice(11, 13)) < 9 || Number(r.time.slice(11, 13)) > 17
}

/** Not Monday to Friday 09:00:00 to 17:00:00, UTC. */
function offHours(r) {
  const weekday = new Date(r.ms).getUTCDay()
  const clock = r.time.slice(11).replace(/(\.0+)?Z$/, '')
  return weekday === 0 || weekday === 6 || clock < '09:00:00' || clock > '17:00:00'
}

/** The sample's chain: SHA-256 of the previous hash, a line feed, and the entry without its two hashes. */
function chainOf(rows) {
  const contents = []
  const gaps = []
  const bySequence = new Map(rows.map(({ entry }) => [entry.sequence, entry]))
  const sorted = rows.toSorted((a, b) => a.entry.sequence - b.entry.sequence)
  for (const { line, entry } of rows) {
    const { prev_hash: previous, entry_hash: stored, ...rest } = entry
    const hash = createHash('sha256')
      .update(`${previous}\n${JSON.stringify(rest)}`)
      .digest('hex')
    if (hash !== stored) contents.push({ line, sequence: entry.sequence })
  }
  for (const { line, entry } of sorted.slice(1)) {
    if (!bySequence.has(entry.sequence - 1)) gaps.push({ line, sequence: entry.sequence })
  }
  return { contents, gaps }
}

const verbs = ['create', 'update', 'delete', 'approve', 'reject', 'archive', 'restore', 'export', 'bulk_update']
const creating = ['create', 'created']
const deleting = ['delete', 'deleted']
const changing = [
  ...creating,
  ...deleting,
  'update',
  'updated',
  'change',
  'changed',
  'approve',
  'approved',
  'reject',
  'archive',
  'archived',
  'restore',
  'restored',
  'adjust',
  'adjusted',
  'adjustment',
  'assign',
  'assigned',
  'grant',
  'granted',
  'revoke',
  'revoked',
  'refund',
  'refunded',
  'cancel',
  'cancelled',
  'deactivate',
  'deactivated',
  'edit',
  'edited',
]
const has = (r, list) => r.words.some((word) => list.includes(word))

/** Filled of applicable per requirement, and the lines without. */
function fieldsOf(records, absent) {
  const rate = (applies, filled) => {
    const of = records.filter(applies)
    return { applicable: of.length, filled: of.filter(filled).length }
  }
  const all = () => true
  const reason = (r) => `${r.code}`.trim() !== '' || `${r.note}`.trim() !== ''
  const rates = {
    'actor id': rate(all, (r) => r.actor !== ''),
    'e-mail': rate(all, (r) => r.email !== ''),
    'role at the time': rate(all, (r) => r.hasRole),
    'actor type': rate(all, (r) => Boolean(r.type)),
    'resource type': rate(all, (r) => r.resource !== ''),
    'resource id': rate(all, (r) => r.id !== ''),
    action: rate(all, (r) => r.action !== ''),
    'action in the vocabulary': rate(all, (r) => verbs.includes(r.action)),
    'old and new values': rate(
      (r) => has(r, changing) && !r.reads && !r.failed,
      (r) =>
        has(r, creating)
          ? r.after !== null
          : has(r, deleting)
            ? r.before !== null
            : r.before !== null && r.after !== null,
    ),
    outcome: rate(
      all,
      (r) =>
        r.status !== '' ||
        (r.words.length > 1 &&
          /^(success|succeeded|successful|processed|completed|ok|failed|failure|denied|rejected|error|blocked)$/.test(
            r.words.at(-1),
          )),
    ),
    'UTC time': rate(all, (r) => r.time.endsWith('Z')),
    microseconds: rate(all, (r) => r.digits >= 6),
    sequence: rate(all, (r) => r.sequence !== undefined),
    'IP address': rate(all, (r) => r.ip !== ''),
    'user agent': rate(all, (r) => r.agent !== ''),
    'location, recorded or derivable from a public address': rate(all, (r) => isPublic(r.ip)),
    interface: rate(all, (r) => r.via !== ''),
    'reason of a manual refund above $100': rate((r) => isRefund(r) && refundAmount(r) > 100, reason),
    'reason of an inventory write-down above 10 units': rate(
      (r) => !r.machine && !r.failed && stockDrop(r) > 10,
      reason,
    ),
    'reason of a user role change': rate(
      (r) => !r.failed && roleMoves(r).gained.length + roleMoves(r).lost.length > 0,
      reason,
    ),
  }
  return Object.fromEntries(Object.entries(rates).filter(([name]) => !absent.includes(name)))
}

function isRefund(r) {
  if (r.machine || r.failed || r.reads || /(requested|request)$/.test(r.action)) return false
  return (
    r.about.some((word) => /^refund(s|ed)?$/.test(word)) ||
    (r.after?.status === 'refunded' && r.before?.status !== 'refunded')
  )
}

function refundAmount(r) {
  const keys = ['refunded', 'refund_amount', 'amount']
  const of = (state) => keys.map((key) => state?.[key]).find((value) => value !== undefined && value !== null)
  const paid = of(r.after) ?? of(r.meta)
  return paid === undefined
    ? undefined
    : of(r.after) !== undefined && of(r.before) !== undefined
      ? paid - of(r.before)
      : paid
}

/** Units of stock lost; undefined when the entry is about something else. */
function stockDrop(r) {
  for (const key of [
    'inventory',
    'stock',
    ...(r.about.some((word) => word === 'inventory' || word === 'stock') ? ['quantity'] : []),
  ]) {
    if (typeof r.before?.[key] === 'number' && typeof r.after?.[key] === 'number') return r.before[key] - r.after[key]
  }
  return undefined
}

/** Routed publicly: neither private, shared, documentation, benchmark nor loopback space (IPv4; the sample has nothing else). */
function isPublic(ip) {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(ip)?.slice(1).map(Number)
  if (parts === undefined) return false
  const [a, b, c] = parts
  const reserved =
    a === 10 ||
    a === 127 ||
    a === 0 ||
    a >= 224 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254)
  const documentation =
    (a === 192 && b === 0 && c === 2) ||
    (a === 198 && b === 51 && c === 100) ||
    (a === 203 && b === 0 && c === 113) ||
    (a === 198 && (b === 18 || b === 19))
  return !reserved && !documentation
}

function classesOf(records) {
  const auditLog = (r) => r.about.includes('audit') && r.about.some((word) => /^(logs?|trails?|logging)$/.test(word))
  const moved = (r) => roleMoves(r).gained.length + roleMoves(r).lost.length > 0
  const credential = (r) =>
    !r.failed &&
    !r.reads &&
    (moved(r) ||
      ((r.about.some((word) =>
        /^(accounts?|users?|passwords?|credentials?|apikeys?|mfa|roles?|permissions?|privileges?)$/.test(word),
      ) ||
        (r.about.includes('api') && r.about.includes('key'))) &&
        has(r, [
          ...changing,
          'reset',
          'rotate',
          'rotated',
          'cleared',
          'disable',
          'disabled',
          'enable',
          'enabled',
          'unlock',
          'unlocked',
          'enrolled',
        ]) &&
        !has(r, ['login', 'logout', 'session', 'challenge'])))
  const count = (holds) => records.filter(holds).length
  return {
    '10.2.1.1': count((r) => !r.machine && r.about.some((word) => /^(cards?|cardholder|pans?)$/.test(word))),
    '10.2.1.2': count((r) => r.roles.some((role) => adminRoles.includes(role))),
    '10.2.1.3': count(auditLog),
    '10.2.1.4': count(
      (r) =>
        r.failed &&
        has(r, [
          'login',
          'logon',
          'auth',
          'authentication',
          'mfa',
          'session',
          'token',
          'password',
          'permission',
          'permissions',
          'role',
          'roles',
          'access',
        ]),
    ),
    '10.2.1.5': count(credential),
    '10.2.1.6': count(
      (r) =>
        auditLog(r) && has(r, ['start', 'started', 'stop', 'stopped', 'pause', 'paused', 'enable', 'disable', 'purge']),
    ),
    '10.2.1.7': count(
      (r) =>
        r.about.some((word) =>
          /^(table|schema|database|index|trigger|function|service|config|configuration)$/.test(word),
        ) && has(r, [...creating, ...deleting, 'drop']),
    ),
  }
}

function exportsOf(records) {
  const exported = records.filter(
    (r) => has(r, ['export', 'exported', 'download', 'downloaded', 'extract']) && !r.failed,
  )
  const groups = {}
  for (const r of exported) {
    const group = (groups[`${r.actor}|${r.resource}`] ??= { count: 0, withReason: 0 })
    group.count += 1
    if (`${r.code}${r.note}`.trim() !== '') group.withReason += 1
  }
  return groups
}

function isReview(r) {
  if (r.failed) return false
  return (
    r.about.some((word) => /^review(s|ed)?$/.test(word)) ||
    /\breview(s|ed)?\b/i.test(r.note) ||
    ['review', 'reviewed', 'reviewer'].some((key) => r.after?.[key] !== undefined && r.after[key] !== null)
  )
}

/** Manual refunds, price changes, stock changes and discounts, with the criteria they meet. */
function adjustmentsOf(records) {
  const items = records.flatMap((r) => {
    if (
      r.machine ||
      r.failed ||
      r.reads ||
      has(r, ['approve', 'approved', 'reject', 'rejected', 'export', 'exported']) ||
      /(requested|request)$/.test(r.action)
    )
      return []
    const base = { line: r.line, month: r.time.slice(0, 7), by: r.actor, r }
    if (isRefund(r))
      return [
        {
          ...base,
          kind: 'refund',
          amount: refundAmount(r),
          unit: r.after?.currency ?? '',
          about: r.after?.order_id ?? r.id,
        },
      ]
    if (typeof r.before?.price === 'number' && typeof r.after?.price === 'number')
      return [{ ...base, kind: 'price', amount: r.after.price - r.before.price, unit: r.after.currency ?? '' }]
    const drop = stockDrop(r)
    if (drop !== undefined) return [{ ...base, kind: 'stock', amount: 0 - drop, unit: 'units' }]
    return r.about.includes('discount') ? [{ ...base, kind: 'discount', unit: '' }] : []
  })
  const perPoster = countBy(items, (item) => item.by)
  const met = (item, at) => {
    const hasReason = `${item.r.code}${item.r.note}`.trim() !== ''
    const cents = item.amount === undefined ? undefined : Math.round(Math.abs(item.amount) * 100)
    const isCounted = item.kind === 'refund' || item.kind === 'stock'
    return [
      ...(item.by !== '' && perPoster[item.by] < 5 ? ['JE2'] : []),
      ...(!hasReason && new Date(item.r.ms + 3 * day).getUTCMonth() !== new Date(item.r.ms).getUTCMonth()
        ? ['JE3']
        : []),
      ...(isCounted && cents > 0 && cents % 10_000 === 0 ? ['JE5'] : []),
      ...(item.kind === 'refund' && cents >= 18_000 && cents <= 20_000 ? ['JE6'] : []),
      ...(offHours(item.r) ? ['JE7'] : []),
      ...(item.kind === 'refund' &&
      items
        .slice(0, at)
        .some((other) => other.kind === 'refund' && other.about === item.about && other.amount === item.amount)
        ? ['JE10']
        : []),
    ]
  }
  const selected = items
    .map((item, at) => ({ line: item.line, criteria: met(item, at) }))
    .filter((item) => item.criteria.length > 0)
  const totals = {}
  for (const item of items) {
    const total = (totals[`${item.month}|${item.kind}|${item.unit}`] ??= { entries: 0, withAmount: 0, cents: 0 })
    total.entries += 1
    if (item.amount === undefined) continue
    total.withAmount += 1
    total.cents += Math.round(item.amount * 100)
  }
  return { population: countBy(items, (item) => item.kind), selected, totals }
}

function pairsOf(list) {
  return list.slice(1).map((item, index) => [list[index], item])
}

function countBy(list, keyOf) {
  const counts = {}
  for (const item of list) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1
  return counts
}

function datesFrom(from, to) {
  const dates = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += day) dates.push(new Date(at).toISOString().slice(0, 10))
  return dates
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder = '', from = '', to = ''] = process.argv.slice(2)
  process.stdout.write(`${JSON.stringify(plainFacts(folder, from, to), null, 1)}\n`)
}
