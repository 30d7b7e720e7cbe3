import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type ApiError, isAbort, toApiError } from '../api/api-error.ts';
import { refreshPaths } from '../api/use-poll.ts';
import { readOnlyReason } from '../state/session.ts';
import { tellDone } from '../state/toast-list.ts';
import { CommandLine } from './command-line.tsx';
import { Dialog } from './dialog.tsx';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { TextInput } from './text-input.tsx';

/** What an action is, for its dialog and its button. */
export interface ActionProps {
  /** Of the dialog: what will be done. */
  readonly title: string;
  /** Of the button that does it; the title by default. */
  readonly runLabel?: string;
  /** The same as a command: `weirCommand(…)`. */
  readonly command: string;
  /** Does it; what it throws is shown and the dialog stays. The answer is told as done. */
  readonly run: (signal: AbortSignal) => Promise<string | undefined>;
  /** Explanation and controls. */
  readonly children?: ComponentChildren;
  /** Why it cannot be run with what the controls say. */
  readonly problem?: string | undefined;
  /** Destructive: this name must be typed before it runs. */
  readonly typeName?: string | undefined;
  /** It takes something away, without a name to type. */
  readonly isDanger?: boolean;
  readonly isWide?: boolean;
}

/** Shows what will be done and as which command, does it, and tells how it went. */
export function ActionDialog(props: ActionProps & { readonly onClose: () => void }) {
  const { title, runLabel = title, command, children, problem, typeName, onClose } = props;
  const { isDanger = false, isWide = false } = props;
  const [typed, setTyped] = useState('');
  const { error, isRunning, start } = useRun(props);
  const reason = readOnlyReason.value ?? problem;
  const isNamed = typeName === undefined || typed === typeName;
  return (
    <Dialog title={title} onClose={onClose} isWide={isWide}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === undefined && isNamed && !isRunning) start();
        }}
      >
        {children}
        {typeName !== undefined && (
          <Field label={`Type ${typeName} to confirm`}>
            <TextInput value={typed} onInput={setTyped} />
          </Field>
        )}
        <CommandLine command={command} />
        <ErrorNote error={error} isInDialog />
        <RunButtons
          label={runLabel}
          isDanger={typeName !== undefined || isDanger}
          isRunning={isRunning}
          isReady={isNamed}
          reason={reason}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function RunButtons(props: {
  readonly label: string;
  readonly isDanger: boolean;
  readonly isRunning: boolean;
  /** Whether what must be typed is. */
  readonly isReady: boolean;
  /** Why it cannot be run. */
  readonly reason: string | undefined;
  readonly onClose: () => void;
}) {
  const { label, isDanger, isRunning, isReady, reason, onClose } = props;
  return (
    <div class="dialog-actions">
      {reason !== undefined && <span class="problem">{reason}</span>}
      <button type="button" class="button" onClick={onClose}>
        {isRunning ? 'Give up' : 'Cancel'}
      </button>
      <button
        type="submit"
        class={`button ${isDanger ? 'button-danger' : 'button-primary'}`}
        disabled={reason !== undefined || !isReady || isRunning}
      >
        {isRunning ? 'Working…' : label}
      </button>
    </div>
  );
}

function useRun({ title, run, onClose }: ActionProps & { readonly onClose: () => void }) {
  const [error, setError] = useState<ApiError>();
  const [isRunning, setRunning] = useState(false);
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const finish = async (signal: AbortSignal) => {
    try {
      const done = await run(signal);
      tellDone(title, done);
      onClose();
      // A page that has just been left asks for nothing any more.
      setTimeout(refreshPaths);
    } catch (thrown) {
      setRunning(false);
      if (!isAbort(thrown)) setError(toApiError(thrown));
    }
  };
  const start = () => {
    const controller = new AbortController();
    abort.current = controller;
    setRunning(true);
    setError(undefined);
    void finish(controller.signal);
  };
  return { error, isRunning, start };
}
