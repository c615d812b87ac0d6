/** Digits as they are read out: in fives, as Discord shows them, and as many lines as there is room for. */
export function inGroups(digits: string): string {
  return (
    digits
      .replaceAll(/\D/g, '')
      .match(/.{1,5}/g)
      ?.join(' ') ?? ''
  );
}
