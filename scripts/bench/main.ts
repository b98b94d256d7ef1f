/**
 * `npm run bench [-- --rows N] [--runs R] [--keep DIR] [--large ROWS]`: import, chain verify and Merkle on generated rows, each beside a
 * plain baseline and the floor, measured in turn in the same run so that a noisy machine disturbs all alike. Prints
 * medians, ratios and peak memory; it judges nothing and never fails a build. With --large it only writes a log of that
 * many rows (about 700 bytes each), imports it once and opens the result.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { writeLargeLog } from './large.ts'
import { writeTables } from './tables.ts'
import type { Measured } from './tasks.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '3' },
    keep: { type: 'string' },
    large: { type: 'string' },
  },
})
const rows = Number(values.rows)
const runs = Number(values.runs)
const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'assay-bench-'))
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

function run(...argv: string[]): Measured {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', here('./tasks.ts'), ...argv], {
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  })
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout) as Measured
}

/** Runs the tasks in turn, `runs` times over, so that neighbours in the table saw the same machine. */
function measure(
  tasks: Readonly<Record<string, readonly string[]>>,
): Record<string, { seconds: number; spread: string; peak: number; detail: string }> {
  const results: Record<string, Measured[]> = {}
  for (let round = 0; round < runs; round += 1) {
    for (const [name, argv] of Object.entries(tasks)) (results[name] ??= []).push(run(...argv))
  }
  return Object.fromEntries(
    Object.entries(results).map(([name, list]) => {
      const sorted = list.map((item) => item.seconds).toSorted((a, b) => a - b)
      const seconds = sorted[Math.floor(sorted.length / 2)] as number
      return [
        name,
        {
          seconds,
          spread: `${(sorted[0] as number).toFixed(2)}-${(sorted.at(-1) as number).toFixed(2)}`,
          peak: Math.max(...list.map((item) => item.peakMegabytes)),
          detail: list[0]?.detail ?? '',
        },
      ]
    }),
  )
}

function print(
  title: string,
  results: ReturnType<typeof measure>,
  baseline: string,
  floor: string | undefined,
  count: number,
): void {
  console.log(`\n${title}`)
  const base = results[baseline]?.seconds ?? Number.NaN
  const bottom = floor === undefined ? undefined : results[floor]?.seconds
  for (const [name, item] of Object.entries(results)) {
    const cells = [
      name.padEnd(34),
      `${item.seconds.toFixed(2)} s`.padStart(9),
      `(${item.spread})`.padEnd(16),
      `${Math.round(count / item.seconds).toLocaleString('en-US')}/s`.padStart(13),
      `${(base / item.seconds).toFixed(2)} x baseline`.padStart(16),
      bottom === undefined ? '' : `${(item.seconds / bottom).toFixed(2)} x floor time`.padStart(18),
      `${item.peak} MB`.padStart(9),
      item.detail,
    ]
    console.log(cells.join('  '))
  }
}

function measureLarge(count: number): void {
  const log = join(folder, 'large.ndjson')
  const engagement = join(folder, 'large.assay')
  const { bavail, bsize } = statfsSync(folder)
  const wanted = count * 1000
  if (bavail * bsize < wanted) throw new Error(`${folder} has room for less than ${Math.ceil(wanted / 1e9)} GB`)
  const bytes = writeLargeLog(b, log, count)
  console.log(`${count.toLocaleString('en-US')} rows, ${(bytes / 1e9).toFixed(2)} GB`)
  const imported = run('import', log, engagement)
  rmSync(log)
  console.log(
    `import: ${imported.seconds.toFixed(1)} s, ${Math.round(count / imported.seconds).toLocaleString('en-US')} rows/s, ${imported.peakMegabytes} MB at most; engagement file ${(statSync(engagement).size / bytes).toFixed(3)} of the bytes`,
  )
  const opened = run('open', engagement)
  console.log(
    `open, overview, first and last page: ${opened.seconds.toFixed(2)} s, ${opened.detail}, ${opened.peakMegabytes} MB`,
  )
}

const a = join(folder, 'shop-a.ndjson')
const b = join(folder, 'shop-b.ndjson')
try {
  if (!existsSync(b)) {
    const { status } = spawnSync(
      process.execPath,
      ['--no-warnings', here('../sample/main.ts'), '--rows', String(rows), '--seed', '7', '--out', folder],
      { stdio: 'inherit' },
    )
    if (status !== 0) throw new Error('the sample could not be generated')
  }
  if (values.large !== undefined) {
    measureLarge(Number(values.large))
    process.exit(0)
  }
  const sizes = [a, b].map((file) => statSync(file).size)
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, ${rows.toLocaleString('en-US')} rows each: guide A ${(sizes[0] as number).toLocaleString('en-US')} bytes, guide B ${(sizes[1] as number).toLocaleString('en-US')} bytes; median of ${runs} (fastest-slowest)`,
  )
  const engagementA = join(folder, 'a.assay')
  const engagementB = join(folder, 'b.assay')

  const utils = spawnSync('sqlite-utils', ['--version'], { encoding: 'utf8' }).status === 0
  if (!utils) console.log('sqlite-utils is not installed: the import is compared with a script only')
  const imports = measure({
    'floor: read + SHA-256': ['floor', b],
    'baseline: readline + parse + hash': ['import-baseline', b],
    ...(utils ? { 'baseline: sqlite-utils insert --nl': ['sqlite-utils', b, join(folder, 'rows.db')] } : {}),
    'import into an engagement': ['import', b, engagementB],
  })
  const baseline = utils ? 'baseline: sqlite-utils insert --nl' : 'baseline: readline + parse + hash'
  print('Import, guide B', imports, baseline, 'floor: read + SHA-256', rows)
  console.log(
    `engagement file: ${(statSync(engagementB).size / (sizes[1] as number)).toFixed(3)} of the bytes imported`,
  )
  const tables = await writeTables(b, folder)
  print(
    'Readers alone, the first 200,000 rows of guide B',
    measure({
      'floor: read + SHA-256': ['floor', tables.csv],
      CSV: ['read', 'csv', tables.csv],
      'JSON array': ['read', 'json-array', tables.array],
      'JSON lines': ['read', 'ndjson', tables.lines],
    }),
    'JSON lines',
    'floor: read + SHA-256',
    200_000,
  )
  run('import', a, engagementA)
  run('add-claims', engagementA, join(folder, 'shop-a-anchors.ndjson'))

  const recipe = 'sha256.json-stringify.newline-joined.hex'
  const chain = measure({
    'floor: read + SHA-256': ['floor', b],
    'baseline: readline + parse + hash': ['chain-baseline', b],
    'verify chain, 1 lane': ['chain', engagementB, '1', recipe],
    'verify chain, 2 lanes': ['chain', engagementB, '2', recipe],
  })
  print('Chain verify, guide B', chain, 'baseline: readline + parse + hash', 'floor: read + SHA-256', rows)

  const continuity = measure({
    'floor: read + SHA-256': ['floor', b],
    'baseline: readline + map': ['continuity-baseline', b],
    'verify continuity': ['continuity', engagementB],
  })
  print('State continuity, guide B', continuity, 'baseline: readline + map', 'floor: read + SHA-256', rows)

  const compared = (form: 'ndjson' | 'csv'): Measured =>
    run('compare', b, join(folder, `copy.${form}`), join(folder, `compare-${form}.assay`), String(rows))
  console.log('\nExport against export, guide B, with 37 planted edits; imports not counted')
  for (const form of ['ndjson', 'csv'] as const) {
    const { seconds, peakMegabytes, detail } = compared(form)
    console.log(
      `${`JSON lines against ${form}`.padEnd(34)} ${seconds.toFixed(2).padStart(9)} s  ${peakMegabytes} MB  ${detail}`,
    )
  }

  const tree = measure({
    'floor: n-1 hashes of 64 bytes': ['tree-floor', String(rows)],
    'baseline: merkletreejs, same hash': ['tree-merkletreejs', String(rows)],
    'merkletreejs, @noble/hashes': ['tree-merkletreejs-noble', String(rows)],
    'streaming frontier': ['tree-own', String(rows)],
    'the leaf hashes and no tree': ['tree-none', String(rows)],
  })
  print(
    'Merkle tree over precomputed keccak leaf hashes',
    tree,
    'baseline: merkletreejs, same hash',
    'floor: n-1 hashes of 64 bytes',
    rows,
  )

  const sha256Tree = measure({
    'floor: n-1 hashes of 64 bytes': ['tree-floor', String(rows), 'sha256'],
    'baseline: merkletreejs, same hash': ['tree-merkletreejs', String(rows), 'sha256'],
    'merkletreejs, node:crypto': ['tree-merkletreejs-crypto', String(rows)],
    'streaming frontier': ['tree-own', String(rows), 'sha256'],
  })
  print(
    'Merkle tree over precomputed SHA-256 leaf hashes',
    sha256Tree,
    'baseline: merkletreejs, same hash',
    'floor: n-1 hashes of 64 bytes',
    rows,
  )

  const records = measure({
    'floor: n + (n-1) hashes': ['records-floor', String(rows)],
    'leaf hashes and frontier': ['records-own', String(rows)],
  })
  print(
    'Merkle tree over records of 300 bytes, keccak256',
    records,
    'floor: n + (n-1) hashes',
    'floor: n + (n-1) hashes',
    rows,
  )

  const merkle = measure({
    'floor: read + SHA-256': ['floor', a],
    'baseline: readline + merkletreejs': ['merkle-baseline', a],
    'verify Merkle, first path, 2 lanes': ['merkle', engagementA, '2', 'first'],
  })
  print(
    'Merkle verify from the store, guide A, daily batches',
    merkle,
    'baseline: readline + merkletreejs',
    'floor: read + SHA-256',
    rows,
  )
  const opened = run('open', engagementA).peakMegabytes
  const firstPath = merkle['verify Merkle, first path, 2 lanes']?.peak ?? Number.NaN
  console.log(
    `memory of the first path: ${firstPath - opened} MB above the ${opened} MB of a process that opens the engagement and reads two pages`,
  )
  const second = (title: string, ...argv: string[]): void => {
    const { seconds, peakMegabytes, detail } = run(...argv)
    console.log(`${title.padEnd(46)} ${seconds.toFixed(2).padStart(7)} s  ${peakMegabytes} MB  ${detail}`)
  }
  console.log('\nWith the second opinion, once each')
  second('verify chain, both paths, 2 lanes', 'chain', engagementB, '2', recipe, 'second')
  second('verify Merkle, both paths, 2 lanes', 'merkle', engagementA, '2', 'second')
  console.log('\nChain Doctor')
  spawnSync(process.execPath, ['--no-warnings', here('./doctor.ts')], { stdio: 'inherit' })
  console.log('\nBeacon light client')
  spawnSync(process.execPath, ['--no-warnings', here('./beacon.ts')], { stdio: 'inherit' })
  console.log('\nOne EVM anchor, from its text to its verdict')
  spawnSync(process.execPath, ['--no-warnings', here('./evm.ts')], { stdio: 'inherit' })
  console.log(`idle process with the engine loaded: ${run('idle').peakMegabytes} MB`)
} finally {
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
}
