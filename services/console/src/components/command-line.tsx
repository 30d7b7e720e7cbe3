import { CopyButton } from './copy-button.tsx';

/** The `weir` command that does the same, to be copied; `weirCommand()` makes it. */
export function CommandLine({ command }: { readonly command: string }) {
  return (
    <div class="command-line">
      <code>{command}</code>
      <CopyButton text={command} label="Copy the command" />
    </div>
  );
}
