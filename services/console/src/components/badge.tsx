import type { ComponentChildren } from 'preact';

/** `good`, `warn` and `bad` for states; `accent` and `plain` for words. */
export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'plain';

/** A word in a coloured frame. */
export function Badge(props: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children: ComponentChildren;
}) {
  const { tone = 'plain', title, children } = props;
  return (
    <span class={`badge badge-${tone}`} title={title}>
      {children}
    </span>
  );
}

/** A coloured dot before a word: the state of a thing in a table. */
export function StatusDot(props: {
  readonly tone: Tone;
  readonly title?: string;
  readonly children: ComponentChildren;
}) {
  const { tone, title, children } = props;
  return (
    <span class="status" title={title}>
      <span class={`dot dot-${tone}`} aria-hidden="true" />
      {children}
    </span>
  );
}
