/** The engine as its doors see it: the app's engine host, the command line and tests hold nothing else. */
import type { ContractName, Envelope, EventName, PayloadOf } from '../../shared/ipc/contract.ts'

export interface Engine {
  /** Parses the request with the contract's schema and answers with an envelope; never rejects. A job answers with its id. */
  call(name: ContractName, request: unknown): Promise<Envelope>
  subscribe(listener: EngineListener): () => void
  /** Cancels what runs, checkpoints and closes every engagement. */
  close(): Promise<void>
}

export type EngineListener = <E extends EventName>(event: E, payload: PayloadOf<E>) => void
