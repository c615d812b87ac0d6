import { useEffect, useRef } from 'react';
import type { ConsoleReading } from '../../audio';
import { strings } from '../../strings';
import { onFrame } from '../../ui/frame-loop';
import { useSound } from '../sound';
import styles from './master.module.css';

const words = strings.live.master;
/** Figures that change faster cannot be read. */
const EVERY_MS = 200;

/** `−14.2`, or a dash while there is nothing to measure. */
export function formatLufs(lufs: number | null): string {
  return lufs === null || lufs <= -70 ? '–' : lufs.toFixed(1).replace('-', '−');
}

/** `−6`: how far something is held down, whole dB; `0` when not. */
export function formatReduction(db: number): string {
  const rounded = Math.round(Math.min(0, db));
  return rounded === 0 ? '0' : `−${Math.abs(rounded)}`;
}

/** Loudness of what goes on air, and what ducking and the limiter take from it. Written past React. */
export function Loudness() {
  const sound = useSound();
  const host = useRef<HTMLDListElement>(null);
  useEffect(() => {
    let reading: ConsoleReading | null = null;
    let shownMs = -EVERY_MS;
    const off = sound.subscribeConsole((next) => {
      reading = next;
    });
    const cells = new Map<string, HTMLElement>();
    for (const cell of host.current?.querySelectorAll<HTMLElement>('[data-figure]') ?? [])
      cells.set(cell.dataset['figure'] ?? '', cell);
    const write = (name: string, text: string, active = false) => {
      const cell = cells.get(name);
      if (!cell) return;
      if (cell.textContent !== text) cell.textContent = text;
      cell.toggleAttribute('data-active', active);
    };
    const offFrame = onFrame((nowMs) => {
      if (nowMs - shownMs < EVERY_MS) return;
      shownMs = nowMs;
      write('m', formatLufs(reading?.momentaryLufs ?? null));
      write('s', formatLufs(reading?.shortTermLufs ?? null));
      write('i', formatLufs(reading?.integratedLufs ?? null));
      const ducking = reading?.duckingDb ?? 0;
      const limiter = reading?.limiterDb ?? 0;
      write('ducking', formatReduction(ducking), ducking <= -0.5);
      write('limiter', formatReduction(limiter), limiter <= -0.5);
    });
    return () => {
      off();
      offFrame();
    };
  }, [sound]);
  return (
    <dl ref={host} className={styles.figures}>
      <Figure id="m" title={words.momentaryLong} name={words.momentary} />
      <Figure id="s" title={words.shortTermLong} name={words.shortTerm} />
      <Figure id="i" title={words.integratedLong} name={words.integrated} />
      <Figure id="ducking" title={words.duckingLong} name={words.ducking} />
      <Figure id="limiter" title={words.limiterLong} name={words.limiter} />
    </dl>
  );
}

function Figure({ id, name, title }: { id: string; name: string; title: string }) {
  return (
    <div title={title}>
      <dt>
        <span aria-hidden="true">{name}</span>
        <span className="visually-hidden">{title}</span>
      </dt>
      <dd data-figure={id}>–</dd>
    </div>
  );
}
