import type { Embed, EmbedField } from '@shared/discord/embed';
import { embedCharacters, LIMITS } from '@shared/discord/message-rules';
import { Plus } from 'lucide-react';
import { memo } from 'react';
import { composeStrings as words } from '../../../strings/compose';
import { Button } from '../../../ui/Button';
import styles from './form.module.css';
import { ItemFrame } from './ItemFrame';
import { keyed } from './keyed';
import { ColourField, LimitedField, PictureField, Toggle } from './LimitedField';
import { TimeField } from './TimeField';
import { useForm } from './use-form';

/** Longer lists begin closed, the newest excepted: to be looked through, and to be drawn fast. */
const OPEN_AT_MOST = 4;

/** All embeds, one under the other. */
export function EmbedsForm({ embeds }: { embeds: readonly Embed[] }) {
  const form = useForm();
  const full = embeds.length >= LIMITS.embeds.max;
  return (
    <div className={styles.stack}>
      {keyed(embeds).map(({ key, item, index }) => (
        <EmbedForm key={key} embed={item} index={index} count={embeds.length} full={full} />
      ))}
      <Button
        icon={<Plus size={14} />}
        className={styles.add ?? ''}
        disabled={full}
        onClick={() => form.change<Embed[]>('embeds', (items) => [...items, { type: 'rich' }])}
      >
        {words.addEmbed}
      </Button>
    </div>
  );
}

interface EmbedFormProps {
  embed: Embed;
  index: number;
  count: number;
  full: boolean;
}

const EmbedForm = memo(function EmbedForm({ embed, index, count, full }: EmbedFormProps) {
  const path = `embeds.${index}`;
  const title = words.embed(index + 1);
  const summary = embed.title ?? embed.author?.name ?? embed.description?.slice(0, 60);
  return (
    <ItemFrame
      list="embeds"
      index={index}
      count={count}
      title={title}
      full={full}
      startClosed={count > OPEN_AT_MOST && index < count - 1}
      summary={`${summary ?? ''} · ${words.characters(embedCharacters(embed))}`}
      tone={embed.color === undefined ? undefined : `#${embed.color.toString(16).padStart(6, '0')}`}
    >
      <Group label={words.author} used={embed.author !== undefined}>
        <LimitedField
          path={`${path}.author.name`}
          label={words.name}
          value={embed.author?.name}
          rule="embedAuthor"
          emptyAs={embed.author?.url || embed.author?.icon_url ? '' : undefined}
        />
        <div className={styles.pair}>
          <LimitedField
            path={`${path}.author.url`}
            label={words.link}
            value={embed.author?.url}
            type="url"
            placeholder="https://"
          />
          <PictureField path={`${path}.author.icon_url`} label={words.icon} value={embed.author?.icon_url} />
        </div>
      </Group>
      <LimitedField path={`${path}.title`} label={words.title} value={embed.title} rule="embedTitle" />
      <LimitedField
        path={`${path}.description`}
        label={words.description}
        value={embed.description}
        rule="embedDescription"
        multiline
      />
      <div className={styles.pair}>
        <LimitedField
          path={`${path}.url`}
          label={words.titleLink}
          value={embed.url}
          type="url"
          placeholder="https://"
        />
        <ColourField path={`${path}.color`} label={words.colour} value={embed.color} />
      </div>
      <Fields embed={embed} path={path} />
      <Group label={words.pictures} used={embed.image !== undefined || embed.thumbnail !== undefined}>
        <PictureField path={`${path}.image.url`} label={words.image} value={embed.image?.url} />
        <PictureField path={`${path}.thumbnail.url`} label={words.thumbnail} value={embed.thumbnail?.url} />
      </Group>
      <Group label={words.footer} used={embed.footer !== undefined || embed.timestamp !== undefined}>
        <LimitedField
          path={`${path}.footer.text`}
          label={words.text}
          value={embed.footer?.text}
          rule="embedFooter"
          emptyAs={embed.footer?.icon_url ? '' : undefined}
        />
        <div className={styles.pair}>
          <PictureField path={`${path}.footer.icon_url`} label={words.icon} value={embed.footer?.icon_url} />
          <TimeField path={`${path}.timestamp`} label={words.timestamp} value={embed.timestamp} />
        </div>
      </Group>
    </ItemFrame>
  );
});

function Fields({ embed, path }: { embed: Embed; path: string }) {
  const form = useForm();
  const fields = embed.fields ?? [];
  const list = `${path}.fields`;
  const full = fields.length >= LIMITS.embedFields.max;
  return (
    <div className={styles.stack} data-path={list} tabIndex={-1}>
      {keyed(fields).map(({ key, item, index }) => (
        <FieldForm key={key} field={item} list={list} index={index} count={fields.length} full={full} />
      ))}
      <Button
        tone="quiet"
        icon={<Plus size={14} />}
        className={styles.add ?? ''}
        disabled={full}
        onClick={() => form.set(list, [...fields, { name: '', value: '', inline: true }])}
      >
        {words.addField(fields.length, LIMITS.embedFields.max)}
      </Button>
    </div>
  );
}

interface FieldFormProps {
  field: EmbedField;
  list: string;
  index: number;
  count: number;
  full: boolean;
}

const FieldForm = memo(function FieldForm({ field, list, index, count, full }: FieldFormProps) {
  const path = `${list}.${index}`;
  return (
    <ItemFrame
      list={list}
      index={index}
      count={count}
      full={full}
      title={words.field(index + 1)}
      startClosed={count > OPEN_AT_MOST && index < count - 1}
      summary={field.name}
    >
      <LimitedField path={`${path}.name`} label={words.name} value={field.name} rule="fieldName" emptyAs="" />
      <LimitedField
        path={`${path}.value`}
        label={words.text}
        value={field.value}
        rule="fieldValue"
        multiline
        emptyAs=""
      />
      <Toggle path={`${path}.inline`} label={words.inline} value={field.inline} />
    </ItemFrame>
  );
});

/** Parts of an embed one seldom needs: open when they hold something. */
export function Group(props: { label: string; used: boolean; children: React.ReactNode }) {
  return (
    <details className={styles.group} open={props.used || undefined}>
      <summary>{props.label}</summary>
      <div className={styles.itemBody}>{props.children}</div>
    </details>
  );
}
