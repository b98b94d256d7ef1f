/** Names that come from the audited side, as they are stored and shown. */

/**
 * The name with control characters, half surrogate pairs and marks that change the direction of writing as U+FFFD.
 * Hostile: `gpj.exe` behind a right-to-left mark reads as another name than the one that is meant.
 */
export function shownName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  return name.toWellFormed().replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}
