/** What Ctrl+C does to a command. */
import { AppError } from '../../shared/model/app-error.ts'
import { exitCodes } from './exit-code.ts'

/**
 * Ctrl+C and SIGTERM. A running job is cancelled and ends by itself, having stored nothing; anything else is given up at
 * once. A second signal ends the process: what is committed stays, and SQLite undoes the rest at the next opening.
 */
export class Interruption {
  /** Rejects with `cancelled` when a signal comes while no job runs; never resolves. */
  readonly outsideJobs: Promise<never>
  readonly #controller = new AbortController()
  readonly #listener: () => void
  #jobs = 0

  constructor() {
    const { promise, reject } = Promise.withResolvers<never>()
    this.outsideJobs = promise
    // Waited for only while work is under way.
    promise.catch(() => undefined)
    this.#listener = () => {
      if (this.#controller.signal.aborted) process.exit(exitCodes.interrupted)
      this.#controller.abort()
      if (this.#jobs === 0) reject(interrupted())
    }
    for (const signal of signals) process.on(signal, this.#listener)
  }

  async duringJob<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#controller.signal.aborted) throw interrupted()
    this.#jobs += 1
    try {
      return await work(this.#controller.signal)
    } catch (error) {
      throw error instanceof AppError && error.code === 'cancelled' ? interrupted() : error
    } finally {
      this.#jobs -= 1
    }
  }

  end(): void {
    for (const signal of signals) process.off(signal, this.#listener)
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const

function interrupted(): AppError {
  return new AppError('cancelled', 'Interrupted. The step that was running left nothing behind.')
}
