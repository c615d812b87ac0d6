import type { MessageBody } from '@shared/models/message-body';
import type { Template } from '@shared/models/outbox';
import { FileText, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useActions, useApp } from '../../state/react';
import { selectTemplates } from '../../state/templates/selectors';
import { strings } from '../../strings';
import { templateStrings as words } from '../../strings/outbox';
import { Button, IconButton } from '../../ui/Button';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { Field, TextInput } from '../../ui/Field';
import { useAttempt } from '../trouble';
import { fillTemplate, toTemplateBody, variablesOf } from './template-variables';
import styles from './templates.module.css';
import { useDraft } from './use-draft';

export interface TemplateDialogProps {
  draftKey: string;
  /** Straight to this one; null shows them all. */
  templateId: string | null;
  names: { channel: string; guildId: string | null };
  onClose: () => void;
}

/** The templates: use one, save what is written as one, put one away. */
export function TemplateDialog({ draftKey, templateId, names, onClose }: TemplateDialogProps) {
  const templates = useApp(selectTemplates);
  const guild = useApp((state) =>
    names.guildId === null ? undefined : state.workspace.guilds[names.guildId],
  );
  const { body, edit } = useDraft(draftKey);
  const known = knownValues(names.channel, guild?.name ?? '');
  const use = (template: Template, values: Readonly<Record<string, string>>) => {
    const filled = fillTemplate(template.body, { ...known, ...values });
    edit((b) => merge(b, filled));
    onClose();
  };
  const [asking, setAsking] = useState<Template | null>(
    () => templates.find((template) => template.templateId === templateId) ?? null,
  );
  const choose = (template: Template) =>
    variablesOf(template.body).length === 0 ? use(template, {}) : setAsking(template);
  if (asking) return <Values template={asking} onUse={(values) => use(asking, values)} onClose={onClose} />;
  return (
    <Dialog title={words.title} description={words.description} closeLabel={strings.close} onClose={onClose}>
      {templates.length === 0 ? (
        <p className={styles.none}>{words.none}</p>
      ) : (
        <ul className={styles.list}>
          {templates.map((template) => (
            <Row key={template.templateId} template={template} onUse={() => choose(template)} />
          ))}
        </ul>
      )}
      <SaveForm body={body} />
    </Dialog>
  );
}

function Row({ template, onUse }: { template: Template; onUse: () => void }) {
  const { templates, view } = useActions();
  const attempt = useAttempt();
  const remove = () =>
    attempt(async () => {
      await templates.remove(template.templateId);
      view.toast({
        title: words.removed(template.name),
        action: {
          label: strings.undo,
          run: () => attempt(() => templates.save(null, template.name, template.body)),
        },
      });
    });
  return (
    <li className={styles.row}>
      <button type="button" className={styles.use} onClick={onUse}>
        <FileText size={16} aria-hidden="true" />
        <span className={styles.name}>{template.name}</span>
        <span className={styles.excerpt}>{excerptOf(template.body)}</span>
      </button>
      <IconButton label={words.remove(template.name)} onClick={remove}>
        <Trash2 size={14} />
      </IconButton>
    </li>
  );
}

/** What is in the composer, kept under a name. A name that is there already is replaced. */
function SaveForm({ body }: { body: MessageBody }) {
  const list = useApp(selectTemplates);
  const { templates, view } = useActions();
  const attempt = useAttempt();
  const [name, setName] = useState('');
  const empty = excerptOf(body) === '';
  if (empty) return null;
  const same = list.find((template) => template.name === name.trim());
  const save = (event: FormEvent) => {
    event.preventDefault();
    attempt(async () => {
      await templates.save(same?.templateId ?? null, name.trim(), toTemplateBody(body));
      view.toast({ title: words.saved(name.trim()) });
      setName('');
    });
  };
  return (
    <form className={styles.save} onSubmit={save}>
      <Field label={words.saveAs} hint={same ? words.replaces(same.name) : words.saveHint}>
        {(ids) => (
          <TextInput {...ids} value={name} maxLength={80} onChange={(e) => setName(e.target.value)} />
        )}
      </Field>
      <Button type="submit" disabled={name.trim() === ''}>
        {same ? words.replace : words.save}
      </Button>
    </form>
  );
}

function Values(props: {
  template: Template;
  onUse: (values: Record<string, string>) => void;
  onClose: () => void;
}) {
  const { template, onUse, onClose } = props;
  const names = variablesOf(template.body);
  const [values, setValues] = useState<Record<string, string>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onUse(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')));
  };
  return (
    <Dialog title={template.name} description={words.valuesHint} closeLabel={strings.close} onClose={onClose}>
      <form className={styles.values} onSubmit={submit}>
        {names.map((name) => (
          <Field key={name} label={name}>
            {(ids) => (
              <TextInput
                {...ids}
                value={values[name] ?? ''}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <DialogActions>
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button tone="primary" type="submit">
            {words.use}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** A template joins what is there: its text follows, its parts are added. */
function merge(body: MessageBody, filled: MessageBody): MessageBody {
  return {
    ...body,
    content: [body.content.trim(), filled.content].filter((text) => text !== '').join('\n'),
    embeds: [...body.embeds, ...filled.embeds],
    components:
      body.componentsV2 === filled.componentsV2 || body.components.length === 0
        ? [...body.components, ...filled.components]
        : filled.components,
    componentsV2: filled.components.length > 0 ? filled.componentsV2 : body.componentsV2,
    allowedMentions: filled.allowedMentions,
    identity: {
      username: filled.identity.username ?? body.identity.username,
      avatarUrl: filled.identity.avatarUrl ?? body.identity.avatarUrl,
    },
  };
}

function knownValues(channel: string, server: string): Record<string, string> {
  const now = new Date();
  return {
    date: now.toLocaleDateString(undefined, { dateStyle: 'long' }),
    time: now.toLocaleTimeString(undefined, { timeStyle: 'short' }),
    channel,
    server,
  };
}

function excerptOf(body: MessageBody): string {
  const text =
    body.content.trim() ||
    body.embeds
      .map((e) => e.title ?? e.description ?? '')
      .join(' ')
      .trim();
  if (text !== '') return text.slice(0, 90);
  return body.components.length > 0 ? words.layout : '';
}
