/** Ctrl+K: go to any screen by typing part of its name. */
import { useMemo } from 'react'
import {
  Autocomplete,
  Dialog,
  Heading,
  Input,
  Label,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components'
import { useText } from '../lib/text.tsx'
import { destinations } from './destinations.ts'
import styles from './command-palette.module.css'

export interface CommandPaletteProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly onGo: (path: string) => void
}

export function CommandPalette({ open, onClose, onGo }: CommandPaletteProps) {
  const text = useText()
  const { contains } = useFilter({ sensitivity: 'base' })
  const items = useMemo(
    () =>
      [...destinations, { path: '/verify', label: 'nav.verifyPackage', icon: null } as const].map((item) => ({
        id: item.path,
        label: text.t(item.label),
        icon: item.icon,
      })),
    [text],
  )
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      isDismissable
      className={styles['overlay'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['title'] ?? ''}>
            {text.t('palette.title')}
          </Heading>
          <Autocomplete filter={contains}>
            <SearchField autoFocus className={styles['field'] ?? ''}>
              <Label className={styles['label'] ?? ''}>{text.t('palette.label')}</Label>
              <Input className={styles['input'] ?? ''} />
            </SearchField>
            <Menu
              className={styles['menu'] ?? ''}
              aria-label={text.t('palette.title')}
              items={items}
              renderEmptyState={() => <div className={styles['none']}>{text.t('palette.none')}</div>}
              onAction={(key) => {
                onClose()
                onGo(String(key))
              }}
            >
              {(item) => (
                <MenuItem id={item.id} textValue={item.label} className={styles['item'] ?? ''}>
                  {item.icon === null ? null : <item.icon size={15} strokeWidth={2} aria-hidden />}
                  {item.label}
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
