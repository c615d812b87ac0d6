/** Records of a guild that hang on neither a channel nor a member; part of the snapshot, see `model.ts`. */

export interface BanRecord {
  user_id: string;
  reason: string | null;
}

/** A stage that is live. */
export interface StageInstanceRecord {
  id: string;
  guild_id: string;
  channel_id: string;
  topic: string;
  /** 2: only members of the guild; 1 (public) is deprecated. */
  privacy_level: 1 | 2;
}

/** What an entry of the audit log says of one field; a key that is absent had or has no value. */
export interface AuditChange {
  key: string;
  old_value?: unknown;
  new_value?: unknown;
}
