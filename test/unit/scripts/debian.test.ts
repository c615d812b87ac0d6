import { describe, expect, it } from 'vitest';
import {
  type Machine,
  missingNeeds,
  missingSentence,
  packageNames,
  parseOsRelease,
} from '../../../scripts/setup/debian.mjs';

const bookworm = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n';

function machine(has: { libraries?: string[]; programs?: string[]; files?: string[] }): Machine {
  return {
    hasLibrary: (name) => has.libraries?.includes(name) ?? false,
    hasProgram: (name) => has.programs?.includes(name) ?? false,
    hasFile: (name) => has.files?.includes(name) ?? false,
  };
}

describe('the check for system packages', () => {
  it('asks for what the purpose needs and the machine lacks, and for nothing else', () => {
    const missing = missingNeeds(['window'], machine({ libraries: ['libnss3.so', 'libgbm.so.1'] }));
    const required = missing.filter((need) => !need.optional);
    expect(required.map((need) => need.debian)).toEqual(['libgtk-3-0', 'libasound2']);
  });

  it('is content with a program from anywhere', () => {
    expect(missingNeeds(['media'], machine({ programs: ['ffmpeg'] }))).toEqual([]);
  });

  it('names the command for Debian 12', () => {
    const missing = missingNeeds(
      ['window', 'display'],
      machine({ libraries: ['libnss3.so', 'libgbm.so.1'] }),
    );
    expect(missingSentence(missing, parseOsRelease(bookworm))).toBe(
      'These Debian packages are missing, please install them and run the command again: sudo apt-get install -y libgtk-3-0 libasound2 xvfb',
    );
  });

  it('uses the names of the 64-bit time transition where they changed', () => {
    const missing = missingNeeds(
      ['window'],
      machine({ libraries: ['libnss3.so', 'libgbm.so.1'], files: [] }),
    );
    const required = missing.filter((need) => !need.optional);
    expect(packageNames(required, true)).toEqual(['libgtk-3-0t64', 'libasound2t64']);
  });

  it('names libraries and programs on a system whose packages it does not know', () => {
    const missing = missingNeeds(
      ['window', 'media'],
      machine({ libraries: ['libnss3.so', 'libgbm.so.1', 'libgtk-3.so.0'] }),
    );
    expect(missingSentence(missing, parseOsRelease('ID=fedora\nVERSION_ID=41\n'))).toBe(
      'This system lacks libasound.so.2, ffmpeg: install what provides them with your package manager and run the command again.',
    );
  });

  it('does not ask a user for what is only nice to have', () => {
    const all = ['libgtk-3.so.0', 'libnss3.so', 'libasound.so.2', 'libgbm.so.1'];
    const missing = missingNeeds(['window'], machine({ libraries: all }));
    expect(missing).toHaveLength(1);
    expect(missingSentence(missing, parseOsRelease(bookworm))).toBeNull();
  });
});

describe('reading os-release', () => {
  it.each([
    [bookworm, { debianLike: true, t64: false }],
    ['ID=debian\nVERSION_ID="13"\n', { debianLike: true, t64: true }],
    ['ID=debian\nPRETTY_NAME="Debian GNU/Linux forky/sid"\n', { debianLike: true, t64: true }],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\n', { debianLike: true, t64: false }],
    ['ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n', { debianLike: true, t64: true }],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="22"\n', { debianLike: true, t64: true }],
    ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', { debianLike: false, t64: true }],
  ])('%j', (text, expected) => {
    expect(parseOsRelease(text)).toEqual(expected);
  });
});
