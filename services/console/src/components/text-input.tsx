import { useId } from 'preact/hooks';

/** An input of one line. */
export function TextInput(props: {
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** `text` by default. A `search` is where `/` goes, and is left with Esc. */
  readonly type?: 'text' | 'search' | 'number' | 'datetime-local';
  readonly placeholder?: string;
  /** For those who hear the page, where no `Field` is around it. */
  readonly label?: string;
  readonly isDisabled?: boolean;
  readonly isRequired?: boolean;
  /** Values that are offered while one types. */
  readonly suggestions?: readonly string[];
}) {
  const { value, onInput, type = 'text', placeholder, label, suggestions } = props;
  const listId = useId();
  return (
    <>
      <input
        type={type}
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        aria-label={label}
        disabled={props.isDisabled ?? false}
        required={props.isRequired ?? false}
        list={suggestions === undefined ? undefined : listId}
        value={value}
        onInput={(event) => {
          onInput(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (type === 'search' && event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {suggestions !== undefined && (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
    </>
  );
}
