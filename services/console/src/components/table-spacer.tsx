/** Room for rows that are not drawn. */
export function TableSpacer(props: { readonly heightPx: number; readonly columns: number }) {
  const { heightPx, columns } = props;
  if (heightPx <= 0) return null;
  return (
    <tr class="table-spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${heightPx}px` }} />
    </tr>
  );
}
