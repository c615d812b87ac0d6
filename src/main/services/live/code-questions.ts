import type { UserId } from '@shared/discord/snowflake';
import type { VerificationCode } from '@shared/models/live';
import type { Clock } from '../../support/clock';
import type { VoiceCommand } from '../../voice-process/protocol';

/** Computing 200 codes takes the engine well under a second. */
const ANSWER_MS = 5_000;

/** Asks the engine for verification codes; an engine that is gone answers with none. */
export class CodeQuestions {
  readonly #waiting = new Map<number, { userIds: string[]; answer: (codes: VerificationCode[]) => void }>();
  #nextId = 1;

  constructor(
    private readonly send: (command: VoiceCommand) => void,
    private readonly clock: Clock,
  ) {}

  ask(userIds: readonly string[]): Promise<VerificationCode[]> {
    const requestId = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve) => {
      const cancel = this.clock.setTimer(() => this.answered(requestId, []), ANSWER_MS);
      this.#waiting.set(requestId, {
        userIds: [...userIds],
        answer: (codes) => {
          cancel();
          resolve(codes);
        },
      });
      this.send({ type: 'verificationCodes', requestId, userIds: userIds as UserId[] });
    });
  }

  answered(requestId: number, codes: readonly VerificationCode[]): void {
    const question = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    const byUser = new Map(codes.map(({ userId, code }) => [userId, code]));
    question?.answer(question.userIds.map((userId) => ({ userId, code: byUser.get(userId) ?? null })));
  }

  /** The engine that was asked is gone. */
  forget(): void {
    for (const requestId of [...this.#waiting.keys()]) this.answered(requestId, []);
  }

  close(): void {
    this.forget();
  }
}
