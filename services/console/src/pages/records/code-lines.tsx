import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useVirtualRows } from '../../components/use-virtual-rows.ts';

/** As in records.css. */
const linePx = 19;

/** Many lines of a value, of which those in sight are drawn. */
export function CodeLines(props: {
  readonly label: string;
  readonly count: number;
  readonly line: (index: number) => ComponentChildren;
  /** Long lines go on below instead of beyond the edge. */
  readonly isWrapped?: boolean;
}) {
  const { label, count, line, isWrapped = false } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const { items, beforePx, afterPx, measure } = useVirtualRows(scroller, count, linePx);
  return (
    <div
      class={`code-lines ${isWrapped ? 'code-wrapped' : ''}`}
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <div style={{ height: `${beforePx}px` }} />
      {items.map(({ index }) => (
        <div key={index} data-index={index} ref={isWrapped ? measure : null} class="code-line">
          {line(index)}
        </div>
      ))}
      <div style={{ height: `${afterPx}px` }} />
    </div>
  );
}
