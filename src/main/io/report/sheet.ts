/**
 * A4 pages with a cursor: text in three faces, structure elements for what is read, artifacts for what only decorates.
 * Everything drawn is one or the other; that is what makes the file tagged. Knows no block of the report.
 */
import type { PDFDocument, StructureElement, StructureOptions } from 'pdfkit'
import { faces, loadFonts, type Face } from './fonts.ts'
import { breakLines, visibleText, type Measure } from './text-lines.ts'

/** Colours of the light theme: ink, muted ink, decorative rule, chart mark. */
export const ink = { text: '#1a222c', muted: '#4c5866', line: '#d5dae0', edge: '#7b8794', bar: '#66727f' } as const

export interface TextStyle {
  readonly face: Face
  /** Points. */
  readonly size: number
  readonly color: string
}

/** Points; A4 is 595.28 by 841.89. */
export const frame = { left: 56, right: 539.28, top: 78, bottom: 776, width: 483.28, height: 698 } as const

export class Sheet {
  readonly document: PDFDocument
  /** Distance of the cursor from the upper edge, in points. */
  y: number = frame.top
  private readonly fonts = loadFonts()

  constructor(document: PDFDocument) {
    this.document = document
    for (const face of Object.keys(faces) as Face[]) document.registerFont(faces[face], this.fonts[face])
  }

  get pageIndex(): number {
    const range = this.document.bufferedPageRange()
    return range.start + range.count - 1
  }

  addPage(): void {
    this.document.addPage()
    this.y = frame.top
  }

  /** Starts a new page unless `height` points are left. True when it did. */
  ensure(height: number): boolean {
    if (this.y + height <= frame.bottom) return false
    this.addPage()
    return true
  }

  measure(style: TextStyle): Measure {
    return (text) => this.document.font(faces[style.face]).fontSize(style.size).widthOfString(text)
  }

  /** The text as this face can show it. */
  visible(text: string, face: Face): string {
    return visibleText(text, this.fonts[face])
  }

  lines(text: string, width: number, style: TextStyle): string[] {
    return breakLines(this.visible(text, style.face), width, this.measure(style))
  }

  /** One line whose upper edge is at `y`. Must run inside `content` or `artifact`. */
  line(text: string, x: number, y: number, style: TextStyle): void {
    if (text === '') return
    this.document
      .font(faces[style.face])
      .fontSize(style.size)
      .fillColor(style.color)
      .text(text, x, y, { lineBreak: false })
  }

  /** Opens a structure element under a parent; the caller ends it. */
  element(parent: StructureElement, type: string, options: StructureOptions = {}): StructureElement {
    const element = this.document.struct(type, options)
    parent.add(element)
    return element
  }

  /** Draws content that belongs to an element; it must stay on the current page. */
  content(element: StructureElement, draw: () => void): void {
    element.add(draw)
  }

  /** Draws decoration that a reader program skips. Never inside `content`. */
  artifact(draw: () => void, type: 'Pagination' | 'Layout' = 'Layout'): void {
    this.document.markContent('Artifact', { type })
    draw()
    this.document.endMarkedContent()
  }

  rule(y: number, color: string, width = 0.5, from: number = frame.left, to: number = frame.right): void {
    this.artifact(() => this.document.strokeColor(color).lineWidth(width).moveTo(from, y).lineTo(to, y).stroke())
  }

  /** A text in one element, broken into lines and across pages. `indent` and `width` in points. */
  paragraph(
    parent: StructureElement,
    type: string,
    text: string,
    style: TextStyle,
    options: { readonly indent?: number; readonly leading?: number } = {},
  ): void {
    const indent = options.indent ?? 0
    const leading = options.leading ?? style.size * 1.45
    const element = this.element(parent, type)
    let lines = this.lines(text, frame.width - indent, style)
    while (lines.length > 0) {
      let room = Math.floor((frame.bottom - this.y) / leading)
      // Two lines at least stay together at the foot of a page and at the head of the next.
      if (room < lines.length && (room < 2 || lines.length - room < 2))
        room = room >= 3 && lines.length > 3 ? room - 1 : 0
      const part = lines.slice(0, room)
      if (part.length > 0) {
        this.content(element, () =>
          part.forEach((line, index) => this.line(line, frame.left + indent, this.y + index * leading, style)),
        )
        this.y += part.length * leading
      }
      lines = lines.slice(room)
      if (lines.length > 0) this.addPage()
    }
    element.end()
  }
}
