// Writes each src/main/io/host/<name>-wasm.ts from <name>.wat beside it. With --check it writes nothing and ends with 1
// when a file is not what its source says.
import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import loadWabt from 'wabt'

const names = ['keccak-pairs', 'keccak-sponge', 'places', 'sha256-pairs']
const wabt = await loadWabt()

for (const name of names) {
  const source = fileURLToPath(new URL(`../src/main/io/host/${name}.wat`, import.meta.url))
  const target = fileURLToPath(new URL(`../src/main/io/host/${name}-wasm.ts`, import.meta.url))
  const wanted = moduleOf(name, readFileSync(source, 'utf8'))
  if (!process.argv.includes('--check')) writeFileSync(target, wanted)
  else if (readFileSync(target, 'utf8') !== wanted) {
    process.stderr.write(`src/main/io/host/${name}-wasm.ts is not what ${name}.wat says: run npm run wasm\n`)
    process.exitCode = 1
  }
}

/** The text of a module whose one export is the compiled WebAssembly in base64. */
function moduleOf(name, text) {
  const parsed = wabt.parseWat(`${name}.wat`, text, { simd: true, bulk_memory: true })
  parsed.validate()
  const base64 = Buffer.from(parsed.toBinary({}).buffer).toString('base64')
  const lines = base64.match(/.{1,110}/g) ?? []
  return [
    `/** Written by scripts/wasm.mjs from ${name}.wat; do not edit. */`,
    `export const ${name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())}Wasm: string =`,
    ...lines.map((line, index) => `  '${line}'${index === lines.length - 1 ? '' : ' +'}`),
    '',
  ].join('\n')
}
