import type { ComponentChildren } from 'preact';
import { hrefOf } from '../router/location.ts';

/** The head of a page: where it is, its name, what is said beside it, and what can be done. */
export function PageHeader(props: {
  readonly title: string;
  /** Pages above this one: `[['Topics', '/topics']]`. */
  readonly parents?: readonly (readonly [title: string, path: string])[];
  /** Badges and figures beside the name. */
  readonly children?: ComponentChildren;
  /** Buttons at the right. */
  readonly actions?: ComponentChildren;
}) {
  const { title, parents = [], children, actions } = props;
  return (
    <header class="page-header">
      <h1>
        {parents.map(([text, path]) => (
          <span key={path} class="parent">
            <a href={hrefOf(path)}>{text}</a> /{' '}
          </span>
        ))}
        {title}
      </h1>
      <div class="page-facts">{children}</div>
      <div class="page-actions">{actions}</div>
    </header>
  );
}
