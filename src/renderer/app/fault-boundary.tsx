/** A bug in a view ends that view and nothing else. */
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Component, type ReactNode } from 'react'
import type { Text } from '../../shared/text/create-text.ts'
import { Button } from '../ui/button.tsx'
import { Page } from '../ui/layout.tsx'
import { useText } from '../lib/text.tsx'
import { Failure } from '../ui/states.tsx'

interface Properties {
  readonly text: Text
  readonly children: ReactNode
}

export class FaultBoundary extends Component<Properties, { readonly fault: Error | null }> {
  override state: { readonly fault: Error | null } = { fault: null }

  static getDerivedStateFromError(fault: unknown): { fault: Error } {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) }
  }

  override render(): ReactNode {
    const { text, children } = this.props
    const { fault } = this.state
    if (fault === null) return children
    return <FaultReport text={text} fault={fault} reset={() => this.setState({ fault: null })} />
  }
}

/** What the router shows in place of a view that could not be drawn; rail and status bar stay. */
export function FaultView({ error, reset }: ErrorComponentProps) {
  const text = useText()
  return (
    <Page title={text.t('fault.title')}>
      <FaultReport text={text} fault={error instanceof Error ? error : new Error(String(error))} reset={reset} />
    </Page>
  )
}

function FaultReport({
  text,
  fault,
  reset,
}: {
  readonly text: Text
  readonly fault: Error
  readonly reset: () => void
}) {
  return (
    <Failure
      title={text.t('fault.title')}
      message={text.t('fault.message')}
      details={[{ label: text.t('common.code'), value: `${fault.name}: ${fault.message}` }]}
      action={<Button onPress={reset}>{text.t('fault.reload')}</Button>}
    />
  )
}
