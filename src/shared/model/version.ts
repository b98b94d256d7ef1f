/** Version of Assay, printed in every result. A test compares it with package.json. */
export const version = '0.1.0'
