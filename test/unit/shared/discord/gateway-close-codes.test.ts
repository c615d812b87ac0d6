import { describe, expect, it } from 'vitest';
import { gatewayClosePolicy } from '../../../../src/shared/discord/gateway-close-codes';

describe('the gateway closing', () => {
  it.each([
    [1000, 'identify'],
    [1001, 'resume'],
    [1006, 'resume'],
    [4000, 'resume'],
    [4001, 'resume'],
    [4002, 'resume'],
    [4003, 'identify'],
    [4004, 'stop'],
    [4005, 'resume'],
    [4007, 'identify'],
    [4008, 'resume'],
    [4009, 'identify'],
    [4010, 'stop'],
    [4011, 'stop'],
    [4012, 'stop'],
    [4013, 'stop'],
    [4014, 'stop'],
    [4999, 'resume'],
    [1011, 'resume'],
  ])('with %i means to %s', (code, action) => {
    expect(gatewayClosePolicy(code).action).toBe(action);
  });
});
