/**
 * Open engagements. Each has one write connection; whatever writes takes the session's turn, so that a long import's
 * transaction never contains somebody else's row.
 */
import { basename, resolve } from 'node:path'
import { AppError } from '../../shared/model/app-error.ts'
import type { Engagement } from '../../shared/model/engagement.ts'
import { sessionId } from '../io/host/digest.ts'
import { closeStore, isSameFile, type WritableStore } from '../store/open.ts'
import { readEngagement } from '../store/engagements.ts'

export class Session {
  /** Id of the open session; the engagement's own id is in the file. */
  readonly id = sessionId()
  readonly store: WritableStore
  #turn: Promise<unknown> = Promise.resolve()

  constructor(store: WritableStore) {
    this.store = store
  }

  /** Runs `work` when every earlier writer has ended. */
  write<T>(work: () => Promise<T> | T): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Runs `work` in one transaction that is rolled back when it throws or is cancelled. */
  transaction<T>(work: () => Promise<T> | T): Promise<T> {
    return this.write(async () => {
      this.store.db.exec('BEGIN IMMEDIATE')
      try {
        const result = await work()
        this.store.db.exec('COMMIT')
        return result
      } catch (error) {
        if (this.store.db.inTransaction) this.store.db.exec('ROLLBACK')
        throw error
      }
    })
  }

  /**
   * Runs `work` in one transaction after the other: `commit` ends one and begins the next. What was not committed is rolled
   * back when it throws; what was is the caller's business.
   */
  batches<T>(work: (commit: () => void) => Promise<T>): Promise<T> {
    return this.transaction(() =>
      work(() => {
        this.store.db.exec('COMMIT')
        this.store.db.exec('BEGIN IMMEDIATE')
      }),
    )
  }

  describe(): Engagement {
    const stored = readEngagement(this.store)
    return {
      ...stored,
      frameworks: [...stored.frameworks],
      engagementId: this.id,
      fileName: basename(this.store.path),
      readOnly: false,
    }
  }
}

export class Sessions {
  readonly #sessionById = new Map<string, Session>()

  /** The session of a file that is open already, under whatever name, or a new one. */
  open(path: string, connect: (path: string) => WritableStore): Session {
    const known = [...this.#sessionById.values()].find((session) => isSameFile(session.store.path, path))
    return known ?? this.create(path, connect)
  }

  /** A session over a file that nobody has open. */
  create(path: string, connect: (path: string) => WritableStore): Session {
    const session = new Session(connect(resolve(path)))
    this.#sessionById.set(session.id, session)
    return session
  }

  get(id: string): Session {
    const session = this.#sessionById.get(id)
    if (session === undefined) throw new AppError('not-found', 'This engagement is not open. Open it first.')
    return session
  }

  async close(id: string): Promise<void> {
    const session = this.get(id)
    await session.write(() => closeStore(session.store))
    this.#sessionById.delete(id)
  }

  async closeAll(): Promise<void> {
    await Promise.all(Array.from(this.#sessionById.keys(), (id) => this.close(id)))
  }
}
