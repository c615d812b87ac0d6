import type { OpeningPreview, RoomTemplate, SetEnd, Temporary } from '@shared/models/room-plans';
import { Check, CircleAlert, FolderClosed, Info, Presentation, Volume2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectGuildId } from '../../state/workspace/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { spokenDuration } from '../../ui/format';
import { useAttempt } from '../trouble';
import { EndingFields } from './EndingFields';
import styles from './room-plans.module.css';
import { wordPlanProblem } from './wording';

const words = strings.plans.opening;
const ICONS = { category: FolderClosed, voice: Volume2, stage: Presentation } as const;
const NOT_BLOCKING = new Set(['missingRole', 'sameNames', 'bitrateLowered']);

/** What opening a template would make and need, before it is made. */
export function OpenDialog({ template, onClose }: { template: RoomTemplate; onClose: () => void }) {
  const here = useApp(selectGuildId);
  const guildId = useApp((state) => state.workspace.guilds[template.guildId ?? here ?? '']?.guildId ?? null);
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const [temporary, setTemporary] = useState<Temporary | null>(null);
  const [end, setEnd] = useState<SetEnd>({ kind: 'never' });
  const [preview, setPreview] = useState<OpeningPreview | null | undefined>(undefined);
  const { templateId } = template;

  useEffect(() => {
    let isCurrent = true;
    if (guildId === null) return setPreview(null);
    const source = { kind: 'saved' as const, templateId };
    attempt(async () => {
      const found = await roomPlans.ask.preview({ source, guildId, temporary: null, end: { kind: 'never' } });
      if (isCurrent) setPreview(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [guildId, templateId, roomPlans, attempt]);

  const open = () => {
    if (guildId === null) return;
    attempt(async () => {
      const outcome = await roomPlans.ask.open({
        source: { kind: 'saved', templateId },
        guildId,
        temporary,
        end,
      });
      if (outcome.kind === 'templateGone') return setPreview(null);
      if (outcome.kind === 'blocked') {
        return setPreview((now) => now && { ...now, problems: outcome.problems, canOpen: false });
      }
      roomPlans.show('running');
      onClose();
    });
  };
  const rooms = preview?.items.filter(({ kind }) => kind !== 'category').length ?? 0;
  return (
    <Dialog wide title={words.title(template.name)} closeLabel={strings.close} onClose={onClose}>
      <div className={styles.form}>
        {preview === null && <p className={styles.problem}>{words.gone}</p>}
        {preview && (
          <>
            <p>{words.will(preview.items.length, preview.requests, spokenDuration(preview.estimateMs))}</p>
            <ul className={styles.list}>
              {numbered(preview.items).map(({ key, kind, name }) => {
                const Icon = ICONS[kind];
                return (
                  <li key={key} className={styles.listItem}>
                    <Icon size={14} className={styles.kindIcon} aria-label={kind} /> {name}
                  </li>
                );
              })}
            </ul>
            <ul aria-label={words.needs}>
              {preview.permissions.map(({ permission, has }) => (
                <li key={permission} className={cx(styles.listItem, !has && styles.bad)}>
                  {has ? (
                    <Check size={14} className={styles.good} aria-hidden="true" />
                  ) : (
                    <CircleAlert size={14} aria-hidden="true" />
                  )}
                  {has ? words.has(permission) : words.lacks(permission)}
                </li>
              ))}
              {preview.problems
                .filter(({ kind }) => kind !== 'missingPermission')
                .map((problem) => (
                  <li
                    key={JSON.stringify(problem)}
                    className={cx(styles.listItem, !NOT_BLOCKING.has(problem.kind) && styles.bad)}
                  >
                    {NOT_BLOCKING.has(problem.kind) ? (
                      <Info size={14} className={styles.kindIcon} aria-hidden="true" />
                    ) : (
                      <CircleAlert size={14} aria-hidden="true" />
                    )}
                    {wordPlanProblem(problem)}
                  </li>
                ))}
            </ul>
            <EndingFields temporary={temporary} end={end} onTemporary={setTemporary} onEnd={setEnd} />
          </>
        )}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" disabled={!preview?.canOpen} onClick={open}>
            {words.start(rooms)}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

/** Two rooms may have one name: their place in the list tells them apart. */
function numbered(items: OpeningPreview['items']): (OpeningPreview['items'][number] & { key: string })[] {
  return items.map((item, index) => ({ ...item, key: `${index} ${item.name}` }));
}
