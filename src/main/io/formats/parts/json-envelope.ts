/** The door to the readers of JSON envelopes: for formats whose records stand inside an object. */
export { JsonEnvelopeReader } from './json-envelope-reader.ts'
export { type EnvelopePath, type EnvelopeSpec, envelopeNotes } from './json-envelope-spec.ts'
export { chooseJson } from './json-envelope-choose.ts'
export { sampleEnvelope } from './json-envelope-sample.ts'
