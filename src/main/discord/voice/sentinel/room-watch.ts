/**
 * The sentinel of one further room of a broadcast. The programme is the same for all rooms and is watched once; here it is
 * whether it leaves for this room, arrives at its server, and who is there.
 */
import { METER_FLOOR_DBFS } from '@shared/audio/levels';
import type { SignalAlarm } from '@shared/models/sentinel';
import { ReportedLoss } from './reported-loss';
import { Sentinel } from './sentinel';

export interface WatchedFurtherRoom {
  nowMs: number;
  wallMs: number;
  connected: boolean;
  /** Packets should be leaving for it. */
  expected: boolean;
  packetsSent: number;
  strangers: readonly string[];
}

export class RoomWatch {
  readonly loss = new ReportedLoss();
  readonly #guildId: string;
  readonly #sentinel = new Sentinel();
  #alarms: readonly SignalAlarm[] = [];

  constructor(guildId: string) {
    this.#guildId = guildId;
  }

  /** As of the last look. */
  get alarms(): readonly SignalAlarm[] {
    return this.#alarms;
  }

  observe({ nowMs, wallMs, connected, expected, packetsSent, strangers }: WatchedFurtherRoom): void {
    const out = {
      expected,
      packetsSent,
      reportedLoss: this.loss.at(nowMs),
      onAir: false,
      ticks: 0,
      lateTicks: 0,
      rmsDbfs: METER_FLOOR_DBFS,
      clipped: 0,
    };
    const report = this.#sentinel.observe({
      nowMs,
      wallMs,
      out: connected ? out : null,
      people: [],
      strangers: connected ? strangers : [],
    });
    if (!report.changed) return;
    const guildId = this.#guildId;
    this.#alarms = report.alarms.map((alarm) => ({
      ...alarm,
      guildId,
      alarmId: `${guildId}:${alarm.alarmId}`,
    }));
  }
}
