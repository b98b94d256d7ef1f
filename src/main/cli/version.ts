/** Name and version as printed everywhere. */
import packageFile from '../../../package.json' with { type: 'json' }

export const version: string = packageFile.version
export const tool = { name: 'assay', version } as const
