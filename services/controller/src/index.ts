export { Controller, type ControllerOptions } from './controller.ts';
export type { ControllerCounts } from './controller-counts.ts';
