import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useQuery } from '../router/use-query.ts';

/** A tab, and what is shown while it is chosen. */
export interface Tab {
  /** In the page's address. */
  readonly id: string;
  readonly title: ComponentChildren;
  readonly content: () => ComponentChildren;
}

/** Tabs, of which the address tells the chosen one (`?tab=`); the first is the default. */
export function Tabs(props: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  /** Name in the address, where a page has more than one. */
  readonly name?: string;
}) {
  const { label, tabs, name = 'tab' } = props;
  const [chosenId, choose] = useQuery(name, tabs[0]?.id);
  const prefix = useId();
  const chosen = tabs.find(({ id }) => id === chosenId) ?? tabs[0];
  if (chosen === undefined) return null;
  const move = (event: KeyboardEvent, step: number) => {
    const next = tabs.at((tabs.indexOf(chosen) + step) % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    choose(next.id);
    document.getElementById(`${prefix}-${next.id}`)?.focus();
  };
  return (
    <>
      <div
        class="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          if (event.key === 'ArrowRight') move(event, 1);
          else if (event.key === 'ArrowLeft') move(event, -1);
        }}
      >
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`${prefix}-${id}`}
            aria-selected={id === chosen.id}
            aria-controls={`${prefix}-panel`}
            tabIndex={id === chosen.id ? 0 : -1}
            onClick={() => {
              choose(id);
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <div
        key={chosen.id}
        class="tab-panel"
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={`${prefix}-${chosen.id}`}
      >
        {chosen.content()}
      </div>
    </>
  );
}
