/**
 * Value forms: one member's value written otherwise than the record writes it. A value that is not of the kind a form
 * speaks of (a time that is none, null) stays as it is, so that altered evidence still differs instead of being passed
 * over.
 */
import type { TimeForm, ValueForm } from '../../model/recipe.ts'
import { parseWrittenTime, timeText } from '../time/written-time.ts'
import { writerOf } from './json-dialects.ts'
import { printTree, type JsonNode, type JsonStyle } from './json-tree.ts'
import { decimalsText, scriptNumber } from './number-text.ts'

/** What a value form makes of a value: text to be quoted where JSON is written, or text that is JSON already. */
export type Written = { readonly text: string; readonly quoted: boolean } | 'as-it-stands' | 'lost'

/** Writes the value of a node; lost digits of a time are not its business (`lost-digits.ts`). */
export type WriteValue = (node: JsonNode) => Written

export function compileValue(form: ValueForm): WriteValue {
  if ('time' in form) return timeWriter(form.time)
  if ('number' in form) return numberWriter(form.number)
  if ('json' in form) return jsonWriter(writerOf(form.json).style)
  const lower = form.case === 'lower'
  return (node) => {
    if (node.kind !== 'string') return 'as-it-stands'
    return { text: lower ? node.value.toLowerCase() : node.value.toUpperCase(), quoted: true }
  }
}

function timeWriter(form: TimeForm): WriteValue {
  const quoted = !('epoch' in form) || form.as === 'text'
  return (node) => {
    const source = node.kind === 'string' ? node.value : node.kind === 'number' ? node.token : ''
    const time = parseWrittenTime(source)
    return time === null ? 'as-it-stands' : { text: timeText(time, form), quoted }
  }
}

/** Takes a string that spells a number too: columns of text hold numbers. */
function numberWriter(form: Extract<ValueForm, { number: unknown }>['number']): WriteValue {
  return (node) => {
    const token = node.kind === 'number' ? node.token : node.kind === 'string' ? node.value : ''
    if (!jsonNumber.test(token)) return 'as-it-stands'
    const text = form === 'double' ? doubleText(token) : decimalsText(token, form.decimals)
    return text === undefined ? 'lost' : { text, quoted: false }
  }
}

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

function doubleText(token: string): string | undefined {
  return Number.isFinite(Number(token)) ? scriptNumber(token) : undefined
}

function jsonWriter(style: JsonStyle): WriteValue {
  return (node) => {
    const text = printTree(node, style)
    return text === undefined ? 'lost' : { text, quoted: false }
  }
}
