export { gatewayConfig } from './config.ts';
export { Gateway, type GatewayOptions } from './gateway.ts';
