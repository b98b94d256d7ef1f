/** The catalogue for components: react-i18next carries the language, the keys and numbers are those of `shared/text`. */
import { createContext, useContext, type ReactNode } from 'react'
import { I18nextProvider, useTranslation } from 'react-i18next'
import { createText, type Text } from '../../shared/text/create-text.ts'

const TextContext = createContext<Text | null>(null)

export function TextProvider({ text, children }: { readonly text: Text; readonly children: ReactNode }) {
  return (
    <I18nextProvider i18n={text.instance}>
      <TextContext.Provider value={text}>{children}</TextContext.Provider>
    </I18nextProvider>
  )
}

/** The texts; re-renders when the language changes. */
export function useText(): Text {
  const text = useContext(TextContext)
  useTranslation()
  if (text === null) throw new TypeError('useText outside TextProvider')
  return text
}

export { createText }
