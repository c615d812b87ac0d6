import type { NamedRoute } from '@shared/models/routes';
import {
  AtSign,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  FlaskConical,
  Hash,
  MessagesSquare,
  Pencil,
  Trash2,
  Webhook,
} from 'lucide-react';
import { useActions, useApp } from '../../state/react';
import { selectIsChecking } from '../../state/routes/selectors';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { cx } from '../../ui/cx';
import { MoreMenu } from '../../ui/MoreMenu';
import { Row } from '../../ui/Rows';
import { wordAgo } from '../threads';
import { useAttempt } from '../trouble';
import styles from './routes.module.css';
import { useTestRoute } from './use-test-route';

const words = strings.routes;
const KIND_ICONS = { channel: Hash, user: AtSign, webhook: Webhook, forumPost: MessagesSquare } as const;

/** One route: its name, where it leads, whether it works, and what to do when it does not. */
export function RouteRow({ route, onEdit }: { route: NamedRoute; onEdit: (route: NamedRoute) => void }) {
  const { routes, view } = useActions();
  const attempt = useAttempt();
  const checking = useApp(selectIsChecking(route.name));
  const test = useTestRoute();
  const KindIcon = KIND_ICONS[route.target.kind];
  const broken = route.health.kind === 'broken';
  const remove = () =>
    attempt(async () => {
      await routes.remove(route.name);
      const undo = () =>
        attempt(async () => {
          const { name, target, identity } = route;
          await routes.save({ name, target, identity, previousName: null });
        });
      view.toast({
        title: words.removed(route.name),
        stayMs: 10_000,
        action: { label: strings.undo, run: undo },
      });
    });
  return (
    <Row
      icon={<KindIcon size={18} aria-label={words.kinds[route.target.kind]} />}
      name={<span className={styles.name}>{route.name}</span>}
      actions={
        <>
          <Button
            tone="quiet"
            busy={checking}
            aria-label={words.checkLabel(route.name)}
            onClick={() => attempt(() => routes.check(route.name))}
          >
            {words.check}
          </Button>
          {broken ? (
            <Button className={styles.action} onClick={() => onEdit(route)}>
              {words.fix}
            </Button>
          ) : (
            <Button
              className={styles.action}
              aria-label={words.writeTo(route.name)}
              onClick={() =>
                view.showPlace({ kind: 'compose', destination: { kind: 'route', name: route.name } })
              }
            >
              {words.use}
            </Button>
          )}
          <MoreMenu
            label={words.menu(route.name)}
            groups={[
              [
                { id: 'edit', label: words.edit, icon: <Pencil size={15} />, onSelect: () => onEdit(route) },
                {
                  id: 'test',
                  label: words.test,
                  icon: <FlaskConical size={15} />,
                  onSelect: () => test(route),
                },
              ],
              [
                {
                  id: 'remove',
                  label: words.remove,
                  icon: <Trash2 size={15} />,
                  tone: 'trouble',
                  onSelect: remove,
                },
              ],
            ]}
          />
        </>
      }
    >
      <p className={styles.where}>{route.where}</p>
      <Health route={route} checking={checking} />
    </Row>
  );
}

function Health({ route, checking }: { route: NamedRoute; checking: boolean }) {
  if (checking) return <p className={styles.health}>{words.checking}</p>;
  const { health } = route;
  switch (health.kind) {
    case 'unknown':
      return (
        <p className={styles.health}>
          <CircleDashed size={13} aria-hidden="true" /> {words.health.unknown}
        </p>
      );
    case 'ok':
      return (
        <p className={styles.health}>
          <CircleCheck size={13} className={styles.good} aria-hidden="true" /> {words.health.ok},{' '}
          {words.checkedAgo(wordAgo(health.checkedAtMs, Date.now()))}
        </p>
      );
    case 'broken':
      return (
        <p className={cx(styles.health, styles.bad)}>
          <CircleAlert size={13} aria-hidden="true" />
          <span>
            {wordReason(health.reason, health.permission)} {words.advice[health.reason]}
          </span>
        </p>
      );
  }
}

type Broken = Extract<NamedRoute['health'], { kind: 'broken' }>;

function wordReason(reason: Broken['reason'], permission: string | null): string {
  return reason === 'missingPermission' ? words.reason.missingPermission(permission) : words.reason[reason];
}
