/** Instances of the WebAssembly modules that `npm run wasm` writes: no download, no native build, no imports. */

/** The part of the WebAssembly JavaScript interface in use: the types of Node programs leave it out. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/** The memory that a module exports; it never grows, so views of its buffer stay good. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer
}

/** Compiles a module given in base64 and answers its exports, which are the caller's to name. */
export function instantiateWasm(base64: string): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(base64, 'base64'))).exports
}
