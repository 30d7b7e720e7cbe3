/** `LogService/Produce` for the path `/weir.v1.LogService/Produce`. */
export function methodOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
