import { Field } from '../../components/field.tsx';

/** An instant in the browser's time zone; below it is said what that is in UTC. */
export function TimeInput(props: {
  readonly label: string;
  /** Unix milliseconds. */
  readonly valueMs: number | undefined;
  readonly onChange: (valueMs: number | undefined) => void;
  readonly isDisabled: boolean;
}) {
  const { label, valueMs, onChange, isDisabled } = props;
  return (
    <Field
      label={label}
      hint={valueMs === undefined ? 'Your time zone' : `${new Date(valueMs).toISOString()} in UTC`}
    >
      <input
        type="datetime-local"
        step="1"
        disabled={isDisabled}
        value={valueMs === undefined ? '' : formatLocalTime(valueMs)}
        onChange={(event) => {
          const atMs = new Date(event.currentTarget.value).getTime();
          onChange(Number.isNaN(atMs) ? undefined : atMs);
        }}
      />
    </Field>
  );
}

/** As the control writes it: `2026-11-30T16:25:06`. */
function formatLocalTime(atMs: number): string {
  const offsetMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - offsetMs).toISOString().slice(0, 19);
}
