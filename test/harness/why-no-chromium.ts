import { chromiumPath } from './chromium-path.ts';

/** Why tests that open pages cannot run here; undefined when they can. */
export function whyNoChromium(): string | undefined {
  if (chromiumPath() !== undefined) return undefined;
  const named = process.env['CHROMIUM'];
  return named === undefined || named === ''
    ? 'Not on PATH: chromium (the package chromium has it; CHROMIUM names another place)'
    : `CHROMIUM names "${named}", which is no program`;
}
