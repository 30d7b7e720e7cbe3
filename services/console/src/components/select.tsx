/** One of a few values. */
export function Select<Value extends string>(props: {
  readonly value: Value;
  readonly options: readonly (readonly [value: Value, text: string])[];
  readonly onChange: (value: Value) => void;
  /** For those who hear the page, where no `Field` is around it. */
  readonly label?: string;
  readonly isDisabled?: boolean;
}) {
  const { value, options, onChange, label, isDisabled = false } = props;
  return (
    <select
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={(event) => {
        const chosen = options.find(([option]) => option === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
