import { type ComponentChildren } from 'preact';

/** A labelled control: the child is an input, a select or a textarea. */
export function Field(props: {
  readonly label: string;
  readonly children: ComponentChildren;
  /** Beside the control, in small letters. */
  readonly hint?: ComponentChildren;
  /** Why the value cannot be used; shown in place of the hint. */
  readonly problem?: string | undefined;
}) {
  const { label, children, hint, problem } = props;
  const hasProblem = problem !== undefined && problem !== '';
  return (
    <div class={hasProblem ? 'field field-bad' : 'field'}>
      <label>
        <span class="field-label">{label}</span>
        {children}
      </label>
      {hasProblem && (
        <span class="field-hint problem" role="alert">
          {problem}
        </span>
      )}
      {!hasProblem && hint !== undefined && <span class="field-hint">{hint}</span>}
    </div>
  );
}
