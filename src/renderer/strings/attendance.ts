const count = (n: number, one: string, many: string) => `${n.toLocaleString()} ${n === 1 ? one : many}`;

/** Who was there, how long and how many at once. */
export const attendanceStrings = {
  label: 'Attendance',
  title: (place: string, from: string, to: string) => `Attendance of ${place}, ${from} to ${to}`,
  loading: 'Adding up who was there…',
  loadFailed: 'Attendance could not be added up',
  emptyTitle: 'Nobody was there',
  emptyBody: 'No visit to a room was kept in this period. Choose a longer one, or another place.',
  noneTitle: 'No rooms kept yet',
  noneBody: 'While an account is connected, Roomtone notes who is in which room. It is added up here.',
  refresh: 'Add up again',
  people: 'People',
  rooms: 'Rooms',
  together: 'Who met whom',
  pair: (a: string, b: string) => `${a} and ${b}`,
  summary: (people: number, rooms: number, total: string) =>
    `${count(people, 'person', 'people')} in ${count(rooms, 'room', 'rooms')}, ${total} in all`,
  peak: (people: number, at: string) => `at most ${count(people, 'person', 'people')} at once, first ${at}`,
  uncertain: 'partly unseen',
  uncertainHint: 'Part of this time was not seen from beginning to end.',
  columns: {
    person: 'Person',
    room: 'Room',
    total: 'Total time',
    visits: 'Visits',
    rooms: 'Rooms',
    people: 'People',
    first: 'First seen',
    last: 'Last seen',
    peak: 'At once',
    peakAt: 'First so many',
    pair: 'Together',
    together: 'Time in one room',
  },
  timelineOf: (name: string) => `${name}: the timeline of this period`,
  endedRoom: 'a room that is gone',
} as const;
