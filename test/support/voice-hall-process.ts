/** A `VoiceHall` in a process of its own: what its members work out holds up nobody else. Spoken to by messages. */
import { type HallPacket, missingSlots, VoiceHall } from './voice-hall';

export type HallQuestion =
  | { type: 'enter'; guildId: string; count: number }
  | { type: 'reset' }
  | { type: 'report'; guildId: string; userId: string };

export type HallAnswer =
  | { type: 'open'; endpoint: string; certificatePem: string }
  | { type: 'done' }
  | {
      type: 'report';
      packets: number;
      missing: number;
      groupSize: number;
      decrypted: number;
      failed: number;
      arrivals: HallPacket[];
    };

async function main(): Promise<void> {
  const hall = await VoiceHall.open();
  const say = (answer: HallAnswer) => process.send?.(answer);
  process.on('message', (question: HallQuestion) => {
    switch (question.type) {
      case 'enter':
        hall.enter(question.guildId, question.count);
        say({ type: 'done' });
        break;
      case 'reset':
        hall.packets = [];
        say({ type: 'done' });
        break;
      case 'report': {
        const arrivals = hall.packets.filter(({ guildId }) => guildId === question.guildId);
        say({
          type: 'report',
          packets: arrivals.length,
          missing: missingSlots(arrivals),
          groupSize: hall.groupSize(question.guildId),
          ...hall.heard(question.userId),
          arrivals,
        });
        break;
      }
    }
  });
  process.on('disconnect', () => process.exit(0));
  say({ type: 'open', endpoint: hall.endpoint, certificatePem: hall.voice.certificatePem });
}

void main();
