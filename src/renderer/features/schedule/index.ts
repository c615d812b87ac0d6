export { NOW, ScheduleDialog, type When } from './ScheduleDialog';
export { fromFieldValue, ownTimeZone, toFieldValue } from './when';
