// Who may import whom: the table of docs/architecture.md, one rule per row. A broken rule names the place
// where the code belongs instead of only saying no.
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from },
  to: { path: '^src/', pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only(
      'shared-is-a-leaf',
      '^src/shared/',
      ['^src/shared/'],
      'shared/ is what both sides know; code that needs more belongs in main/ or renderer/.',
    ),
    {
      name: 'shared-has-few-packages',
      severity: 'error',
      comment: 'shared/ runs in the sandboxed renderer and in Node alike: zod and discord-api-types only.',
      from: { path: '^src/shared/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: ['node_modules/(zod|discord-api-types)/'] },
    },
    only(
      'support-knows-only-shared',
      '^src/main/support/',
      ['^src/main/support/', '^src/shared/'],
      'support/ is the ground floor of main; a part with a domain belongs in its own folder.',
    ),
    {
      name: 'discord-clients-stand-alone',
      severity: 'error',
      comment:
        'A Discord client knows support, shared and itself; what joins two of them is a service, wired in app.ts.',
      from: { path: '^src/main/discord/([^/]+)/' },
      to: { path: '^src/', pathNot: ['^src/main/discord/$1/', '^src/main/support/', '^src/shared/'] },
    },
    only(
      'recording-stands-alone',
      '^src/main/recording/',
      ['^src/main/recording/', '^src/main/support/', '^src/shared/'],
      'recording/ is the file format and its reader and writer; services and processes call it, not the other way.',
    ),
    only(
      'voice-process-composes',
      '^src/main/voice-process/',
      [
        '^src/main/voice-process/',
        '^src/main/discord/voice/',
        '^src/main/recording/',
        '^src/main/support/',
        '^src/shared/',
      ],
      'The voice process joins the engine with the recorder and nothing else.',
    ),
    only(
      'review-process-composes',
      '^src/main/review-process/',
      [
        '^src/main/review-process/',
        '^src/main/recording/',
        '^src/main/discord/voice/codec',
        '^src/main/support/',
        '^src/shared/',
      ],
      'The review process plays recordings: format, codec and support only.',
    ),
    only(
      'export-stands-alone',
      '^src/main/export/',
      ['^src/main/export/', '^src/main/recording/', '^src/main/support/', '^src/shared/'],
      'export/ writes recordings out and takes them in; the process runs it and services ask, not the other way.',
    ),
    only(
      'export-process-composes',
      '^src/main/export-process/',
      ['^src/main/export-process/', '^src/main/export/', '^src/main/support/', '^src/shared/'],
      'The export process runs exports and imports and nothing else.',
    ),
    only(
      'archive-stands-alone',
      '^src/main/archive/',
      ['^src/main/archive/', '^src/main/support/', '^src/shared/'],
      'archive/ is the database and what can be asked of it; the process runs it and services ask, not the other way.',
    ),
    only(
      'archive-process-composes',
      '^src/main/archive-process/',
      ['^src/main/archive-process/', '^src/main/archive/', '^src/main/support/', '^src/shared/'],
      'The archive process runs the database and nothing else.',
    ),
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      comment:
        'A service gets another as an argument from app.ts; import only its type through app.ts wiring.',
      from: { path: '^src/main/services/([^/]+)/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/main/services/$1/',
          '^src/main/discord/',
          '^src/main/recording/',
          '^src/main/(voice|review|archive|export)-process/(protocol|port)',
          '^src/main/archive/(requests|writes)',
          '^src/main/support/',
          '^src/shared/',
        ],
      },
    },
    only(
      'ipc-binds-services',
      '^src/main/ipc/',
      ['^src/main/ipc/', '^src/main/services/[^/]+/index\\.ts$', '^src/main/support/', '^src/shared/'],
      'ipc/ reaches a service through its index.ts only.',
    ),
    only(
      'electron-folder-implements-ports',
      '^src/main/electron/',
      [
        '^src/main/electron/',
        '^src/main/support/',
        '^src/shared/',
        '^src/main/app-ports\\.ts$',
        '^src/main/ipc/transport',
        '^src/main/services/[^/]+/index\\.ts$',
        '^src/main/(voice|review|archive|export)-process/(protocol|port)',
      ],
      'electron/ implements ports; logic belongs in a service.',
    ),
    {
      name: 'only-electron-folder-imports-electron',
      severity: 'error',
      comment:
        'The app runs in plain Node: everything from Electron comes through main/electron, the entry and the preload.',
      from: { path: '^src/', pathNot: ['^src/main/electron/', '^src/main/index\\.ts$', '^src/preload/'] },
      to: { path: ['^electron$', 'node_modules/electron/'] },
    },
    only(
      'practice-server-is-not-its-client',
      '^src/main/practice-server/',
      [
        '^src/main/practice-server/',
        '^src/main/support/',
        '^src/shared/',
        '^src/main/discord/voice/packets/',
        '^src/main/discord/voice/codec',
      ],
      'The practice server never uses the clients it stands in for.',
    ),
    {
      name: 'practice-server-is-started-by-entries',
      severity: 'error',
      comment: 'The app meets the practice server by base URL alone; only entry files and tests start it.',
      from: { path: '^src/', pathNot: ['^src/main/practice-server/', '^src/main/headless\\.ts$'] },
      to: { path: '^src/main/practice-server/' },
    },
    {
      name: 'app-needs-no-electron',
      severity: 'error',
      comment: 'app.ts and its parts wire plain Node; Electron comes in as ports from index.ts.',
      from: { path: '^src/main/app[^/]*\\.ts$' },
      to: { path: ['^src/main/electron/', '^src/main/practice-server/'] },
    },
    only(
      'preload-is-thin',
      '^src/preload/',
      ['^src/preload/', '^src/shared/ipc/channels'],
      'The preload knows channel names only.',
    ),
    only(
      'renderer-never-sees-main',
      '^src/renderer/',
      ['^src/renderer/', '^src/shared/'],
      'The renderer talks to main through renderer/api.',
    ),
    only(
      'renderer-ui-has-no-discord',
      '^src/renderer/ui/',
      ['^src/renderer/ui/'],
      'ui/ is primitives; what knows rooms or messages is a feature.',
    ),
    only(
      'renderer-state-knows-api',
      '^src/renderer/state/',
      ['^src/renderer/state/', '^src/renderer/api/', '^src/shared/'],
      'state/ is fed by api/ and shown by features/.',
    ),
    only(
      'renderer-api-is-the-border',
      '^src/renderer/api/',
      ['^src/renderer/api/', '^src/shared/'],
      'api/ wraps window.api and nothing else.',
    ),
    only(
      'renderer-audio-stands-alone',
      '^src/renderer/audio/',
      ['^src/renderer/audio/', '^src/renderer/api/', '^src/shared/'],
      'audio/ moves samples and levels; views read it through refs.',
    ),
    {
      name: 'features-do-not-reach-into-each-other',
      severity: 'error',
      comment:
        'A feature uses another only through its index.ts; a whole screen may be fetched lazily, since an index would fetch it at start.',
      from: { path: '^src/renderer/features/([^/]+)/' },
      to: {
        dynamic: false,
        path: '^src/renderer/features/',
        pathNot: ['^src/renderer/features/$1/', '^src/renderer/features/[^/]+/index\\.ts'],
      },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle means two files are one; split out what both need.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
