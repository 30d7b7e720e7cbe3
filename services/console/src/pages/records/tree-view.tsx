import { useMemo, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import { formatCount } from '../../format/format-count.ts';
import { CodeLines } from './code-lines.tsx';
import { type TreeLine, visibleLines } from './decode/tree-line.ts';

/** A single text of a line that is longer is cut. */
const maxShownChars = 4_000;
const indentCh = 2;
const maxIndents = 30;

/** A decoded value whose groups can be closed. */
export function TreeView(props: { readonly label: string; readonly lines: readonly TreeLine[] }) {
  const { label, lines } = props;
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const visible = useMemo(() => visibleLines(lines, closed), [lines, closed]);
  const toggle = (index: number) => {
    const next = new Set(closed);
    if (!next.delete(index)) next.add(index);
    setClosed(next);
  };
  return (
    <CodeLines
      isWrapped
      label={label}
      count={visible.length}
      line={(position) => {
        const index = visible[position] ?? 0;
        const line = lines[index];
        return (
          line && (
            <Line
              line={line}
              isClosed={closed.has(index)}
              hidden={(line.closedBy ?? index) - index - 1}
              onToggle={() => {
                toggle(index);
              }}
            />
          )
        );
      }}
    />
  );
}

function Line(props: {
  readonly line: TreeLine;
  readonly isClosed: boolean;
  /** Lines that are hidden when it is closed. */
  readonly hidden: number;
  readonly onToggle: () => void;
}) {
  const { line, isClosed, hidden, onToggle } = props;
  const { depth, label, text, tone, tail, closedBy } = line;
  const isLong = text.length > maxShownChars;
  return (
    <div style={{ paddingLeft: `${Math.min(depth, maxIndents) * indentCh + 2}ch` }}>
      {closedBy !== undefined && (
        <button
          type="button"
          class={`fold ${isClosed ? 'fold-closed' : ''}`}
          aria-expanded={!isClosed}
          aria-label={`${label}${hidden} lines`}
          onClick={onToggle}
        >
          <Icon name="chevron" />
        </button>
      )}
      <span class="code-label">{label}</span>
      <span class={`code-${tone}`}>{isLong ? text.slice(0, maxShownChars) : text}</span>
      {isLong && (
        <span class="code-note">… {formatCount(text.length - maxShownChars)} characters more</span>
      )}
      {isClosed && <span class="code-note"> … {formatCount(hidden)} lines </span>}
      <span class="code-note">{tail}</span>
    </div>
  );
}
