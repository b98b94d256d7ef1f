/** What the renderer sees of the rest of the product: one typed interface, whoever implements it. */
import type { ContractName, EventName, PayloadOf, RequestOf, ResponseOf } from './contract.ts'

export interface FileHandle {
  readonly handle: string
  readonly name: string
}

export interface Api {
  /** Rejects with an `Error` that carries `code` and `details`, as data, when the answer is an error. */
  call<N extends ContractName>(name: N, request: RequestOf<N>): Promise<ResponseOf<N>>
  subscribe<E extends EventName>(event: E, listener: (payload: PayloadOf<E>) => void): () => void
  /** Opaque handles for files that were dropped or picked in the page. */
  handlesFor(files: readonly unknown[]): Promise<readonly FileHandle[]>
}
