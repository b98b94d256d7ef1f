/**
 * The sentences that the shell itself shows: menus, dialogs and boxes drawn by the system. Screens, command line and PDF
 * take theirs from the one catalogue in `shared/text`.
 */
export const shellText = {
  product: 'Assay',
  menu: {
    file: '&File',
    openEngagement: 'Open engagement…',
    verifyPackage: 'Verify a package…',
    newWindow: 'New window',
    edit: '&Edit',
    view: '&View',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    actualSize: 'Actual size',
    window: '&Window',
    help: '&Help',
    about: 'About Assay',
  },
  open: {
    import: 'Choose files to import',
    engagement: 'Open an engagement',
    package: 'Choose an evidence package',
    anchor: 'Choose claims, transcripts or outside proofs',
    trust: 'Choose what you obtained independently',
    key: 'Choose a signing key',
    certificate: 'Choose certificates',
    profile: 'Choose a source profile',
  },
  importFolder: 'Choose folders to import',
  save: {
    engagement: 'Save the new engagement as',
    package: 'Save the evidence package as',
    key: 'Save the signing key as',
    profile: 'Save the source profile as',
    proof: 'Save the proof as',
    recipe: 'Save the recipe as',
  },
  fileKinds: {
    all: 'All files',
    engagement: 'Assay engagement',
    package: 'Evidence package',
    exports: 'Exports',
    anchor: 'Claims, transcripts and proofs',
    trust: 'Hashes, keys and certificates',
    key: 'PKCS#12 key',
    certificate: 'Certificate',
    profile: 'Source profile',
    proof: 'Proof file',
    recipe: 'Chain recipe',
  },
  link: {
    title: 'Open a web page',
    message: 'Open this address in the system browser?',
    detail: (address: string) => `${address}\n\nAssay itself makes no connection.`,
    agree: 'Open',
    refuse: 'Stay here',
  },
  closing: {
    message: (job: string) => `A job is still running: ${job}`,
    detail: 'Closing cancels it. A cancelled job leaves nothing behind; the engagement keeps its last committed state.',
    stay: 'Keep it running',
    leave: 'Cancel the job and close',
  },
  engineLost: {
    message: 'The engine process ended and was started again.',
    detail:
      'Jobs that were running are marked failed and can be started again. The stored evidence is as it was last committed.',
    button: 'Continue',
  },
  engineGivenUp: {
    message: 'The engine process ends each time it is started.',
    detail: (logFolder: string) => `Close Assay and start it again. The log is in ${logFolder}.`,
    button: 'Close',
  },
  pageLost: {
    message: 'The window stopped working.',
    detail: 'The engine and the stored evidence are unaffected. Reloading opens the engagement again.',
    reload: 'Reload',
    leave: 'Close window',
  },
  alreadyOpen: 'This engagement is already open in another window, which is now in front.',
  about: (version: string, runtime: string) =>
    `Version ${version}\n${runtime}\n\nAssay works offline and checks for no updates.`,
} as const
