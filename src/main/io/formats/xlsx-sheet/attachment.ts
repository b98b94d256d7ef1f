/** What a workbook knows about one of its sheets and the sheet's own XML does not hold. */
export interface SheetAttachment {
  readonly sheetName: string
  /** Texts that cells name by their index. */
  readonly sharedStrings: readonly string[]
  /** Indexes into the workbook's cell formats that show a number as a date. */
  readonly dateStyleIds: readonly number[]
  /** Days count from 1904 and not from 1900. */
  readonly date1904: boolean
  readonly state: 'visible' | 'hidden' | 'veryHidden'
}

const none: SheetAttachment = {
  sheetName: '',
  sharedStrings: [],
  dateStyleIds: [],
  date1904: false,
  state: 'visible',
}

/** The attachment as a container gave it; an empty one for anything else, as when a sheet's XML comes alone. */
export function sheetAttachmentFrom(given: unknown): SheetAttachment {
  if (typeof given !== 'object' || given === null || !('sharedStrings' in given)) return none
  return Array.isArray(given.sharedStrings) ? { ...none, ...(given as Partial<SheetAttachment>) } : none
}
