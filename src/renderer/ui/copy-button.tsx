/** Copies a text; says so in place for two seconds, for eyes and for screen readers. */
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'

export interface CopyButtonProps {
  readonly text: string
  readonly children: string
  readonly copiedText: string
  readonly kind?: 'plain' | 'quiet'
  readonly label?: string
}

export function CopyButton({ text, children, copiedText, kind = 'plain', label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <Button
      kind={kind}
      icon={copied ? Check : Copy}
      {...(label === undefined ? {} : { label: copied ? copiedText : label })}
      onPress={() => {
        void navigator.clipboard.writeText(text).then(() => setCopied(true))
      }}
    >
      {copied ? copiedText : children}
    </Button>
  )
}
