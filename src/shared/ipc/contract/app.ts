import { z } from 'zod';
import { AccountsSnapshot, ConnectBotInput, ConnectOutcome, VaultState } from '../../models/accounts';
import { AppInfo, DiagnosticsSnapshot, PracticeState, Settings, SettingsPatch } from '../../models/app';
import { AwayDigest } from '../../models/away';
import { Incident, PracticeSize, Rehearsal } from '../../models/practice';
import { StormInput } from '../../models/practice-storm';
import { TroubleSettings } from '../../models/practice-trouble';
import { WorkspaceChanged, WorkspaceSnapshot } from '../../models/workspace';
import { call, event } from '../define';
import { done, noInput } from './inputs';

/** The app itself: settings, accounts, the practice server, and what the connected account sees. */
export const appContract = {
  app: {
    info: call(noInput, AppInfo),
    settings: call(noInput, Settings),
    updateSettings: call(SettingsPatch, Settings),
    diagnostics: call(noInput, DiagnosticsSnapshot),
    /** The window's own errors and warnings, so that one log tells the whole story. */
    log: call(
      z.object({
        level: z.enum(['warn', 'error']),
        area: z.string().max(80),
        message: z.string().max(4_000),
      }),
      done,
    ),
  },
  accounts: {
    snapshot: call(noInput, AccountsSnapshot),
    changed: event(AccountsSnapshot),
    startPractice: call(
      z.object({ seed: z.number().int().nullable(), size: PracticeSize.optional() }),
      ConnectOutcome,
    ),
    connectBot: call(ConnectBotInput, ConnectOutcome),
    connectSaved: call(z.object({ accountId: z.string() }), ConnectOutcome),
    forget: call(z.object({ accountId: z.string() }), done),
    signOut: call(noInput, done),
    /** While reconnecting: the next try comes now, where waiting is not Discord's demand. */
    retryNow: call(noInput, done),
    createPassphraseVault: call(z.object({ passphrase: z.string().min(8).max(512) }), VaultState),
    unlockVault: call(z.object({ passphrase: z.string().min(1).max(512) }), VaultState),
  },
  practice: {
    state: call(noInput, PracticeState),
    changed: event(PracticeState),
    stop: call(noInput, done),
    /** What goes wrong on the practice server: its trouble dial, and a storm that may be on. */
    rehearsal: call(noInput, Rehearsal),
    rehearsalChanged: event(Rehearsal),
    /** Replaces all trouble; a part that is left out is calm. */
    setTrouble: call(TroubleSettings, Rehearsal),
    calm: call(noInput, Rehearsal),
    incident: call(Incident, done),
    startStorm: call(StormInput, Rehearsal),
    stopStorm: call(noInput, Rehearsal),
  },
  workspace: {
    snapshot: call(noInput, WorkspaceSnapshot),
    changed: event(WorkspaceChanged),
    /** After a fresh session or an outage: what was different, guild by guild. */
    wasAway: event(AwayDigest),
  },
};
