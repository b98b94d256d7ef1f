/** verify sequence, runs, rerun, schedule and diff as a person types them. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assay, assayJson, sample, succeed, workFolder } from './run-cli.ts'

const { folder, remove } = workFolder()
afterAll(remove)
const engagement = join(folder, 'it is 50% shop.assay')

beforeAll(async () => {
  await succeed(['new', engagement, '--name', 'Shop', '--period', '2025-05-01..2025-05-31'])
  const lines = readFileSync(join(sample, 'clean/shop-b.ndjson'), 'utf8').trimEnd().split('\n')
  const first = join(folder, 'first.ndjson')
  const second = join(folder, 'second.ndjson')
  writeFileSync(first, `${lines.slice(0, 200).join('\n')}\n`)
  writeFileSync(second, `${[...lines.slice(0, 80), ...lines.slice(83, 200)].join('\n')}\n`)
  await succeed(['import', engagement, first])
  await succeed(['import', engagement, second])
})

describe('assay verify sequence', () => {
  it('ends with 0 where no number is missing and with 3 where some are, and names them', async () => {
    const whole = await assay(['verify', 'sequence', engagement, '1'])
    expect(whole).toMatchObject({ exit: 0 })
    expect(whole.stdout).toContain('numbers are counted over the whole source')
    const holed = await assay(['verify', 'sequence', engagement, '2', '--tolerance', '1000'])
    expect(holed.exit).toBe(3)
    expect(holed.stdout).toContain('missing 3 (ranges: 1); repeated 0; steps back in the file 0')
    expect(holed.stdout).toMatch(/missing +\d+ to \d+ \(3\)\n/)
    const document = await assayJson(['verify', 'sequence', engagement, '2'])
    expect(document).toMatchObject({ schema: 'assay.verify.sequence/1', overall: 'gap', exit: 3 })
  })

  it.each([
    ['--tolerance', 'soon'],
    ['--tolerance', '-1'],
    ['--whole-source', '--scope', 'tenant_id'],
  ])('refuses %s %s', async (...args) =>
    expect((await assay(['verify', 'sequence', engagement, ...args])).exit).toBe(2),
  )
})

describe('assay runs and rerun', () => {
  it('list a run and repeat it with the same bytes', async () => {
    await succeed(['verify', 'chain', engagement, '1'])
    const { stdout } = await assay(['runs', engagement])
    expect(stdout).toMatch(/^Run +Check +Source +Started/)
    const { result } = await assayJson(['runs', engagement])
    const chain = (result as { runId: number; kind: string }[]).find((run) => run.kind === 'chain')
    const again = await assay(['rerun', engagement, String(chain?.runId)])
    expect(again.exit).toBe(0)
    expect(again.stdout).toContain(`Unchanged: the result is that of run ${String(chain?.runId)}, byte for byte.`)
    expect(again.stdout).toContain('End not provable: nothing says where this chain should end')
    const history = await assay(['runs', engagement, '--history'])
    expect(history.stdout).toMatch(/^chain, source 1 first\.ndjson\n(?: .*\n)+/m)
    expect(history.stdout).toContain('unchanged')
  })

  it('show a verdict that changed as a line to look into', async () => {
    await assay(['facts', engagement, '1', '--total', 'count=210', '--obtained', 'observed', '--how', 'screen'])
    const { result } = await assayJson(['runs', engagement])
    const chain = (result as { runId: number; kind: string }[]).find((run) => run.kind === 'chain')
    const again = await assay(['rerun', engagement, String(chain?.runId)])
    expect(again.exit).toBe(1)
    expect(again.stdout).toMatch(/^! The verdict of this check was verified in run \d+ and is gap in run \d+\./m)
    expect((await assay(['runs', engagement])).stdout).toMatch(/^! The verdict of this check was verified/m)
  })

  it.each([[], ['x'], ['0'], ['1', '--due']])('refuses %s', async (...args) =>
    expect((await assay(['rerun', engagement, ...args])).exit).toBe(2),
  )
})

describe('assay schedule', () => {
  it('prints lines for the systems, quoted, and repeats nothing before it is due', async () => {
    expect((await assay(['schedule', engagement])).stdout).toMatch(/^There is no schedule\.\n {2}assay schedule /)
    const { exit, stdout } = await assay(['schedule', engagement, '--every', '30', '--on-open'])
    expect(exit).toBe(0)
    expect(stdout).toContain('every 30 days, and it is said when the engagement is opened\n')
    expect(stdout).toMatch(/cron:\n {2}17 6 \* \* \* assay rerun '.*it is 50\\% shop\.assay' --due --quiet\n/)
    expect(stdout).toMatch(/systemd:\n {2}systemd-run .* assay rerun '.*50% shop\.assay' --due --quiet\n/)
    expect(stdout).toMatch(/Task Scheduler:\n {2}schtasks \/Create .*\n/)
    const due = await assay(['rerun', engagement, '--due'])
    expect(due).toMatchObject({ exit: 0 })
    expect(due.stdout).toMatch(/^Nothing is due\. Next: 2\d{3}-/)
    expect((await assay(['schedule', engagement, '--off'])).stdout).toMatch(
      /^There is no schedule\.\n {2}assay schedule /,
    )
  })

  it.each([
    ['--every', '0'],
    ['--every', 'week'],
    ['--on-open', ''],
    ['--off', '--on-open'],
  ])('refuses %s %s', async (...args) =>
    expect((await assay(['schedule', engagement, ...args.filter((arg) => arg !== '')])).exit).toBe(2),
  )
})

describe('assay diff', () => {
  it('answers to its earlier name and writes the statement as a PDF', async () => {
    const out = join(folder, 'comparison.pdf')
    const { exit, stdout } = await assay(['diff', engagement, '1', '2', '-o', out])
    expect(exit).toBe(1)
    expect(stdout).toMatch(/comparison\.pdf: [\d,]+ bytes, SHA-256 [0-9a-f]{64}\n$/)
    expect(existsSync(out) && readFileSync(out).subarray(0, 5).toString()).toBe('%PDF-')
    expect((await assay(['compare', engagement, '1', '2'])).exit).toBe(1)
  })
})
