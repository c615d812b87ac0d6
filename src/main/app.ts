import { createAccountPart } from './app-account';
import { createCommunityPart } from './app-community';
import { type AppContext, createContext, partOf } from './app-context';
import { createDeskPart } from './app-desk';
import { createLibraryPart } from './app-library';
import { createMessagesPart } from './app-messages';
import type { AppConfig, AppPorts } from './app-ports';
import { createClips } from './app-recorder';
import { bindWindow } from './app-window';
import type { Services } from './ipc/handlers';
import type { AtStake } from './services/live/index';
import type { MediaService } from './services/media/index';
import { Scope } from './support/scope';

export interface RunningApp {
  readonly services: Services;
  /** Remote pictures and films for the window. */
  readonly media: MediaService;
  /** What ending it now would cut short, in words; null when nothing. */
  atStake(): AtStake | null;
  /** Ends calls, recordings, processes and sockets, in this order; nothing is left behind. */
  close(): Promise<void>;
}

/**
 * Puts the app together: with its parts (`app-*.ts`) the one place where objects meet. Plain Node; what is Electron's
 * comes in as ports. Resolves when the window can ask its first question; when a part cannot be made, what was made
 * before is ended and the failure goes to the caller.
 */
export async function createApp(config: AppConfig, ports: AppPorts): Promise<RunningApp> {
  const scope = new Scope();
  const app = createContext(config, ports, scope);
  try {
    const made = await makeParts(app);
    return { ...made, close: () => scope.close() };
  } catch (error) {
    await scope.close().catch((closing: unknown) => app.logger.error('not all ended', { error: closing }));
    throw error;
  }
}

/**
 * The order of the start, and backwards that of the end. A part is given what it needs of those before it; the three in
 * the middle know nothing of each other and read their files side by side.
 */
async function makeParts(app: AppContext): Promise<Omit<RunningApp, 'close'>> {
  const { settings, vault, practice, rehearsal, accounts } = await createAccountPart(partOf(app));
  const { sessions } = accounts;

  const [community, written, library] = await Promise.all([
    createCommunityPart(partOf(app), { sessions }),
    createMessagesPart(partOf(app), { accounts, settings, vault }),
    createLibraryPart(partOf(app)),
  ]);
  const { files, outbox, media } = written;
  const { recordings, jobHost } = library;

  const clips = createClips(partOf(app), { sessions, jobHost, recordings, files, outbox });
  const { atStake, ...desk } = await createDeskPart(partOf(app), {
    accounts,
    settings,
    community,
    outbox,
    recordings,
  });

  const services: Services = {
    settings,
    practice,
    rehearsal,
    accounts,
    ...community,
    ...written,
    ...library,
    clips,
    ...desk,
  };
  bindWindow(partOf(app), services, community);
  return { services, media, atStake };
}
