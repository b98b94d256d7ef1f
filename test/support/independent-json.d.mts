/** Types of the plain JSON reader. */
interface Placed {
  /** The value as the text spells it: `text.slice(start, end)`. */
  readonly raw: string
  readonly start: number
  readonly end: number
}
export interface JsonMember {
  readonly name: string
  readonly value: JsonNode
  readonly start: number
  readonly end: number
}
export type JsonObject = Placed & { readonly kind: 'object'; readonly members: readonly JsonMember[] }
export type JsonNode =
  | JsonObject
  | (Placed & { readonly kind: 'array'; readonly items: readonly JsonNode[] })
  | (Placed & { readonly kind: 'string'; readonly value: string })
  | (Placed & { readonly kind: 'number' | 'boolean' | 'null' })

/** Throws a SyntaxError for what is no JSON text. */
export function parseJson(text: string): JsonNode
/** Value of a top-level member: that of its last occurrence. */
export function valueOf(record: JsonObject, name: string): JsonNode | undefined
