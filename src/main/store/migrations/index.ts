/** Migrations in order. Numbers rise in steps of ten and are never reused. */
import * as engagement from './0020-engagement.ts'
import * as startHeights from './0030-start-heights.ts'

export const migrations: readonly { readonly version: number; readonly sql: string }[] = [engagement, startHeights]
