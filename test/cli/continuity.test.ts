/** The continuity check from the command line: what a person sees, and the exit codes. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
const setting = { cwd: folder }

const states = ['pending', 'paid', 'packed', 'sent']
const rows = states.map((status, index) => ({
  id: `e${index + 1}`,
  actor_id: 'u_1',
  actor_email: null,
  actor_role: 'staff',
  actor_type: 'human',
  resource_type: 'order',
  resource_id: 'ord_1',
  action: index === 0 ? 'create' : 'status_update',
  old_values: index === 0 ? null : { status: states[index - 1] },
  new_values: { status },
  reason_code: null,
  reason_note: null,
  ip_address: null,
  user_agent: null,
  source: 'admin_panel',
  timestamp: `2025-03-01T10:0${index}:00Z`,
  sequence: index + 1,
}))

beforeAll(async () => {
  const text = (list: readonly object[]): string => list.map((row) => `${JSON.stringify(row)}\n`).join('')
  writeFileSync(join(folder, 'whole.ndjson'), text(rows))
  writeFileSync(join(folder, 'missing.ndjson'), text(rows.toSpliced(1, 1)))
  await succeed(['new', 'shop.assay', '--name', 'Shop', '--period', '2025-01-01..2025-12-31'], setting)
  await succeed(['import', 'shop.assay', 'whole.ndjson', 'missing.ndjson'], setting)
})
afterAll(remove)

describe('assay verify continuity', () => {
  it('ends with 0 where every stated old value is the last known one', async () => {
    const ended = await assay(['verify', 'continuity', 'shop.assay', '1', '--quiet'], setting)
    expect(ended).toMatchObject({ exit: 0, stderr: '' })
    expect(ended.stdout).toMatch(/^verified .*In all 3 comparisons made over whole\.ndjson/)
    expect(ended.stdout).toContain('order: only the fields that changed')
  })

  it('ends with 3 where a change is missing, and says of what, between which events', async () => {
    const ended = await assay(['verify', 'continuity', 'shop.assay', 'missing.ndjson', '--quiet'], setting)
    expect(ended.exit).toBe(3)
    expect(ended.stdout).toMatch(/^gap .*1 of 2 old values stated in missing\.ndjson/)
    expect(ended.stdout).toContain(
      'order ord_1: one field changed after 2025-03-01T10:00:00Z, not later than 2025-03-01T10:02:00Z',
    )
    expect(ended.stdout).toContain('last known   "pending"  (line 1, create, sequence 1, e1)')
    expect(ended.stdout).toContain('stated       "paid"  (line 2, status_update, sequence 3, e3)')
    const findings = await assay(['findings', 'shop.assay'], setting)
    expect(findings.stdout).toContain('state-break')
  })

  it('prints one JSON document with the same result', async () => {
    const document = await assayJson(['verify', 'continuity', 'shop.assay', '2'], setting)
    expect(document).toMatchObject({
      exit: 3,
      schema: 'assay.verify.continuity/1',
      overall: 'gap',
      result: [{ kind: 'continuity', tested: 2, held: 1, holes: [{ resourceId: 'ord_1' }] }],
    })
  })
})
