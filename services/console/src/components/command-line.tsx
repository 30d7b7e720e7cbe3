import { CopyButton } from './copy-button.tsx';

/** The `weir` command that does the same, to be copied; `weirCommand()` makes it. Several stand in lines. */
export function CommandLine({ command }: { readonly command: string }) {
  return (
    <div class="command-line">
      <code>
        {command.split('\n').map((line) => (
          <span key={line} class="line">
            {line.split(' ').flatMap((word, index) => [
              index === 0 ? '' : ' ',
              <span key={index} class="word">
                {word}
              </span>,
            ])}
          </span>
        ))}
      </code>
      <CopyButton text={command} label="Copy the command" />
    </div>
  );
}
