/** The part of pdfkit 0.20 that the report uses. The published types describe an older major. */
declare module 'pdfkit' {
  import type { Readable } from 'node:stream'
  import type { Font } from 'fontkit'

  export interface StructureOptions {
    readonly title?: string
    readonly alt?: string
    readonly scope?: 'Row' | 'Column'
  }

  export interface StructureElement {
    add(child: StructureElement | (() => void)): StructureElement
    end(): void
  }

  export interface Reference {
    readonly data: Record<string, unknown>
  }

  export interface Page {
    readonly width: number
    readonly height: number
    readonly dictionary: Reference
  }

  export interface OutlineItem {
    options: { readonly expanded?: boolean }
    addItem(title: string, options: { readonly fit: true }): OutlineItem
  }

  export interface DocumentOptions {
    readonly size: 'A4'
    readonly margin: number
    readonly pdfVersion: '1.7'
    readonly subset: 'PDF/A-3a' | 'PDF/A-3b' | 'PDF/A-1b'
    readonly tagged: boolean
    readonly lang: string
    readonly displayTitle: boolean
    readonly bufferPages: boolean
    readonly autoFirstPage: boolean
    readonly font: string | null
    readonly info: Record<string, string | Date>
  }

  export interface TextOptions {
    readonly lineBreak: false
  }

  export class PDFDocument extends Readable {
    constructor(options: DocumentOptions)
    readonly page: Page
    readonly outline: OutlineItem
    readonly info: Record<string, string | Date>
    addPage(): this
    switchToPage(index: number): Page
    bufferedPageRange(): { readonly start: number; readonly count: number }
    registerFont(name: string, font: Font): this
    font(name: string): this
    fontSize(points: number): this
    text(text: string, x: number, y: number, options: TextOptions): this
    widthOfString(text: string): number
    fillColor(color: string): this
    strokeColor(color: string): this
    lineWidth(points: number): this
    dash(length: number, options: { readonly space: number }): this
    undash(): this
    save(): this
    restore(): this
    rect(x: number, y: number, width: number, height: number): this
    roundedRect(x: number, y: number, width: number, height: number, radius: number): this
    circle(x: number, y: number, radius: number): this
    polygon(...points: readonly (readonly [number, number])[]): this
    path(path: string): this
    moveTo(x: number, y: number): this
    lineTo(x: number, y: number): this
    translate(x: number, y: number): this
    scale(factor: number): this
    stroke(): this
    fill(): this
    fillAndStroke(fill: string, stroke: string): this
    struct(type: string, options?: StructureOptions): StructureElement
    addStructure(element: StructureElement): this
    markContent(tag: 'Artifact', options: { readonly type: 'Pagination' | 'Layout' }): this
    endMarkedContent(): this
    file(
      bytes: Uint8Array,
      options: {
        readonly name: string
        readonly type: string
        readonly description: string
        readonly relationship: string
        readonly creationDate: Date
        readonly modifiedDate: Date
      },
    ): unknown
    endMetadata(): void
    end(): void
  }
}
