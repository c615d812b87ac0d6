import { gatewayClosePolicy } from '@shared/discord/gateway-close-codes';
import { type IntentName, privilegedIntentLabels } from '@shared/discord/intents';
import { AppError } from '@shared/errors/app-error';

/** The failure a fatal close code stands for; what can be named (intents) is named. */
export function errorOfClose(code: number, intents: readonly IntentName[]): AppError {
  const { meaning } = gatewayClosePolicy(code);
  if (code === 4004) {
    return new AppError('gateway/auth-failed', 'The token was refused.', { details: { closeCode: code } });
  }
  if (code === 4014) {
    const names = privilegedIntentLabels(intents).join(', ');
    return new AppError(
      'gateway/disallowed-intents',
      `Switch on ${names || 'the privileged intents'} for this bot: ${INTENT_SWITCHES}.`,
      { details: { closeCode: code, intents: names } },
    );
  }
  return new AppError(
    'gateway/fatal-close',
    `Discord ended the connection: ${meaning}. ${ADVICE.get(code) ?? ''}`.trim(),
    {
      details: { closeCode: code },
    },
  );
}

/** Where the switches are, in the portal's own words. */
export const INTENT_SWITCHES =
  'discord.com/developers/applications → the application → Bot → Privileged Gateway Intents';

/** What a person can do about the fatal codes that have no error of their own. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  [4010, 'The server and Roomtone disagree about the number of shards; connect again.'],
  [4011, 'Connect again; if it stays so, the server asks for more shards than it says.'],
  [4012, 'This version of Roomtone is too old for it; get a newer one.'],
  [4013, 'The server does not know the intents Roomtone asks for; get a newer version of either.'],
]);
