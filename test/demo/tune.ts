import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A short piece of four chords, made by FFmpeg, so that the demo brings its own music: an mp3 of `seconds`. */
export async function makeTune(path: string, seconds: number): Promise<void> {
  // Am, F, C, G: one chord each two seconds, plucked (a fast attack, a slow decay), with a beat below.
  const chords = [
    [220, 261.63, 329.63],
    [174.61, 220, 261.63],
    [130.81, 196, 329.63],
    [196, 246.94, 392],
  ];
  const voices = chords.map((notes, index) => {
    const gate = `eq(mod(floor(t/2),4),${index})`;
    const pluck = 'exp(-2.2*mod(t,0.5))';
    const sum = notes.map((hz) => `sin(2*PI*${hz}*t)`).join('+');
    return `${gate}*${pluck}*0.16*(${sum})`;
  });
  const beat = '0.3*sin(2*PI*60*t)*exp(-18*mod(t,0.5))';
  const expression = [...voices, beat].join('+').replaceAll(',', '\\,');
  const source = `aevalsrc=${expression}:s=48000:d=${seconds}`;
  await promisify(execFile)('ffmpeg', [
    ...['-y', '-loglevel', 'error', '-f', 'lavfi', '-i', source],
    ...['-ac', '2', '-b:a', '128k', path],
  ]);
}
