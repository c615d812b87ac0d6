import { COMPONENT_TYPE } from '@shared/discord/component-types';
import { componentCount, LAYOUT_TOP, LIMITS, usageOf } from '@shared/discord/message-rules';
import type { MessageBody } from '@shared/models/message-body';
import { composeStrings as words } from '../../../strings/compose';
import { cx } from '../../../ui/cx';
import { Segmented } from '../../../ui/Segmented';
import { ComponentForm } from './ComponentForm';
import { ComponentList } from './ComponentList';
import { EmbedsForm, Group } from './EmbedsForm';
import styles from './form.module.css';
import { LimitedField } from './LimitedField';
import { fromLayout, toLayout } from './layout-mode';
import { useForm } from './use-form';

/** Everything that can be in a message: text, embeds and rows, or a layout of components in their place. */
export function ComposeForm({ body, webhookName }: { body: MessageBody; webhookName: string | null }) {
  const form = useForm();
  const usage = usageOf(body);
  return (
    <div className={styles.form}>
      {webhookName !== null && (
        <Group
          label={words.identity}
          used={body.identity.username !== null || body.identity.avatarUrl !== null}
        >
          <div className={styles.pair}>
            <Identity body={body} webhookName={webhookName} />
          </div>
        </Group>
      )}
      <div className={styles.start}>
        <Segmented
          label={words.mode}
          value={body.componentsV2 ? 'layout' : 'message'}
          options={[
            { value: 'message', label: words.modes.message },
            { value: 'layout', label: words.modes.layout },
          ]}
          onChange={(mode) => form.edit(mode === 'layout' ? toLayout : fromLayout)}
        />
      </div>
      {body.componentsV2 ? (
        <>
          <p className={styles.usage}>
            <Meter label={words.components} {...usage.components} />
            <Meter label={words.layoutText} {...usage.layoutText} />
          </p>
          <ComponentList
            path="components"
            components={body.components}
            Item={ComponentForm}
            allowed={LAYOUT_TOP}
            max={LIMITS.components.max}
            full={componentCount(body.components) >= LIMITS.components.max}
            addLabel={words.addComponent}
          />
        </>
      ) : (
        <>
          <LimitedField
            path="content"
            label={words.content}
            value={body.content}
            rule="content"
            multiline
            emptyAs=""
          />
          <section className={styles.part} data-path="embeds" tabIndex={-1} aria-label={words.embeds}>
            <h3>
              {words.embeds}
              {body.embeds.length > 0 && <Meter label={words.embedText} {...usage.embedText} />}
            </h3>
            <EmbedsForm embeds={body.embeds} />
          </section>
          <section className={styles.part} data-path="components" tabIndex={-1} aria-label={words.rows}>
            <h3>{words.rows}</h3>
            <ComponentList
              path="components"
              components={body.components}
              Item={ComponentForm}
              allowed={[COMPONENT_TYPE.actionRow]}
              max={LIMITS.rows.max}
              full={false}
              addLabel={words.addRow}
            />
          </section>
        </>
      )}
    </div>
  );
}

/** The name and picture are named as in Discord's JSON in problems, and as in the body when they change. */
function Identity({ body, webhookName }: { body: MessageBody; webhookName: string }) {
  return (
    <>
      <LimitedField
        path="identity.username"
        label={words.username}
        value={body.identity.username}
        rule="username"
        placeholder={webhookName}
        emptyAs={null}
      />
      <LimitedField
        path="identity.avatarUrl"
        label={words.avatar}
        value={body.identity.avatarUrl}
        type="url"
        placeholder="https://"
        emptyAs={null}
      />
    </>
  );
}

function Meter({ label, used, limit }: { label: string; used: number; limit: number }) {
  return (
    <span className={cx(styles.counter, used > limit * 0.9 && styles.near, used > limit && styles.over)}>
      {label} {words.used(used, limit)}
    </span>
  );
}
