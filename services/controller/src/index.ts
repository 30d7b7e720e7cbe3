export { controllerConfig } from './config.ts';
export { Controller, type ControllerOptions } from './controller.ts';
export type { ControllerCounts } from './controller-counts.ts';
