/** The three lists that `weir top` shows. */
export type TopPane = 'nodes' | 'topics' | 'groups';

/** In the order of the keys 1, 2 and 3. */
export const topPanes: readonly TopPane[] = ['nodes', 'topics', 'groups'];

/** What a person has chosen to see. */
export interface TopState {
  readonly pane: TopPane;
  /** By pane, the number of its order; orders go round. */
  readonly orders: Readonly<Record<TopPane, number>>;
  /** By pane, the number of the row that is pointed at. */
  readonly rows: Readonly<Record<TopPane, number>>;
  readonly isEnded: boolean;
}

/** What is seen first. */
export const initialTopState: TopState = {
  pane: 'topics',
  orders: { nodes: 0, topics: 0, groups: 0 },
  rows: { nodes: 0, topics: 0, groups: 0 },
  isEnded: false,
};

const pageRows = 10;

const steps: Readonly<Record<string, number>> = {
  j: 1,
  k: -1,
  '\u001B[B': 1,
  '\u001B[A': -1,
  '\u001BOB': 1,
  '\u001BOA': -1,
  '\u001B[6~': pageRows,
  '\u001B[5~': -pageRows,
  g: Number.NEGATIVE_INFINITY,
  G: Number.POSITIVE_INFINITY,
};

/** The state after a key, as a terminal sends it; `rowCount` is how many rows the pane has. Pure. */
export function afterKey(state: TopState, key: string, rowCount: number): TopState {
  if (key === 'q' || key === 'Q' || key === '\u0003') return { ...state, isEnded: true };
  const { pane } = state;
  const number = ['1', '2', '3'].indexOf(key);
  const chosen = topPanes[number] ?? (key === '\t' ? paneAfter(pane) : undefined);
  if (chosen !== undefined) return { ...state, pane: chosen };
  if (key === 's') {
    return {
      ...state,
      orders: { ...state.orders, [pane]: state.orders[pane] + 1 },
      rows: { ...state.rows, [pane]: 0 },
    };
  }
  const step = steps[key];
  if (step === undefined) return state;
  const row = Math.max(0, Math.min(rowCount - 1, state.rows[pane] + step));
  return { ...state, rows: { ...state.rows, [pane]: row } };
}

/** The keys in what a terminal has sent at once. */
export function keysIn(text: string): readonly string[] {
  // oxlint-disable-next-line no-control-regex -- arrows are sent as escape sequences
  return text.match(/\u001B(?:\[[\d;]*[A-Za-z~]|O[A-Z])?|[\s\S]/g) ?? [];
}

function paneAfter(pane: TopPane): TopPane {
  return topPanes[(topPanes.indexOf(pane) + 1) % topPanes.length] ?? pane;
}
