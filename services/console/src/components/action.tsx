import { useState } from 'preact/hooks';
import { readOnlyReason } from '../state/session.ts';
import { ActionDialog, type ActionProps } from './action-dialog.tsx';

/**
 * A button that opens the dialog of an action. It cannot be pressed, and says why, in read-only mode or when
 * `disabledReason` is given.
 */
export function Action(
  props: ActionProps & {
    /** Of the button on the page. */
    readonly label: string;
    readonly disabledReason?: string | undefined;
    readonly tone?: 'plain' | 'primary' | 'danger';
    readonly isSmall?: boolean;
    /** Before the dialog opens: sets its controls back. */
    readonly onOpen?: () => void;
  },
) {
  const { label, disabledReason, tone = 'plain', isSmall = false, onOpen, ...action } = props;
  const [isOpen, setOpen] = useState(false);
  const reason = readOnlyReason.value ?? disabledReason;
  return (
    <>
      <button
        type="button"
        class={`button button-${tone} ${isSmall ? 'button-small' : ''}`}
        disabled={reason !== undefined}
        title={reason ?? action.title}
        onClick={() => {
          onOpen?.();
          setOpen(true);
        }}
      >
        {label}
      </button>
      {isOpen && (
        <ActionDialog
          {...action}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </>
  );
}
