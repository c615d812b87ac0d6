import type { ArchiveSettings } from '@shared/models/archive';
import { useMemo, useState } from 'react';
import { guildsOf, selectArchive } from '../../state/archive/selectors';
import { useActions, useApp } from '../../state/react';
import { strings } from '../../strings';
import { archiveStrings as words } from '../../strings/archive';
import { Button } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, Select } from '../../ui/Field';
import { useAttempt } from '../trouble';
import styles from './archive.module.css';
import { Section } from './Section';

const DAYS = [30, 90, 180, 365, 730, 1_825] as const;
const OFF = 'off';

interface Change {
  settings: ArchiveSettings;
  where: string;
  days: number;
}

/** For how long things are kept: everywhere, and other than that by guild. Less than before is asked about first. */
export function Retention() {
  const { channels, settings } = useApp(selectArchive);
  const { archive, view } = useActions();
  const attempt = useAttempt();
  const guilds = useMemo(() => guildsOf(channels), [channels]);
  const [asked, setAsked] = useState<Change | null>(null);
  const save = (next: ArchiveSettings) =>
    attempt(async () => {
      setAsked(null);
      await archive.setSettings(next);
      view.announce(words.settingsSaved);
    });
  const changeTo = (next: ArchiveSettings, where: string, before: number | null, days: number | null) => {
    if (days !== null && (before === null || days < before)) setAsked({ settings: next, where, days });
    else save(next);
  };
  return (
    <Section title={words.retention} hint={words.retentionHint}>
      <div className={styles.rows}>
        <Field label={words.everywhere}>
          {(ids) => (
            <Select
              {...ids}
              value={settings.keepDays ?? ''}
              onChange={({ target }) => {
                const keepDays = target.value === '' ? null : Number(target.value);
                changeTo({ ...settings, keepDays }, words.everywhere, settings.keepDays, keepDays);
              }}
            >
              <option value="">{words.forever}</option>
              <DayOptions own={settings.keepDays} />
            </Select>
          )}
        </Field>
        {guilds.map(({ guildId, name }) => {
          const own = settings.guilds.find((guild) => guild.guildId === guildId);
          const others = settings.guilds.filter((guild) => guild.guildId !== guildId);
          return (
            <Field key={guildId} label={name}>
              {(ids) => (
                <Select
                  {...ids}
                  value={own?.enabled === false ? OFF : (own?.keepDays ?? '')}
                  onChange={({ target: { value } }) => {
                    const enabled = value !== OFF;
                    // What was kept stays as long as before when nothing new is kept.
                    const keepDays = enabled
                      ? value === ''
                        ? null
                        : Number(value)
                      : (own?.keepDays ?? null);
                    const next = { ...settings, guilds: [...others, { guildId, enabled, keepDays }] };
                    const before = own?.keepDays ?? settings.keepDays;
                    changeTo(next, name, before, keepDays ?? settings.keepDays);
                  }}
                >
                  <option value="">{words.asEverywhere}</option>
                  <DayOptions own={own?.keepDays ?? null} />
                  <option value={OFF}>{words.notKept}</option>
                </Select>
              )}
            </Field>
          );
        })}
      </div>
      {asked && (
        <Dialog
          title={words.confirmShorter}
          description={words.confirmShorterBody(asked.where, words.days(asked.days))}
          closeLabel={strings.close}
          onClose={() => setAsked(null)}
        >
          <DialogActions>
            <Button onClick={() => setAsked(null)}>{words.cancel}</Button>
            <Button tone="primary" onClick={() => save(asked.settings)}>
              {words.deleteOlder}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Section>
  );
}

/** The usual spans, and the one that is set when it is another. */
function DayOptions({ own }: { own: number | null }) {
  const all = own === null ? [...DAYS] : [...new Set<number>([...DAYS, own])].sort((a, b) => a - b);
  return (
    <>
      {all.map((days) => (
        <option key={days} value={days}>
          {words.days(days)}
        </option>
      ))}
    </>
  );
}
