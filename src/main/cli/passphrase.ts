/** Passphrases come from ASSAY_PASSPHRASE or a prompt on a terminal, never from arguments. */
import { AppError } from '../../shared/model/app-error.ts'
import { plain } from './output.ts'

export async function askPassphrase(question: string): Promise<string> {
  const given = process.env['ASSAY_PASSPHRASE']
  if (given !== undefined) return given
  if (!process.stdin.isTTY) throw new AppError('usage', 'No passphrase: set ASSAY_PASSPHRASE, or run in a terminal.')
  return readHidden(question)
}

function readHidden(question: string): Promise<string> {
  const { stdin } = process
  // Before the question: what is typed in answer to it must not be echoed by the terminal.
  stdin.setRawMode(true)
  stdin.resume()
  process.stderr.write(plain(question))
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (): void => {
      stdin.setRawMode(false)
      stdin.pause()
      stdin.off('data', listen)
      process.stderr.write('\n')
    }
    const listen = (data: Buffer): void => {
      for (const character of data.toString('utf8')) {
        if (character === '\r' || character === '\n') {
          end()
          resolve(typed)
          return
        }
        if (character === '\u0003') {
          end()
          reject(new AppError('cancelled', 'Interrupted; nothing was changed.'))
          return
        }
        typed = character === '\u007f' ? typed.slice(0, -1) : typed + character
      }
    }
    stdin.on('data', listen)
  })
}
