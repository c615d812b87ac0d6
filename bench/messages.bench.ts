import { join } from 'node:path';
import { percentile, runBench } from './harness';
import { measureScroll } from './messages/scroll';
import { measureTyping } from './messages/typing';
import { openLongChannel } from './messages/window';

/**
 * The history and the composer of the built app, in a channel of 100,000 messages of a practice server in this
 * process: up and down as fast as a wheel goes, reading on the way, then typing with the history above.
 */
const SCROLL_MS = 8_000;
/** A fast wheel: 240 px a frame are 14,400 px a second. */
const STEP_PX = 240;
const KEYS = 120;
/** Standing still before scrolling: what the machine itself takes from frames in this run. */
const IDLE_MS = 2_000;

runBench({
  bench: 'messages',
  rounds: 3,
  measure: async ({ round, scratchDir, say }) => {
    const desk = await openLongChannel(join(scratchDir, `data-${round}`));
    try {
      const idle = await measureScroll(desk.page, 0, IDLE_MS);
      const up = await measureScroll(desk.page, -STEP_PX, SCROLL_MS);
      const down = await measureScroll(desk.page, STEP_PX, SCROLL_MS / 2);
      say(
        `scrolled past ${up.messagesSeen} messages up and ${down.messagesSeen} down, ${up.frames + down.frames} frames`,
      );
      const typing = await measureTyping(desk.page, KEYS);
      return {
        scroll_worst_frame_ms: Math.max(up.worstFrameMs, down.worstFrameMs),
        scroll_p99_frame_ms: Math.max(up.p99FrameMs, down.p99FrameMs),
        scroll_messages_seen: up.messagesSeen,
        idle_worst_frame_ms: idle.worstFrameMs,
        typing_p95_ms: percentile(typing, 95),
        typing_p50_ms: percentile(typing, 50),
      };
    } finally {
      await desk.close();
    }
  },
  figures: (series) => [
    // The worst of all rounds: a median of worst frames would hide the one that was felt.
    {
      id: 'scroll_worst_frame_ms',
      value: Math.max(...series.values('scroll_worst_frame_ms')),
      unit: 'ms',
      goal: 50,
      better: 'lower',
      peer: {
        name: 'standing still',
        value: Math.max(...series.values('idle_worst_frame_ms')),
        unit: 'ms',
      },
    },
    {
      id: 'typing_p95_ms',
      value: series.median('typing_p95_ms'),
      unit: 'ms',
      goal: 50,
      better: 'lower',
    },
  ],
});
