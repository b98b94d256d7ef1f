/** Name and version as printed everywhere. */
import { version } from '../../shared/model/version.ts'

export { version }
export const tool = { name: 'assay', version } as const
