/** Height of the first header of a Bitcoin header archive that does not say it, as whoever added the file stated it. */
export const version = 30

export const sql = `
ALTER TABLE anchor_files ADD COLUMN start_height INTEGER;
`
