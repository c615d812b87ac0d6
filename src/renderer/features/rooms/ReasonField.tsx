import { strings } from '../../strings';
import { Field, TextInput } from '../../ui/Field';

/** Why, for the guild's audit log. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Field label={strings.rooming.reason} hint={strings.rooming.reasonHint}>
      {(ids) => (
        <TextInput
          {...ids}
          value={value}
          maxLength={512}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
