export { Controller, type ControllerCounts, type ControllerOptions } from './controller.ts';
export { registerControllerMetrics } from './controller-metrics.ts';
