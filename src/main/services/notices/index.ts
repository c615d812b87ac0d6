export {
  createNoticesService,
  type NoticesOptions,
  type NoticesService,
  type SystemNotices,
} from './notices-service';
