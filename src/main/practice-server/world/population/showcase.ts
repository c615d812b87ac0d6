import { generatedImage, PICTURE_SIDE, pictureName } from '../generated-image';
import type { AttachmentRecord, MessageRecord, ReactionEmoji, ReferenceRecord } from '../model';
import { MessageFlag, MessageType } from '../model';
import { toDiscordTime } from '../time';
import { growThread, openPost, type PastMessage, type PastScene, pastDm } from './past';

/**
 * One of everything a message can be, so that a newcomer sees it and the messages desk is tried on it:
 * embeds, markdown, components, pictures, reactions, replies, pins, a thread, posts, a webhook, conversations.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const unicode = (name: string): ReactionEmoji => ({ id: null, name });

function picture(number: number, description: string): AttachmentRecord {
  const filename = pictureName(number);
  return {
    id: String(9_000_000_000_000_000 + number),
    filename,
    size: generatedImage(filename, PICTURE_SIDE).length,
    content_type: 'image/png',
    description,
    width: PICTURE_SIDE,
    height: PICTURE_SIDE,
  };
}

export function planShowcase(scene: PastScene): PastMessage[] {
  return [...noticeboard(scene), ...chatter(scene), ...forum(scene), ...conversations(scene)];
}

const MARKDOWN = [
  '# House rules, short version',
  '**Be kind.** *Listen first.* __Say your name__ before you speak, ~~shout~~ talk one at a time.',
  '> Quiet rooms stay quiet.',
  '- Rooms: say hello before you join',
  '- Questions: one post per question',
  '||The secret rule: bring biscuits.||',
  '`inline code` and a block:',
  '```js\nconst doors = "19:00";\n```',
  '-# small print: times are local',
].join('\n');

function noticeboard({ state, guild, people, bot, startMs }: PastScene): PastMessage[] {
  const channel = [...guild.channels.values()].find((each) => each.name === 'noticeboard');
  const [host, moderator] = people;
  if (!channel || !host) return [];
  const webhook = [...state.webhooks.values()].find((each) => each.channel_id === channel.id);
  const custom = [...guild.emojis.values()][0];
  const friday = Math.floor((startMs + 30 * HOUR) / 1000);
  const ids = people.map((user) => user.id);
  let at = startMs - 40 * HOUR;
  const say = (author: string, fields: PastMessage['fields'], made?: PastMessage['made']): PastMessage => {
    at += 3 * HOUR;
    return { atMs: at, place: channel.id, author, fields, ...(made ? { made } : {}) };
  };
  const past = [
    say(host.id, { content: MARKDOWN }, (message) => {
      message.pinned_at = toDiscordTime(at);
      channel.last_pin_timestamp = message.pinned_at;
    }),
    say(webhook?.id ?? host.id, {
      content: 'Next on the calendar:',
      webhook: webhook ? { name: webhook.name, avatar: webhook.avatar, avatar_url: null } : null,
      embeds: [
        {
          type: 'rich',
          title: 'Open mic',
          description: `Doors <t:${friday}:t>, first guest a quarter of an hour later. That is <t:${friday}:R>.`,
          url: 'https://example.org/open-mic',
          color: 0xc07a3e,
          author: { name: 'Calendar' },
          fields: [
            { name: 'Room', value: 'Studio', inline: true },
            { name: 'Host', value: `<@${host.id}>`, inline: true },
            { name: 'Bring', value: 'Headphones, water, one song' },
          ],
          footer: { text: 'Roomtone practice' },
          timestamp: toDiscordTime(startMs - 20 * HOUR),
        },
      ],
      reactions: [
        { emoji: unicode('🎉'), user_ids: ids.slice(1, 8) },
        { emoji: unicode('🎤'), user_ids: ids.slice(2, 5) },
        ...(custom
          ? [{ emoji: { id: custom.id, name: custom.name }, user_ids: [...ids.slice(3, 6), bot.id] }]
          : []),
      ],
    }),
    say(moderator?.id ?? host.id, {
      content: 'two sketches for the poster, which one?',
      attachments: [picture(1, 'First sketch of the poster'), picture(2, 'Second sketch of the poster')],
      reactions: [
        { emoji: unicode('1️⃣'), user_ids: ids.slice(0, 2) },
        { emoji: unicode('2️⃣'), user_ids: ids.slice(2, 6) },
      ],
    }),
    say(bot.id, {
      content: 'Who comes on Friday?',
      components: [
        {
          type: 1,
          id: 1,
          components: [
            { type: 2, id: 2, style: 3, label: 'I do', custom_id: 'friday:yes' },
            { type: 2, id: 3, style: 2, label: 'Not this time', custom_id: 'friday:no' },
            { type: 2, id: 4, style: 5, label: 'What is it?', url: 'https://example.org/open-mic' },
          ],
        },
      ],
    }),
    say(bot.id, {
      flags: MessageFlag.IS_COMPONENTS_V2,
      components: [
        {
          type: 17,
          id: 1,
          accent_color: 0x5b6ee1,
          spoiler: false,
          components: [
            {
              type: 10,
              id: 2,
              content: '## Recording of the week\nThe whole evening, one track per speaker.',
            },
            { type: 14, id: 3, divider: true, spacing: 1 },
            {
              type: 9,
              id: 4,
              components: [{ type: 10, id: 5, content: 'Town hall, **52 minutes**, six voices' }],
              accessory: {
                type: 2,
                id: 6,
                style: 5,
                label: 'Listen',
                url: 'https://example.org/recordings/town-hall',
              },
            },
          ],
        },
      ],
    }),
  ];
  return past;
}

function chatter({ guild, people, startMs }: PastScene): PastMessage[] {
  const channel = [...guild.channels.values()].find((each) => each.name === 'music');
  const [host, second, third] = people;
  if (!channel || !host || !second || !third) return [];
  const from = startMs - 6 * HOUR;
  let first: MessageRecord | undefined;
  const reference = (): ReferenceRecord => ({
    type: 0,
    guild_id: guild.id,
    channel_id: channel.id,
    message_id: first?.id ?? null,
  });
  const inThread = (minutes: number, author: string, content: string): PastMessage => ({
    atMs: from + minutes * MINUTE,
    place: () => first?.id ?? channel.id,
    author,
    fields: { content },
  });
  return [
    {
      atMs: from,
      place: channel.id,
      author: second.id,
      fields: { content: 'playlist for Friday, add yours in the thread' },
      made: (message) => {
        first = message;
        growThread(guild, message, 'Playlist for Friday', second.id);
      },
    },
    {
      atMs: from + 1,
      place: () => first?.id ?? channel.id,
      author: second.id,
      fields: () => ({ type: MessageType.THREAD_STARTER_MESSAGE, reference: reference() }),
    },
    inThread(4, third.id, 'the long piano one, obviously'),
    inThread(9, host.id, 'something short to open with?'),
    inThread(15, second.id, 'noted, both'),
    {
      atMs: from + 5 * MINUTE,
      place: channel.id,
      author: third.id,
      fields: () => ({
        type: MessageType.REPLY,
        content: 'done! <:wave:0> and who brings the speakers?'.replace('<:wave:0>', waveOf(guild.emojis)),
        reference: reference(),
        mentions: [second.id],
        reactions: [{ emoji: unicode('👍'), user_ids: [second.id, host.id] }],
      }),
    },
  ];
}

function waveOf(emojis: ReadonlyMap<string, { id: string; name: string }>): string {
  const wave = [...emojis.values()].find((emoji) => emoji.name === 'wave');
  return wave ? `<:${wave.name}:${wave.id}>` : '👋';
}

const POSTS: readonly { title: string; tag: string; lines: readonly string[] }[] = [
  {
    title: 'Echo in the studio when two people speak',
    tag: 'sound',
    lines: [
      'It comes and goes. Headphones on both sides.',
      'one of you has the speakers on',
      'it was me, sorry',
    ],
  },
  {
    title: 'Can we record the monthly talk?',
    tag: 'events',
    lines: [
      'For those who cannot make it.',
      'yes, if everybody on stage says so before',
      'then let us ask at the start',
    ],
  },
  {
    title: 'Collecting topics for next month',
    tag: 'ideas',
    lines: ['One message per topic, please.', 'field recording'],
  },
];

function forum({ guild, people, startMs }: PastScene): PastMessage[] {
  const channel = [...guild.channels.values()].find((each) => each.name === 'questions');
  if (!channel) return [];
  return POSTS.flatMap(({ title, tag, lines }, post): PastMessage[] => {
    let opened: MessageRecord | undefined;
    const tags = channel.available_tags.filter((each) => each.name === tag).map((each) => each.id);
    return lines.map((content, index) => ({
      atMs: startMs - (POSTS.length - post) * 5 * HOUR + index * 11 * MINUTE,
      place: index === 0 ? null : () => opened?.id ?? channel.id,
      author: people[(post * 2 + index) % people.length]?.id ?? '',
      fields: { content },
      ...(index === 0
        ? {
            made: (message: MessageRecord) => {
              opened = message;
              openPost(guild, channel, message, title, tags);
            },
          }
        : {}),
    }));
  });
}

function conversations({ state, people, bot, startMs }: PastScene): PastMessage[] {
  return people.slice(1, 3).flatMap((user, index): PastMessage[] => {
    const from = startMs - (3 + index) * HOUR;
    const place = (): string => pastDm(state, bot.id, user.id, from);
    return [
      {
        atMs: from,
        place,
        author: bot.id,
        fields: { content: 'You are on the list for Friday. Sound check is at half past six.' },
      },
      { atMs: from + 4 * MINUTE, place, author: user.id, fields: { content: 'perfect, I will be there' } },
    ];
  });
}
