/** The states of a query around its content, with the error pattern: what happened, details to copy, try again. */
import type { UseQueryResult } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { errorText } from '../../shared/text/finding-text.ts'
import { Button } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Failure, Waiting } from '../ui/states.tsx'
import type { ApiError } from './rpc-client.ts'
import { useText } from './text.tsx'

export function ErrorView({ error, onRetry }: { readonly error: ApiError; readonly onRetry?: () => void }) {
  const text = useText()
  const details = [
    { label: text.t('common.code'), value: error.code },
    ...Object.entries(error.details).map(([label, value]) => ({ label, value })),
  ]
  return (
    <Failure
      title={errorText(text, error.code)}
      message={error.message}
      details={details}
      action={
        <>
          {onRetry === undefined ? null : (
            <Button icon={RotateCw} onPress={onRetry}>
              {text.t('action.retry')}
            </Button>
          )}
          <CopyButton
            text={[error.code, error.message, ...details.map((detail) => `${detail.label}: ${detail.value}`)].join(
              '\n',
            )}
            copiedText={text.t('action.copied')}
          >
            {text.t('action.copyDetails')}
          </CopyButton>
        </>
      }
    />
  )
}

export function QueryView<R>({
  query,
  children,
}: {
  readonly query: UseQueryResult<R, ApiError>
  readonly children: (data: R) => ReactNode
}) {
  const text = useText()
  if (query.isError) return <ErrorView error={query.error} onRetry={() => void query.refetch()} />
  if (query.data === undefined) return <Waiting text={text.t('common.loading')} />
  return <>{children(query.data)}</>
}
