/** The two channels between page and main process. Apart from the contract, so that the preload bundles no schema. */
export const callChannel = 'assay:call'
export const eventChannel = 'assay:event'
