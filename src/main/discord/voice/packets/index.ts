export * from './dave-messages';
export * from './ip-discovery';
export * from './keepalive';
export { readMlsVector, writeMlsVector } from './mls-vector';
export type { ParseResult } from './parse-result';
export * from './rtp';
export * from './transport-crypto';
