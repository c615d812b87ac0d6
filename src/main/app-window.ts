import type { AppInfo, DiagnosticsSnapshot } from '@shared/models/app';
import type { AppContext } from './app-context';
import { announceAll } from './app-events';
import type { AppConfig } from './app-ports';
import { bindContract } from './ipc/bind';
import { createHandlers, type Services } from './ipc/handlers';
import type { AwayService } from './services/away/index';
import type { AudioPort, MainMessagePort } from './support/audio-port';
import type { LogBuffer } from './support/log-buffer';

/** Lets the window ask and hear; from here on its questions are answered. A part of `app.ts`. */
export function bindWindow(app: AppContext, services: Services, { away }: { away: AwayService }): void {
  const { config, ports, logger, recent, scope } = app;
  const { calls, live, recordings } = services;
  const binding = bindContract({
    transport: ports.transport,
    handlers: createHandlers({
      services,
      info: appInfo(config),
      diagnostics: () => diagnosticsOf(services, recent),
      showInFolder: (path) => ports.dialogs.showInFolder(path),
      logger,
    }),
    ports: {
      calls: {
        levels: (port) => calls.connectPort('levels', port as AudioPort | MainMessagePort),
        monitor: (port) => calls.connectPort('monitor', port as AudioPort | MainMessagePort),
      },
      live: {
        microphone: (port) => live.connectInput('microphone', port as AudioPort | MainMessagePort),
        systemSound: (port) => live.connectInput('system', port as AudioPort | MainMessagePort),
      },
      recordings: { audio: (port) => recordings.connectAudio(port as AudioPort | MainMessagePort) },
    },
    logger: logger.child('ipc'),
    checkOutputs: config.checkOutputs,
  });
  scope.add(() => binding.dispose());
  announceAll(app, binding, services);
  scope.add(away.onDigest((digest) => binding.emit('workspace', 'wasAway', digest)));
}

function appInfo(config: AppConfig): AppInfo {
  const { platform } = process;
  const known = platform === 'linux' || platform === 'darwin' || platform === 'win32';
  return {
    version: config.version,
    electronVersion: config.electronVersion,
    platform: known ? platform : 'other',
  };
}

function diagnosticsOf(services: Services, recent: LogBuffer): DiagnosticsSnapshot {
  const counters: Record<string, number> = { ...services.accounts.counters() };
  const { state, malformedByReason } = services.calls;
  if (state.kind === 'active') {
    for (const [name, value] of Object.entries(state.stats)) {
      if (value !== null) counters[`voice.${name}`] = value;
    }
  }
  for (const [reason, count] of Object.entries(malformedByReason))
    counters[`voice.dropped ${reason}`] = count;
  return { counters, rest: services.accounts.restMetrics(), log: [...recent.entries] };
}
