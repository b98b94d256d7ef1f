/** "What this does not prove", printed under every result. */
import { doesNotProve, type LimitKind } from '../../shared/text/verdict-text.ts'
import { Bullets, Notice } from '../ui/layout.tsx'
import { useText } from './text.tsx'

export function Limits({ kinds }: { readonly kinds: readonly LimitKind[] }) {
  const text = useText()
  return (
    <Notice title={text.t('prove.heading')}>
      <Bullets items={kinds.flatMap((kind) => doesNotProve(text, kind))} />
    </Notice>
  )
}
