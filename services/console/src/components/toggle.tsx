import type { ComponentChildren } from 'preact';

/** On or off. */
export function Toggle(props: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly children: ComponentChildren;
  readonly isDisabled?: boolean;
}) {
  const { isOn, onChange, children, isDisabled = false } = props;
  return (
    <label class="toggle">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
        }}
      />
      <span>{children}</span>
    </label>
  );
}
