/** Buttons. One primary per view; icons always stand beside a word. */
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { classNames } from './class-names.ts'
import styles from './button.module.css'

export interface ButtonProps {
  readonly children: ReactNode
  readonly onPress?: () => void
  readonly kind?: 'primary' | 'plain' | 'quiet'
  readonly icon?: LucideIcon
  readonly disabled?: boolean
  readonly submit?: boolean
  /** Name for screen readers when the visible words are not enough. */
  readonly label?: string
  readonly pressed?: boolean
}

export function Button({
  children,
  onPress,
  kind = 'plain',
  icon: Icon,
  disabled = false,
  submit = false,
  label,
  pressed,
}: ButtonProps) {
  return (
    <AriaButton
      type={submit ? 'submit' : 'button'}
      isDisabled={disabled}
      className={classNames(styles['button'], styles[kind])}
      {...(onPress === undefined ? {} : { onPress })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
    >
      {Icon === undefined ? null : <Icon size={15} strokeWidth={2} aria-hidden />}
      {children}
    </AriaButton>
  )
}
