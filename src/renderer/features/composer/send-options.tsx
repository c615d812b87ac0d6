import type { AllowedMentions, MessageBody } from '@shared/models/message-body';
import { composerStrings } from '../../strings/composer';
import type { MenuGroups } from '../../ui/Menu';
import type { EditBody } from './use-draft';

const { mentions: words } = composerStrings;

/** The switches of how a message is sent: who is notified, with what sound, with which previews. */
export function optionGroups(body: MessageBody, edit: EditBody): MenuGroups {
  const mention = (id: keyof AllowedMentions, label: string) => ({
    id,
    label,
    checked: body.allowedMentions[id],
    onSelect: () =>
      edit((b) => ({ ...b, allowedMentions: { ...b.allowedMentions, [id]: !b.allowedMentions[id] } })),
  });
  return [
    [
      mention('users', `${words.title}: ${words.users}`),
      mention('roles', `${words.title}: ${words.roles}`),
      mention('everyone', `${words.title}: ${words.everyone}`),
      mention('repliedUser', `${words.title}: ${words.repliedUser}`),
    ],
    [
      {
        id: 'silent',
        label: words.silent,
        hint: words.silentHint,
        checked: body.silent,
        onSelect: () => edit((b) => ({ ...b, silent: !b.silent })),
      },
      {
        id: 'suppressEmbeds',
        label: words.suppressEmbeds,
        checked: body.suppressEmbeds,
        onSelect: () => edit((b) => ({ ...b, suppressEmbeds: !b.suppressEmbeds })),
      },
    ],
  ];
}
