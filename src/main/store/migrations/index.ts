/** Migrations in order. Numbers rise in steps of ten and are never reused. */
import * as engagement from './0020-engagement.ts'

export const migrations: readonly { readonly version: number; readonly sql: string }[] = [engagement]
