import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installedElectron } from '../scripts/setup/electron-runtime.mjs';
import { projectRoot } from '../scripts/setup/project.mjs';

/**
 * The frame of every bench: rounds in which the product and what it is compared with are measured side by side,
 * medians over the rounds, a small table for a person and a JSON file for a machine.
 *
 * A bench file calls `runBench` at its end; `npm run bench -- NAME [--json FILE] [--rounds N]` runs it. A bench of
 * several parts calls `runBenchParts`; `--only PART[,PART]` then measures these alone.
 */
export interface Figure {
  readonly id: string;
  readonly value: number;
  /** "ms", "x" for a ratio, "MiB". */
  readonly unit: string;
  /** What it should reach, in the same unit. */
  readonly goal: number;
  readonly better: 'lower' | 'higher';
  /** What it was measured against in the same run, when it is a ratio or has a peer. */
  readonly peer?: Peer;
}

export interface Peer {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

export interface BenchReport {
  readonly bench: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
  /** Each series as measured, round by round, so that the spread can be judged. */
  readonly series: Readonly<Record<string, readonly number[]>>;
}

/** What was measured, by name, over all rounds. */
export interface Series {
  /** Every value, in the order of the rounds. Throws when nothing was measured under that name. */
  values(name: string): readonly number[];
  median(name: string): number;
  /** The middle of the rounds' ratios: for what ran at the same time, it says more than the ratio of two middles. */
  medianRatio(name: string, other: string): number;
}

export interface RoundContext {
  /** Counts from 0. */
  readonly round: number;
  /** A temporary folder of this run, deleted at its end. */
  readonly scratchDir: string;
  /** Says a line to the person who waits. */
  say(line: string): void;
}

export interface BenchDefinition {
  readonly bench: string;
  /** How many rounds are measured; `--rounds N` overrides. */
  readonly rounds: number;
  /** Rounds before those whose values are thrown away (caches, first-time work). */
  readonly warmUpRounds?: number;
  /** Extra entries for `versions`, such as a peer's. */
  readonly versions?: () => Readonly<Record<string, string>>;
  /** One round: measures everything once, interleaved, and names the values. */
  readonly measure: (context: RoundContext) => Promise<Readonly<Record<string, number>>>;
  /** Turns the series into figures. */
  readonly figures: (series: Series) => readonly Figure[];
}

/** One part of a bench that has several: measured alone with `--only NAME`. */
export interface BenchPart {
  readonly name: string;
  /** Long or already repeated inside: measured in the first round only. */
  readonly once?: boolean;
  readonly measure: (context: RoundContext) => Promise<Readonly<Record<string, number>>>;
  readonly figures: (series: Series) => readonly Figure[];
}

export interface BenchOfParts extends Pick<BenchDefinition, 'bench' | 'rounds' | 'versions'> {
  readonly parts: readonly BenchPart[];
}

/** The middle value; the mean of the two middle ones when their number is even. Throws on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  if (upper === undefined || lower === undefined) throw new RangeError('the median of nothing');
  return (lower + upper) / 2;
}

/**
 * The nearest-rank percentile: the smallest value that at least `percent` of all values do not exceed.
 *
 * @param percent in (0, 100]
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('the percentile of nothing');
  return found;
}

/** Whether a figure reaches its goal. */
export function reachesGoal(figure: Pick<Figure, 'value' | 'goal' | 'better'>): boolean {
  return figure.better === 'lower' ? figure.value <= figure.goal : figure.value >= figure.goal;
}

/** The table for a person. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.id,
    `${rounded(figure.value)} ${figure.unit}`,
    `${figure.better === 'lower' ? '≤' : '≥'} ${rounded(figure.goal)}`,
    reachesGoal(figure) ? 'reached' : 'MISSED',
    figure.peer ? `${figure.peer.name}: ${rounded(figure.peer.value)} ${figure.peer.unit}` : '',
  ]);
  const all = [['figure', 'value', 'goal', '', 'against'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** Runs a bench and ends the process; exit code 1 when it broke. A missed goal is a result, not a failure. */
export function runBench(definition: BenchDefinition): void {
  execute(definition).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
}

/** `runBench` of several parts, one after the other in each round. */
export function runBenchParts({ parts, ...bench }: BenchOfParts): void {
  runBench({
    ...bench,
    measure: async (context) => {
      const values: Record<string, number> = {};
      for (const part of chosenParts(parts, parseOptions(process.argv.slice(2)).only)) {
        if (part.once && context.round > 0) continue;
        context.say(`${part.name} …`);
        Object.assign(values, await part.measure(context));
      }
      return values;
    },
    figures: (series) =>
      chosenParts(parts, parseOptions(process.argv.slice(2)).only).flatMap((part) => part.figures(series)),
  });
}

/** The parts that are named, in their own order; all of them without names. Throws on a name that is none. */
export function chosenParts<T extends { readonly name: string }>(
  parts: readonly T[],
  only: readonly string[] | undefined,
): readonly T[] {
  const unknown = only?.find((name) => !parts.some((part) => part.name === name));
  if (unknown !== undefined) {
    const names = parts.map(({ name }) => name).join(', ');
    throw new RangeError(`there is no part ${unknown}: name some of ${names}`);
  }
  return only ? parts.filter(({ name }) => only.includes(name)) : parts;
}

async function execute(definition: BenchDefinition): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const scratchDir = await mkdtemp(join(tmpdir(), `roomtone-bench-${definition.bench}-`));
  const say = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  try {
    const rounds = options.rounds ?? definition.rounds;
    const warmUp = definition.warmUpRounds ?? 0;
    const measured: Record<string, number[]> = {};
    for (let round = 0; round < warmUp + rounds; round += 1) {
      const values = await definition.measure({ round, scratchDir, say });
      const isWarmUp = round < warmUp;
      const shown = Object.entries(values).map(([name, value]) => `${name} ${rounded(value)}`);
      say(`${isWarmUp ? 'warm-up' : `round ${round - warmUp + 1}/${rounds}`}: ${shown.join(', ')}`);
      if (isWarmUp) continue;
      for (const [name, value] of Object.entries(values)) {
        measured[name] ??= [];
        measured[name].push(value);
      }
    }
    await publish(definition, measured, options.json);
  } finally {
    await rm(scratchDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function publish(
  definition: BenchDefinition,
  measured: Readonly<Record<string, readonly number[]>>,
  json: string | undefined,
): Promise<void> {
  const report: BenchReport = {
    bench: definition.bench,
    versions: { ...commonVersions(), ...definition.versions?.() },
    figures: definition.figures(seriesOf(measured)),
    series: measured,
  };
  process.stdout.write(`${formatTable(report.figures)}\n`);
  if (json === undefined) return;
  mkdirSync(dirname(json), { recursive: true });
  await writeFile(json, `${JSON.stringify(report, null, 2)}\n`);
}

/** Reads measured values by name; a name that was never measured is a bug of the bench. */
export function seriesOf(measured: Readonly<Record<string, readonly number[]>>): Series {
  const values = (name: string): readonly number[] => {
    const found = measured[name];
    if (!found) throw new RangeError(`nothing was measured under ${name}`);
    return found;
  };
  const medianRatio = (name: string, other: string): number => {
    const others = values(other);
    return median(values(name).map((value, round) => value / (others[round] ?? Number.NaN)));
  };
  return { values, median: (name) => median(values(name)), medianRatio };
}

export interface BenchOptions {
  json?: string;
  rounds?: number;
  only?: readonly string[];
}

/**
 * `--json FILE`, `--rounds N` and `--only PART[,PART]`; anything else is refused, so that a typing error is not a
 * silent default.
 */
export function parseOptions(args: readonly string[]): BenchOptions {
  const options: BenchOptions = {};
  for (let at = 0; at < args.length; at += 2) {
    const [name, value] = [args[at], args[at + 1]];
    if (name === '--json' && value) options.json = value;
    else if (name === '--rounds' && value && /^[1-9]\d{0,3}$/.test(value)) options.rounds = Number(value);
    else if (name === '--only' && value) options.only = value.split(',');
    else
      throw new RangeError(`unknown option ${name} ${value ?? ''}: use --json FILE, --rounds N, --only PART`);
  }
  return options;
}

function commonVersions(): Record<string, string> {
  const manifest: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  const electron = installedElectron();
  return {
    roomtone: String(version),
    node: process.version,
    electron: `${electron.version} (${electron.kind})`,
    system: `${process.platform}-${process.arch}`,
    cpu: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
  };
}

/** Three significant digits are all that a noisy machine supports. */
function rounded(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}
