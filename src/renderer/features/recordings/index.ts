export { LANE_KEYS, REVIEW_KEYS } from './review-keys';
