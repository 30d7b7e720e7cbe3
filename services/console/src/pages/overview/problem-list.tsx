import { Icon } from '../../components/icon.tsx';
import { hrefOf } from '../../router/location.ts';
import type { Problem } from './find-problems.ts';

/** What is wrong, and what to do about it. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) {
    return (
      <p class="all-well">
        <Icon name="check" /> Nothing is wrong
      </p>
    );
  }
  return (
    <ul class="problems">
      {problems.map(({ tone, text, advice, path }) => (
        <li key={text} class={`problem-${tone}`}>
          <Icon name="warning" />
          <div>
            <a href={hrefOf(path)}>{text}</a>
            <p class="muted">{advice}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
