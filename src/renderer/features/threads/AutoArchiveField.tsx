import type { AutoArchive } from '@shared/models/threads';
import { strings } from '../../strings';
import { Field, Select } from '../../ui/Field';

const words = strings.threads;
const CHOICES: readonly AutoArchive[] = [60, 1_440, 4_320, 10_080];

/** The choice of so many minutes; null for a number Discord does not know. */
export function autoArchiveOf(minutes: number): AutoArchive | null {
  return CHOICES.find((choice) => choice === minutes) ?? null;
}

/** After how many quiet minutes a thread goes to the archive. */
export function AutoArchiveField({
  value,
  onChange,
}: {
  value: number;
  onChange: (minutes: number) => void;
}) {
  return (
    <Field label={words.autoArchive}>
      {(ids) => (
        <Select {...ids} value={value} onChange={(event) => onChange(Number(event.target.value))}>
          {CHOICES.map((minutes) => (
            <option key={minutes} value={minutes}>
              {words.autoArchives[minutes]}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
