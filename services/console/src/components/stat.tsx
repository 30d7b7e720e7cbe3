import type { ComponentChildren } from 'preact';
import { hrefOf } from '../router/location.ts';
import type { Tone } from './badge.tsx';

/** A figure with its name; a link when it has a path. */
export function Stat(props: {
  readonly label: string;
  readonly value: ComponentChildren;
  /** In small letters below. */
  readonly detail?: ComponentChildren;
  readonly tone?: Tone;
  readonly path?: string;
}) {
  const { label, value, detail, tone = 'plain', path } = props;
  const body = (
    <>
      <span class="stat-label">{label}</span>
      <span class={`stat-value tone-${tone}`}>{value}</span>
      {detail !== undefined && <span class="stat-detail">{detail}</span>}
    </>
  );
  if (path === undefined) return <div class="stat">{body}</div>;
  return (
    <a class="stat" href={hrefOf(path)}>
      {body}
    </a>
  );
}

/** A row of figures. */
export function Stats({ children }: { readonly children: ComponentChildren }) {
  return <div class="stats">{children}</div>;
}
