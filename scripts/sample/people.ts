/**
 * The people and machines of the sample shop. Customers are computed from an index, so that millions cost no memory.
 * Addresses come from ranges set aside for documentation, benchmarks and carrier networks (RFC 5737, 2544, 6598) and
 * the domain names from RFC 2606: nobody real is meant.
 */

/** An actor of guide A's export. */
export interface ShopActor {
  readonly id: string
  readonly email: string | null
  readonly roles: readonly string[]
  readonly ip: string
  readonly agent: string
}

const firstNames: readonly string[] = [
  'ada',
  'bela',
  'carla',
  'dario',
  'elif',
  'femi',
  'gita',
  'hugo',
  'ines',
  'jonas',
  'kaja',
  'luis',
  'mina',
  'nils',
  'olga',
  'paulo',
  'rosa',
  'sven',
  'tara',
  'umar',
  'vera',
  'wim',
  'xenia',
  'yusuf',
  'zora',
]
const lastNames: readonly string[] = [
  'abel',
  'berg',
  'costa',
  'dumas',
  'ek',
  'fuchs',
  'garcia',
  'holm',
  'ivanov',
  'jansen',
  'kovac',
  'lopez',
  'moreau',
  'nagy',
  'okoro',
  'petrov',
  'quist',
  'rossi',
  'sato',
  'tran',
  'urban',
  'vogel',
  'weiss',
  'yilmaz',
  'zhou',
]
const mailDomains: readonly string[] = ['example.com', 'example.net', 'example.org', 'mail.example', 'post.example']

export const browsers: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/17.2',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) Mobile',
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0.0.0',
  'Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Firefox/121.0',
]

const customerRoles: readonly string[] = ['customer']

/** Customer number `index`, 0 <= index < 4,000,000: own id, e-mail and address, all distinct. */
export function customer(index: number): ShopActor {
  const first = firstNames[index % 25] ?? ''
  const last = lastNames[Math.floor(index / 25) % 25] ?? ''
  return {
    id: `cust_${100_000 + index}`,
    email: `${first}.${last}${index}@${mailDomains[index % 5] ?? ''}`,
    roles: customerRoles,
    ip: `100.${64 + ((index >>> 16) & 63)}.${(index >>> 8) & 255}.${index & 255}`,
    agent: browsers[index % 5] ?? '',
  }
}

export const customerLimit = 4_000_000

const desk = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0.0.0'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/120.0.0.0'

function staff(id: string, roles: readonly string[], ip: string, agent = desk): ShopActor {
  return { id, email: `${id.replace('_', '.')}@shop.example`, roles, ip, agent }
}

export const shopAdmins: readonly ShopActor[] = [
  { id: 'admin_jane', email: 'jane@shop.example', roles: ['staff', 'admin'], ip: '198.51.100.11', agent: mac },
  staff('admin_omar', ['staff', 'admin'], '198.51.100.12'),
  staff('ops_root', ['superuser'], '198.51.100.13', mac),
]
export const merchandisers: readonly ShopActor[] = [
  staff('merch_lena', ['staff', 'merchandiser'], '198.51.100.21'),
  staff('merch_tomas', ['staff', 'merchandiser'], '198.51.100.22', mac),
]
export const warehouseStaff: readonly ShopActor[] = [
  staff('wh_petra', ['staff', 'warehouse'], '198.51.100.31'),
  staff('wh_samir', ['staff', 'warehouse'], '198.51.100.32'),
  staff('wh_noor', ['staff', 'warehouse'], '198.51.100.33'),
]
export const supportStaff: readonly ShopActor[] = [
  staff('cs_bruno', ['staff', 'support'], '198.51.100.41'),
  staff('cs_maya', ['staff', 'support'], '198.51.100.42', mac),
]

/** Guide A's bare actor `system`. */
export const systemActor: ShopActor = {
  id: 'system',
  email: null,
  roles: ['system'],
  ip: '10.20.0.5',
  agent: 'shop-worker/2.4',
}

/** An actor of guide B's export. */
export interface LedgerActor {
  readonly id: string
  readonly email: string | null
  readonly role: string
  readonly type: 'human' | 'system' | 'api' | 'cron'
  readonly ip: string
  readonly agent: string
  readonly source: string
}

function person(id: string, name: string, role: string, ip: string, source = 'admin_panel', agent = mac): LedgerActor {
  return { id, email: `${name}@brand.example`, role, type: 'human', ip, agent, source }
}

export const ledgerManagers: readonly LedgerActor[] = [
  person('user_131', 'priya.nair', 'operations_manager', '198.51.100.131'),
  person('user_132', 'tom.aldana', 'operations_manager', '198.51.100.132'),
]
export const ledgerSuperAdmins: readonly LedgerActor[] = [
  person('user_101', 'helen.ortiz', 'super_admin', '198.51.100.101'),
  person('user_102', 'marc.dubois', 'super_admin', '198.51.100.102'),
]
export const ledgerFinance: readonly LedgerActor[] = [
  person('user_141', 'aiko.mori', 'finance', '198.51.100.141'),
  person('user_142', 'jan.bakker', 'finance', '198.51.100.142'),
]
export const ledgerMarketing: readonly LedgerActor[] = [
  person('user_151', 'lucia.ferri', 'marketing', '198.51.100.151'),
]
const scanner = 'WarehouseApp/3.2 (Android 13)'
export const ledgerWarehouse: readonly LedgerActor[] = [
  person('user_201', 'ben.carver', 'warehouse_associate', '198.51.100.201', 'mobile_app', scanner),
  person('user_202', 'dana.kruk', 'warehouse_associate', '198.51.100.202', 'mobile_app', scanner),
  person('user_203', 'eli.mercer', 'warehouse_associate', '198.51.100.203', 'mobile_app', scanner),
]

function machine(id: string, type: LedgerActor['type'], role: string, source: string): LedgerActor {
  return { id, email: null, role, type, ip: '10.30.0.8', agent: `${id.split(':')[1] ?? id}/1.9`, source }
}

export const inventorySync = machine('system:inventory-sync', 'system', 'service', 'automated_rule_engine')
export const shopifyConnector: LedgerActor = {
  ...machine('api:shopify-connector', 'api', 'integration', 'webhook_handler'),
  ip: '203.0.113.200',
}
export const reconciliation = machine('cron:daily-reconciliation', 'cron', 'service', 'automated_rule_engine')

export function ledgerPerson(id: string, name: string, role: string, ip: string, source?: string): LedgerActor {
  return person(id, name, role, ip, source)
}
