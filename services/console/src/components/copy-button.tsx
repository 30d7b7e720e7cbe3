import { useEffect, useState } from 'preact/hooks';
import { tellError } from '../state/toast-list.ts';
import { Icon } from './icon.tsx';

const showsDoneForMs = 1_500;

/** Copies `text`, or what a function of it gives. */
export function CopyButton(props: {
  readonly text: string | (() => string);
  readonly label?: string;
}) {
  const { text, label = 'Copy' } = props;
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return undefined;
    const timer = setTimeout(() => {
      setDone(false);
    }, showsDoneForMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isDone]);
  const copy = async (copied: string) => {
    try {
      await copyText(copied);
      setDone(true);
    } catch (error) {
      tellError('Nothing was copied', error);
    }
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={isDone ? 'Copied' : label}
      title={isDone ? 'Copied' : label}
      onClick={(event) => {
        event.stopPropagation();
        void copy(typeof text === 'string' ? text : text());
      }}
    >
      <Icon name={isDone ? 'check' : 'copy'} />
    </button>
  );
}

/** Puts text on the clipboard, on pages without TLS too, where browsers hide the clipboard's API. */
async function copyText(text: string): Promise<void> {
  if (isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement('textarea');
  area.value = text;
  // A dialog makes everything outside of it inert.
  (document.querySelector('dialog[open]') ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  if (!isCopied) throw new Error('The browser refuses to copy: select the text by hand');
}
