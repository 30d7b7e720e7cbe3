import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualItem,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Which rows of a long list are drawn, and how much room those above and below take. */
export interface VirtualRows {
  readonly items: readonly VirtualItem[];
  readonly beforePx: number;
  readonly afterPx: number;
  readonly scrollTo: (index: number) => void;
  /** As `ref` of a row with `data-index`, where rows differ in height. */
  readonly measure: (element: Element | null) => void;
}

/** Draws only the rows of `count` that can be seen in `scroller`. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowPx: number,
): VirtualRows {
  const [, redraw] = useReducer<number, undefined>((times) => times + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
    // Until the scroller is measured.
    initialRect: { width: 1_000, height: 800 },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => {
      redraw(undefined);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  // What the adapters of the library for other frameworks call, too.
  const { _didMount: didMount, _willUpdate: willUpdate } = virtualizer;
  useEffect(() => didMount(), [didMount]);
  useLayoutEffect(() => {
    willUpdate();
  });
  const items = virtualizer.getVirtualItems();
  return {
    items,
    beforePx: items[0]?.start ?? 0,
    afterPx: virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0),
    scrollTo: (index) => {
      virtualizer.scrollToIndex(index);
    },
    measure: virtualizer.measureElement,
  };
}
