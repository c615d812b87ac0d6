export { NOW, ScheduleDialog, type When } from './ScheduleDialog';
export { fromFieldValue, ownTimeZone, timeZones, toFieldValue } from './when';
