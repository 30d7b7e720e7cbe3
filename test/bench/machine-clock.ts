/** Milliseconds of a clock that all processes of a machine share; it never steps. */
export function machineNowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
