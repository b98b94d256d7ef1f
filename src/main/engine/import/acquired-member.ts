/** A member as the importer reads it: what acquisition gives, and for a sheet of a workbook what the workbook knows of it. */
import type { SourceMember } from '../../io/acquire/acquire.ts'

export type AcquiredMember = SourceMember & { readonly attachment?: unknown }
