/** Suggested file name of a package. */
import type { Engagement, Framework } from '../../../shared/model/engagement.ts'

/** `Acme-2025-soc2.evidence.zip` from the engagement's file name. */
export function packageName(engagement: Engagement, template: Framework): string {
  return `${engagement.fileName.replace(/\.assay$/, '')}-${template}.evidence.zip`
}
