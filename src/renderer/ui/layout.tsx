/** Page frame parts: a page, its head, sections, facts, toolbars and notices. */
import { useId, type ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './layout.module.css'

export interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Fills the height itself and scrolls inside, as the grid does. */
  readonly fill?: boolean
  readonly narrow?: boolean
}

export function Page({ title, lead, actions, children, fill = false, narrow = false }: PageProps) {
  return (
    <div className={classNames(styles['page'], fill && styles['fill'], narrow && styles['narrow'])}>
      <header className={styles['head']}>
        <div className={styles['headText']}>
          <h1>{title}</h1>
          {lead === undefined ? null : <div className={styles['lead']}>{lead}</div>}
        </div>
        {actions === undefined ? null : <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export interface SectionProps {
  readonly title: string
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly note?: ReactNode
}

export function Section({ title, children, actions, note }: SectionProps) {
  const id = useId()
  return (
    <section className={styles['section']} aria-labelledby={id}>
      <div className={styles['sectionHead']}>
        <h2 id={id}>{title}</h2>
        {note === undefined ? null : <span className={styles['muted']}>{note}</span>}
        {actions === undefined ? null : <div className={styles['sectionActions']}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

export interface FactRow {
  readonly label: string
  readonly value: ReactNode
  readonly mono?: boolean
}

export function Facts({ rows, columns = 1 }: { readonly rows: readonly FactRow[]; readonly columns?: 1 | 2 }) {
  return (
    <dl className={classNames(styles['facts'], columns === 2 && styles['twoColumns'])}>
      {rows.map((row) => (
        <div key={row.label} className={styles['fact']}>
          <dt>{row.label}</dt>
          <dd className={row.mono === true ? styles['mono'] : undefined}>{row.value}</dd>
        </div>
      ))}
    </dl>
  )
}

export interface ToolbarProps {
  readonly children: ReactNode
  readonly label?: string
  /** Fields with their labels in one line, whatever errors stand below them; else everything stands on one base. */
  readonly fields?: boolean
}

export function Toolbar({ children, label, fields = false }: ToolbarProps) {
  return (
    <div
      className={classNames(styles['toolbar'], fields && styles['fields'])}
      {...(label === undefined ? {} : { role: 'group', 'aria-label': label })}
    >
      {children}
    </div>
  )
}

/** Words in a toolbar, on the line of its buttons. */
export function ToolbarText({ children }: { readonly children: ReactNode }) {
  return <span className={styles['toolbarText']}>{children}</span>
}

export function Stack({ children, tight = false }: { readonly children: ReactNode; readonly tight?: boolean }) {
  return <div className={classNames(styles['stack'], tight && styles['tight'])}>{children}</div>
}

export function Columns({ children, wide = false }: { readonly children: ReactNode; readonly wide?: boolean }) {
  return <div className={classNames(styles['columns'], wide && styles['columnsWide'])}>{children}</div>
}

export function Panel({ children, label }: { readonly children: ReactNode; readonly label?: string }) {
  return (
    <div className={styles['panel']} {...(label === undefined ? {} : { role: 'group', 'aria-label': label })}>
      {children}
    </div>
  )
}

export function Notice({
  children,
  title,
  loud = false,
}: {
  readonly children: ReactNode
  readonly title?: string
  readonly loud?: boolean
}) {
  return (
    <div className={classNames(styles['notice'], loud && styles['loud'])}>
      {title === undefined ? null : <p className={styles['noticeTitle']}>{title}</p>}
      {children}
    </div>
  )
}

export function Muted({ children }: { readonly children: ReactNode }) {
  return <span className={styles['muted']}>{children}</span>
}

export function Bullets({ items }: { readonly items: readonly string[] }) {
  return (
    <ul className={styles['bullets']}>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  )
}
