// `npm run fuzz [-- --seconds N] [--only a,b] [--list] [--seed N] [--runs N]`: every reader, and acquiring, on fixtures and cases
// that were cut, flipped, spliced and grown at random, for N seconds each. Prints one line for each target: runs, bytes,
// the slowest run. A failure is printed with the seed that makes it again and its shortest bytes found, in hex. Exit code
// 1 when there was one. It judges no speed: the slowest run is there to be looked at.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { anchorFileTargets } from './fuzz/anchor-files.mjs'
import { archiveTarget } from './fuzz/archives.mjs'
import { beaconTarget } from './fuzz/beacon.mjs'
import { evmTargets } from './fuzz/evm.mjs'
import { randomFrom } from './fuzz/mutate.mjs'
import { openTimestampsTargets } from './fuzz/opentimestamps.mjs'
import { readerTargets } from './fuzz/readers.mjs'
import { rpcAnswerTarget } from './fuzz/rpc-answers.mjs'
import { shortest } from './fuzz/shrink.mjs'
import { sigstoreTargets } from './fuzz/sigstore.mjs'
import { timestampTarget } from './fuzz/timestamps.mjs'
import { tlogTargets } from './fuzz/tlog.mjs'
import { treeProofTarget } from './fuzz/tree-proofs.mjs'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '30' },
    only: { type: 'string' },
    /** Prints the names of the targets and runs none. */
    list: { type: 'boolean', default: false },
    seed: { type: 'string' },
    /** Runs of each target instead of seconds: with `--seed` the same runs every time. */
    runs: { type: 'string' },
  },
})
const seconds = Number(values.seconds)
const runs = values.runs === undefined ? Infinity : Number(values.runs)
const firstSeed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const only = values.only?.split(',')
/** Different failures shown of one target. */
const shown = 3

let failed = 0
process.on('unhandledRejection', (reason) => {
  failed += 1
  console.log(`FAILED unhandled rejection: ${stackOf(reason)}`)
})

const targets = [
  ...readerTargets(),
  archiveTarget(),
  ...anchorFileTargets(),
  beaconTarget(),
  ...evmTargets(),
  rpcAnswerTarget(),
  ...sigstoreTargets(),
  timestampTarget(),
  treeProofTarget(),
  ...tlogTargets(),
  ...openTimestampsTargets(),
].filter(({ name }) => only === undefined || only.includes(name))
if (values.list) {
  for (const { name } of targets) console.log(name)
  process.exit(0)
}
console.log(`seed ${firstSeed}, ${targets.length} targets`)
for (const target of targets) await fuzz(target)
console.log(failed === 0 ? 'no failures' : `${failed} failures`)
process.exitCode = failed === 0 ? 0 : 1

async function fuzz(target) {
  const end = values.runs === undefined ? performance.now() + seconds * 1000 : Infinity
  const failures = new Map()
  let done = 0
  let bytes = 0
  let slowest = { ms: 0, bytes: 0, seed: 0 }
  for (; done < runs && performance.now() < end; done += 1) {
    const seed = (firstSeed + done) % 2 ** 31
    const input = target.make(randomFrom(seed))
    bytes += input.length
    const start = performance.now()
    const problem = await problemOf(target, input, seed)
    const ms = performance.now() - start
    if (ms > slowest.ms) slowest = { ms, bytes: input.length, seed }
    if (problem === null) continue
    failed += 1
    const known = failures.get(problem.key)
    if (known !== undefined) known.count += 1
    else failures.set(problem.key, { problem, input, seed, count: 1 })
  }
  const slow = `slowest ${slowest.ms.toFixed(0)} ms on ${slowest.bytes} bytes (seed ${slowest.seed})`
  const found = failures.size === 0 ? '' : `, ${failures.size} KINDS OF FAILURE`
  console.log(`${target.name}: ${done} runs, ${(bytes / 1e6).toFixed(1)} MB, ${slow}${found}`)
  for (const { problem, input, seed, count } of [...failures.values()].slice(0, shown)) {
    const same = async (bytesTried) => (await problemOf(target, bytesTried, seed))?.key === problem.key
    const small = await shortest(input, same, 3000)
    console.log(`FAILED ${target.name}, ${count} times, --only ${target.name} --seed ${seed} --runs 1: ${problem.text}`)
    console.log(`  ${small.length} bytes: ${small.subarray(0, 2000).toString('hex')}`)
  }
}

/** Null, or what went wrong; `key` is the same for failures of one cause. */
async function problemOf(target, input, seed) {
  try {
    await target.check(input, randomFrom(seed ^ 0x5bd1e995))
    return null
  } catch (error) {
    const text = stackOf(error)
    const [message = '', ...frames] = text.split('\n')
    return { key: `${message.replaceAll(/\d+/g, 'n').slice(0, 80)} ${(frames[0] ?? '').trim()}`, text }
  }
}

function stackOf(error) {
  return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 6).join('\n') : String(error)
}
