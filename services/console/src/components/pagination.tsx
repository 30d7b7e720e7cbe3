/** Pages that a server cuts, by its tokens: there is a way on and a way back to the first. */
export function Pagination(props: {
  /** What is on this page: `100 entries`. */
  readonly text: string;
  readonly isFirst: boolean;
  readonly hasMore: boolean;
  readonly onFirst: () => void;
  readonly onMore: () => void;
  /** `Older` by default. */
  readonly moreText?: string;
  readonly firstText?: string;
}) {
  const { text, isFirst, hasMore, onFirst, onMore } = props;
  const { moreText = 'Older', firstText = 'Newest' } = props;
  return (
    <nav class="pagination" aria-label="Pages">
      <span class="muted">{text}</span>
      <button type="button" class="button button-small" disabled={isFirst} onClick={onFirst}>
        {firstText}
      </button>
      <button type="button" class="button button-small" disabled={!hasMore} onClick={onMore}>
        {moreText}
      </button>
    </nav>
  );
}
