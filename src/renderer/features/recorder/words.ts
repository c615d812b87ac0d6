import type { ConsentTrouble } from '@shared/models/recorder';
import { adviceFor } from '../../advice';
import { recorderStrings } from '../../strings/recorder';
import { wordRefusal } from '../trouble';

const words = recorderStrings.consent;

/** What did not work, and why, as a title and a sentence. */
export function wordTrouble({ about, refusal, error }: ConsentTrouble): { title: string; body: string } {
  const title = words.trouble[about];
  if (refusal) return { title, body: wordRefusal(refusal) };
  if (!error) return { title, body: '' };
  // What ended here is said by main in a sentence of its own; codes have advice.
  if (error.code === 'internal' || about === 'clip') return { title, body: error.message };
  const advice = adviceFor(error);
  return { title, body: `${advice.title}. ${advice.next}` };
}
