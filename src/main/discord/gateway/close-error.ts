import { gatewayClosePolicy } from '@shared/discord/gateway-close-codes';
import { type IntentName, privilegedIntentLabels } from '@shared/discord/intents';
import { AppError } from '@shared/errors/app-error';

/** The failure a fatal close code stands for; what can be named (intents) is named. */
export function errorOfClose(code: number, intents: readonly IntentName[]): AppError {
  const { meaning } = gatewayClosePolicy(code);
  if (code === 4004) {
    return new AppError('gateway/auth-failed', 'The token was refused.', { details: { closeCode: code } });
  }
  if (code === 4013 || code === 4014) {
    const names = privilegedIntentLabels(intents).join(', ');
    return new AppError(
      'gateway/disallowed-intents',
      `Switch on these intents for the bot in Discord's developer portal: ${names || 'none can be named'}.`,
      { details: { closeCode: code, intents: names } },
    );
  }
  return new AppError('gateway/fatal-close', `Discord ended the connection: ${meaning}.`, {
    details: { closeCode: code },
  });
}
