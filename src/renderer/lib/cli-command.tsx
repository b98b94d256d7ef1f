/** "Copy CLI command", with the line itself readable beside it. */
import { CopyButton } from '../ui/copy-button.tsx'
import { useText } from './text.tsx'
import styles from './cli-command.module.css'

export function CliCommand({ command }: { readonly command: string }) {
  const text = useText()
  return (
    <div className={styles['cli']}>
      <CopyButton text={command} copiedText={text.t('action.copied')}>
        {text.t('action.copyCli')}
      </CopyButton>
      <code className={styles['line']}>{command}</code>
    </div>
  )
}
