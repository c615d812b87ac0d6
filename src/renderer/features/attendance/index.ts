export { AttendanceView } from './AttendanceView';
