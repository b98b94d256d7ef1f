/** Whether something shows that no entries are missing at the end of a chain. */
import type { ChainEnd } from '../../../shared/model/chain-end.ts'
import { endPromiseText } from '../../../shared/text/verdict-text.ts'
import { useText } from '../../lib/text.tsx'
import { Bullets, Notice } from '../../ui/layout.tsx'

export function ChainEndView({ end }: { readonly end: ChainEnd }) {
  const text = useText()
  return (
    <Notice title={text.t('resultParts.end')} loud={end.state !== 'shown'}>
      <p>{text.t(`chainEnd.state.${end.state}`)}</p>
      {end.promises.length === 0 ? null : (
        <Bullets items={end.promises.map((promise) => endPromiseText(text, promise))} />
      )}
    </Notice>
  )
}
