export { PlansButton } from './PlansButton';
export { usePlanNews } from './use-plan-news';
