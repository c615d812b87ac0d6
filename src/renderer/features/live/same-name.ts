/** Whether two names are the same to whoever typed them: upper and lower case, and blanks around them, say nothing. */
export function sameName(a: string, b: string): boolean {
  return a.trim().toLocaleLowerCase() === b.trim().toLocaleLowerCase();
}
