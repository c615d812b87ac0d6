import type { ChannelId, GuildId } from '@shared/discord/snowflake';
import type { TemplateDraft } from '@shared/models/room-plans';
import { useEffect, useState } from 'react';
import { useActions } from '../../state/react';
import { useAttempt } from '../trouble';
import { TemplateDialog } from './TemplateDialog';

export interface SaveAsTemplateProps {
  guildId: GuildId;
  /** Rooms, or a category for all that are in it. */
  channelId: ChannelId;
  onClose: () => void;
}

/** A new template that begins with what a room or category is now. */
export function SaveAsTemplate({ guildId, channelId, onClose }: SaveAsTemplateProps) {
  const { roomPlans } = useActions();
  const attempt = useAttempt();
  const [draft, setDraft] = useState<TemplateDraft | null>(null);
  useEffect(() => {
    attempt(async () => {
      try {
        setDraft(await roomPlans.ask.templateFrom({ guildId, channelIds: [channelId] }));
      } catch (error) {
        onClose();
        throw error;
      }
    });
  }, [attempt, channelId, guildId, onClose, roomPlans]);
  return draft && <TemplateDialog template={null} draft={draft} onClose={onClose} />;
}
