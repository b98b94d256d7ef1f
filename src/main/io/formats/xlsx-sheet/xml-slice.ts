/**
 * Parses one element, cut out of its document, with saxes: well-formedness, the five entities of XML and character
 * references are its; names lose their prefix, because the cut has lost the namespaces. Any other entity is an error, since
 * only a document type declaration could define it, and none is read.
 */
import { SaxesParser } from 'saxes'

export interface SliceHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void
  close(name: string): void
  text(text: string): void
}

/** Hands over what `xml` holds; null when all of it is well-formed, otherwise why it is not. */
export function parseSlice(xml: string, handler: SliceHandler): string | null {
  const parser = new SaxesParser({ fragment: true, position: false })
  let error = null as string | null
  parser.on('error', (fault) => {
    error ??= fault.message
  })
  parser.on('opentag', (tag) => {
    if (error === null) handler.open(localName(tag.name), attributesFrom(tag.attributes))
  })
  parser.on('closetag', (tag) => {
    if (error === null) handler.close(localName(tag.name))
  })
  parser.on('text', (text) => {
    if (error === null) handler.text(text)
  })
  parser.on('cdata', (text) => {
    if (error === null) handler.text(text)
  })
  parser.write(xml).close()
  return error
}

function attributesFrom(given: Readonly<Record<string, unknown>>): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const name in given) {
    const local = localName(name)
    if (local !== '__proto__') attributes[local] ??= String(given[name])
  }
  return attributes
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** Attributes of a tag given as text, `<name a="b">` or without its end; empty when it cannot be read. */
export function tagAttributes(tag: string): Readonly<Record<string, string>> {
  let found: Readonly<Record<string, string>> = {}
  const text = tag.endsWith('/>') ? tag : `${tag.slice(0, -1)}/>`
  parseSlice(text, {
    open: (_, attributes) => {
      found = attributes
    },
    close: () => {},
    text: () => {},
  })
  return found
}
