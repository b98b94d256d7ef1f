// Completes package-lock.json after `npm install`: node scripts/complete-lock.mjs
//
// Tools with native code list one optional package for each platform. Where npm's registry does not carry one of them,
// npm leaves it out of the lock file without a word, and `npm ci` refuses that file on every machine ("Missing: ... from
// lock file"). This adds what is missing: name, exact version and the platform that keeps other machines from fetching
// it. No integrity is made up; npm takes it from the registry where the package is really installed.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import process from 'node:process'

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']
/** Words that package names use where npm's own fields have another. */
const processorByAlias = { amd64: 'x64' }
const libcByWord = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

const file = path.resolve(import.meta.dirname, '../package-lock.json')
const lock = JSON.parse(readFileSync(file, 'utf8'))
const added = missingEntries(lock.packages)
if (added.length > 0) {
  lock.packages = Object.fromEntries(merge(Object.entries(lock.packages), added))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
process.stdout.write(`${added.length} optional packages added to package-lock.json\n`)

function missingEntries(packages) {
  const entryByPlace = new Map()
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isLocked(packages, place, name)) continue
      if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name} of ${place} is a range (${version}), not a version`)
      entryByPlace.set(`node_modules/${name}`, platformEntry(name, version, entry.dev))
    }
  }
  return [...entryByPlace].sort(([a], [b]) => a.localeCompare(b, 'en'))
}

/** Node's own search: beside the package, then in every folder above it. */
function isLocked(packages, place, name) {
  for (let folder = place; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (packages[path.posix.join(folder, 'node_modules', name)] !== undefined) return true
    if (folder === '') return false
  }
}

function platformEntry(name, version, dev) {
  const words = name.split(/[-/]/)
  const system = words.find((word) => systems.includes(word))
  const processor = words.map((word) => processorByAlias[word] ?? word).find((word) => processors.includes(word))
  if (system === undefined || processor === undefined) throw new Error(`${name} does not say which platform it is for`)
  const libc = words.map((word) => libcByWord[word]).find((word) => word !== undefined)
  return {
    version,
    cpu: [processor],
    ...(dev ? { dev } : {}),
    ...(libc !== undefined && system === 'linux' ? { libc: [libc] } : {}),
    optional: true,
    os: [system],
  }
}

/** Puts each new entry before the first one that sorts after it and leaves the file's own order alone. */
function merge(entries, additions) {
  const merged = [...entries]
  for (const addition of additions) {
    const at = merged.findIndex(([place]) => place !== '' && place.localeCompare(addition[0], 'en') > 0)
    merged.splice(at === -1 ? merged.length : at, 0, addition)
  }
  return merged
}
