// Writes src/main/io/host/places-wasm.ts from places.wat beside it. With --check it writes nothing and ends with 1 when
// the file is not what the source says.
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import loadWabt from 'wabt'

const source = fileURLToPath(new URL('../src/main/io/host/places.wat', import.meta.url))
const target = fileURLToPath(new URL('../src/main/io/host/places-wasm.ts', import.meta.url))

const wabt = await loadWabt()
const parsed = wabt.parseWat('places.wat', readFileSync(source, 'utf8'), { simd: true, bulk_memory: true })
parsed.validate()
const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64')
const lines = base64.match(/.{1,110}/g) ?? []
const wanted = [
  '/** Written by scripts/wasm.mjs from places.wat; do not edit. */',
  'export const placesWasm: string =',
  ...lines.map((line, index) => `  '${line}'${index === lines.length - 1 ? '' : ' +'}`),
  '',
].join('\n')

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== wanted) {
    process.stderr.write('src/main/io/host/places-wasm.ts is not what places.wat says: run npm run wasm\n')
    process.exitCode = 1
  }
} else writeFileSync(target, wanted)
