import type { Occupant } from '@shared/models/workspace';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import styles from './rooms.module.css';

export interface CrowdProps {
  people: readonly Occupant[];
  /** One `li`, keyed. */
  renderPerson: (person: Occupant) => ReactNode;
}

/** As in the style sheet. */
const LINE_PX = 36;
const OVERSCAN = 8;

/** Thousands of people: those in sight are in the page, the others are space above and below them. */
export default function Crowd({ people, renderPerson }: CrowdProps) {
  const list = useRef<HTMLUListElement>(null);
  const [marginPx, setMarginPx] = useState(0);
  const scroller = () => list.current?.closest<HTMLElement>('[data-scroller]') ?? null;
  // Where the list begins moves with what stands above it, such as a status of two lines.
  useLayoutEffect(() => {
    const outer = list.current?.closest<HTMLElement>('[data-scroller]');
    if (!outer || !list.current) return;
    const top = list.current.getBoundingClientRect().top - outer.getBoundingClientRect().top;
    setMarginPx(Math.round(top + outer.scrollTop));
  });
  const virtual = useVirtualizer({
    count: people.length,
    getScrollElement: scroller,
    estimateSize: () => LINE_PX,
    getItemKey: (at) => people[at]?.userId ?? at,
    overscan: OVERSCAN,
    scrollMargin: marginPx,
  });
  const inSight = virtual.getVirtualItems();
  const first = inSight[0]?.index ?? 0;
  const end = (inSight.at(-1)?.index ?? -1) + 1;
  return (
    <ul
      ref={list}
      className={styles.people}
      style={{ paddingTop: first * LINE_PX, paddingBottom: (people.length - end) * LINE_PX }}
    >
      {people.slice(first, end).map(renderPerson)}
    </ul>
  );
}
