/** Form fields with label, hint and error; native select because it is complete on every platform and to every reader. */
import { useId, type ReactNode } from 'react'
import {
  Checkbox as AriaCheckbox,
  FieldError,
  Input,
  Label,
  Text,
  TextField as AriaTextField,
} from 'react-aria-components'
import { Check } from 'lucide-react'
import { classNames } from './class-names.ts'
import styles from './fields.module.css'

export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly error?: string
  readonly type?: 'text' | 'password' | 'search'
  readonly mono?: boolean
  readonly required?: boolean
  readonly disabled?: boolean
  readonly width?: 'short' | 'normal' | 'wide'
  readonly placeholder?: string
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    value,
    onChange,
    hint,
    error,
    type = 'text',
    mono = false,
    required = false,
    disabled = false,
    width = 'normal',
    placeholder,
  } = props
  return (
    <AriaTextField
      className={classNames(styles['field'], styles[width])}
      value={value}
      onChange={onChange}
      type={type}
      isRequired={required}
      isDisabled={disabled}
      isInvalid={error !== undefined}
      validationBehavior="aria"
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      <Input
        className={classNames(styles['input'], mono && styles['mono'])}
        spellCheck={false}
        autoComplete="off"
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      {hint === undefined ? null : (
        <Text slot="description" className={styles['hint'] ?? ''}>
          {hint}
        </Text>
      )}
      {error === undefined ? null : <FieldError className={styles['error'] ?? ''}>{error}</FieldError>}
    </AriaTextField>
  )
}

export interface SelectFieldProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: string }[]
  readonly onChange: (value: V) => void
  readonly hint?: string
  readonly disabled?: boolean
}

export function SelectField<V extends string>({
  label,
  value,
  options,
  onChange,
  hint,
  disabled = false,
}: SelectFieldProps<V>) {
  const id = useId()
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className={styles['select']}
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen !== undefined) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </span>
      )}
    </div>
  )
}

export interface CheckboxProps {
  readonly children: ReactNode
  readonly selected: boolean
  readonly onChange: (selected: boolean) => void
}

export function Checkbox({ children, selected, onChange }: CheckboxProps) {
  return (
    <AriaCheckbox className={styles['checkbox'] ?? ''} isSelected={selected} onChange={onChange}>
      <span className={styles['box']} aria-hidden>
        {selected ? <Check size={13} strokeWidth={3} /> : null}
      </span>
      {children}
    </AriaCheckbox>
  )
}

export interface ChoiceProps<V extends string> {
  readonly legend: string
  readonly name: string
  readonly value: V
  readonly options: readonly { readonly value: V; readonly label: string; readonly hint?: string }[]
  readonly onChange: (value: V) => void
}

/** One of a few, all visible with what each means. */
export function Choice<V extends string>({ legend, name, value, options, onChange }: ChoiceProps<V>) {
  const id = useId()
  return (
    <fieldset className={styles['choices']}>
      <legend className={styles['label']}>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['choice']}>
          <input
            type="radio"
            name={`${id}-${name}`}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span className={styles['choiceLabel']}>{option.label}</span>
            {option.hint === undefined ? null : <span className={styles['hint']}>{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
