export { coordinatorConfigTable } from './config.ts';
export { Coordinator, type CoordinatorOptions } from './coordinator.ts';
export { type CoordinatorConfig, defaultCoordinatorConfig } from './coordinator-config.ts';
