/** One entry's hash, explained: the bytes that were hashed, part by part, and what came out. The same for screen, CLI and PDF. */
import { z } from 'zod'
import { contentSchema, reasonSchema } from './verdict.ts'
import { algorithmSchema } from './recipe.ts'

/** What a stretch of a pre-image is. `syntax` is JSON between members; `content` what could not be told apart further. */
const spanKinds = [
  'prefix',
  'previous',
  'separator',
  'field',
  'label',
  'length',
  'delimiter',
  'syntax',
  'content',
] as const

export const preimageSpanSchema = z.object({
  kind: z.enum(spanKinds),
  /** Name of the field, as the pre-image or the recipe names it; null where the stretch is no field. */
  name: z.string().nullable(),
  /** Bytes `[start, end)` of the pre-image. Spans follow one another without a hole. */
  start: z.number().int(),
  end: z.number().int(),
  /** The bytes as text, invalid UTF-8 as U+FFFD; cut at 4096 characters. */
  text: z.string(),
  cut: z.boolean(),
})
export type PreimageSpan = z.infer<typeof preimageSpanSchema>

/** Why there is no line for a shell. */
const noShellReasons = ['masked', 'no-preimage', 'no-tool', 'too-long'] as const

export const hashExplanationSchema = z.object({
  /** `entry` for the entry's own hash, `link` for the second hash of a two-hash design. */
  part: z.enum(['entry', 'link']),
  algorithm: algorithmSchema,
  keyed: z.boolean(),
  content: contentSchema,
  reason: reasonSchema.nullable(),
  /** The rule: how content became bytes, and where the previous hash stands. */
  form: z.string(),
  placement: z.string(),
  previousEncoding: z.string(),
  /** Section of the recipe language that defines the form. */
  section: z.string(),
  /** Field of the record that holds the stored hash. */
  storedField: z.string(),
  /** Lower-case hex; null when the record has no usable hash, or nothing could be hashed. */
  stored: z.string().nullable(),
  recomputed: z.string().nullable(),
  /** 0-based index of the first hex digit that differs; null when none does or one of the two is missing. */
  firstDifference: z.number().int().nullable(),
  preimage: z
    .object({
      bytes: z.number().int(),
      spans: z.array(preimageSpanSchema),
      /** Every byte, lower-case hex; null when masked or longer than 65,536 bytes. */
      hex: z.string().nullable(),
    })
    .nullable(),
  /** A line for bash or a POSIX shell that prints the recomputed hash without Assay. */
  shell: z.object({ line: z.string(), tool: z.string() }).nullable(),
  noShell: z.enum(noShellReasons).nullable(),
})
export type HashExplanation = z.infer<typeof hashExplanationSchema>

export const explanationSchema = z.object({
  entryId: z.number().int(),
  line: z.number().int(),
  sequence: z.string().nullable(),
  recipeId: z.string(),
  recipeName: z.string(),
  recipeHash: z.string(),
  /** True when something in the pre-image is shown masked; then neither hex nor shell line is given. */
  masked: z.boolean(),
  hashes: z.array(hashExplanationSchema),
})
export type Explanation = z.infer<typeof explanationSchema>
